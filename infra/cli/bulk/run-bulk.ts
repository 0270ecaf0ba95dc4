import { CommandError, exitCodes, UsageError } from '../errors.ts';
import type { OutputOptions } from '../output.ts';
import type { Shell } from '../shell.ts';
import { safeJson } from '../visible.ts';
import { JobError, SheetError } from './errors.ts';
import type { Job, OpenJob, RunOptions } from './job/job.ts';
import type { openJob } from './job/open-job.ts';
import type { Client, Ports } from './job/ports.ts';
import { reasonOf } from './job/reasons.ts';
import type { JobEnd, PlanSummary } from './job/report.ts';
import type { updateStatus } from './job/status.ts';
import { createProgressDisplay } from './progress-display.ts';
import type { SheetOptions } from './sheet/row.ts';
import type { openSheet } from './sheet/sheet.ts';
import { showEnd, showStatus } from './show-end.ts';
import { showPlan } from './show-plan.ts';
import { counted, figure, sum } from './words.ts';

/** What reads, plans and sends. */
export interface Parts {
  readonly openSheet: typeof openSheet;
  readonly openJob: typeof openJob;
  readonly updateStatus: typeof updateStatus;
  readonly portsFor: (client: Client) => Ports;
}

/** A job as it was typed: its file has not been looked at. */
export interface Order extends Omit<Job, 'sheet'> {
  readonly columns: Omit<SheetOptions, 'text'>;
  readonly rate: number;
}

interface Asking extends OutputOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * Plans a job, asks, sends it, and tells of each.
 * @throws CommandError where a row got no message: its exit code is the help's
 */
export const runBulk = async (
  order: Order,
  asking: Asking,
  client: Client,
  parts: Parts,
  shell: Shell,
): Promise<void> => {
  const { rate, columns, ...job } = order;
  const stop = new AbortController();
  const undo = shell.onInterrupt(() => {
    shell.live?.draw('');
    shell.tell('Waiting for what is under way. Another Ctrl-C ends it at once.');
    stop.abort();
  });
  try {
    const ports = parts.portsFor(client);
    const sheet = await parts.openSheet(job.file, { ...columns, text: job.content.text });
    const open = await parts.openJob({ ...job, sheet }, ports);
    try {
      await carryOut(open, { rate, stop: stop.signal }, asking, shell, ports.clock);
    } finally {
      await open.close();
    }
  } catch (error) {
    throw asCommandError(error, stop.signal.aborted);
  } finally {
    undo();
  }
};

const carryOut = async (
  job: OpenJob,
  pace: Omit<RunOptions, 'tell'>,
  { dryRun = false, yes = false, json = false }: Asking,
  shell: Shell,
  clock: () => number,
): Promise<void> => {
  const withProgress = async <T>(what: string, work: (options: RunOptions) => Promise<T>): Promise<T> => {
    const display = createProgressDisplay(what, shell, clock);
    try {
      return await work({ ...pace, tell: display.show });
    } finally {
      display.end();
    }
  };
  /** For people; programs get JSON, in one piece at the end. */
  const say = (text: string) => (json ? shell.tell(text) : shell.print(text));
  const answer = (parts: object) => (json ? shell.print(safeJson(parts)) : undefined);
  const confirm = async (question: string) =>
    yes || /^\s*y(?:es)?\s*$/i.test((await shell.ask?.(`${question} [y/N] `)) ?? '');

  let plan: PlanSummary | undefined;
  if (job.state === 'new') {
    plan = await withProgress('Planning', (options) => job.plan(options));
    say(showPlan(plan));
    if (dryRun || plan.sendable === 0) {
      answer({ plan });
      return complain(sum(plan.refused), plan.rows, 'would be refused');
    }
    if (!(await confirm(`Send ${counted(plan.sendable, 'message')}?`))) throw declined();
  } else if (job.state === 'begun') {
    const progress = job.progress();
    say(`This job has begun: ${figure(progress.done)} of ${counted(progress.rows ?? 0, 'row')} have their result.`);
    if (dryRun) return answer({ progress });
    if (!(await confirm('Send the rest?'))) throw declined();
  } else if (dryRun) {
    say('This job is done.');
    return answer({ progress: job.progress() });
  }

  const end = await withProgress('Sending', (options) => job.run(options));
  say(showEnd(end));
  answer({ ...(plan && { plan }), end });
  return judge(end);
};

const declined = (): CommandError => new CommandError('Nothing was sent.', exitCodes.interrupted);

/** The results tell all of it; this is for the exit code, and for a log in which the rest went by. */
const judge = ({ outcome, refused, left, sent, duplicates }: JobEnd): void => {
  const rows = sent + sum(refused) + duplicates + left;
  if (outcome === 'interrupted')
    throw new CommandError(`Interrupted with ${counted(left, 'row')} left.`, exitCodes.interrupted);
  if (outcome === 'stopped') throw new CommandError(`Stopped with ${counted(left, 'row')} left.`, exitCodes.stopped);
  complain(sum(refused), rows, 'were refused');
};

const complain = (refused: number, rows: number, what: string): void => {
  if (refused > 0) throw new CommandError(`${figure(refused)} of ${counted(rows, 'row')} ${what}.`);
};

const asCommandError = (error: unknown, isInterrupted: boolean): unknown => {
  const reason = reasonOf(error);
  if (reason !== undefined) return new CommandError(reason, isInterrupted ? exitCodes.interrupted : exitCodes.stopped);
  return error instanceof SheetError || error instanceof JobError ? new UsageError(error.message) : error;
};

/** Asks what became of a job's messages, and tells it. */
export const showJobStatus = async (
  job: { readonly name: string; readonly file: string },
  client: Client,
  parts: Parts,
  shell: Shell,
  { json }: OutputOptions,
): Promise<void> => {
  const ports = parts.portsFor(client);
  const display = createProgressDisplay('Asking', shell, ports.clock);
  try {
    const status = await parts.updateStatus(job, ports, display.show).finally(display.end);
    shell.print(json === true ? safeJson(status) : showStatus(status));
    if (status.isStopped) throw new CommandError('Stopped before all were asked about.', exitCodes.stopped);
  } catch (error) {
    throw asCommandError(error, false);
  }
};
