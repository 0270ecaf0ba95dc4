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

/** Given by tests, and otherwise loaded only now. */
export interface Parts {
  readonly openSheet: typeof openSheet;
  readonly openJob: typeof openJob;
  readonly updateStatus: typeof updateStatus;
  readonly portsFor: (client: Client) => Ports;
}

/** A job as it was typed: its file has not been opened yet. */
export interface Order extends Omit<Job, 'sheet'> {
  readonly columns: Omit<SheetOptions, 'text'>;
  readonly rate: number;
}

interface Asking extends OutputOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * Plans a job, asks, sends it, and shows the outcome.
 * @throws CommandError if a row got no message; its exit code is one of the help's
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
    shell.tell('Stopping after the requests that are under way. Press Ctrl-C again to stop at once.');
    stop.abort();
  });
  try {
    const ports = parts.portsFor(client);
    const sheet = await parts.openSheet(job.file, { ...columns, text: job.content.text });
    const open = await parts.openJob({ ...job, sheet }, ports);
    try {
      await carryOut(open, dialogue(asking, { rate, stop: stop.signal }, shell, ports.clock), asking);
    } finally {
      await open.close();
    }
  } catch (error) {
    throw asCommandError(error, stop.signal.aborted);
  } finally {
    undo();
  }
};

/** How a job talks with the person who runs it. */
const dialogue = (
  { yes = false, json = false }: Asking,
  pace: Omit<RunOptions, 'tell'>,
  shell: Shell,
  clock: () => number,
) => ({
  withProgress: async <T>(what: string, work: (options: RunOptions) => Promise<T>): Promise<T> => {
    const display = createProgressDisplay(what, shell, clock);
    try {
      return await work({ ...pace, tell: display.show });
    } finally {
      display.end();
    }
  },
  /** With `--json`, standard output only gets the answer. */
  say: (text: string) => (json ? shell.tell(text) : shell.print(text)),
  answer: (parts: object) => (json ? shell.print(safeJson(parts)) : undefined),
  /** @throws CommandError unless the person agrees */
  confirm: async (question: string): Promise<void> => {
    if (yes || /^\s*y(?:es)?\s*$/i.test((await shell.ask?.(`${question} [y/N] `)) ?? '')) return;
    throw new CommandError('Nothing was sent.', exitCodes.interrupted);
  },
});

const carryOut = async (
  job: OpenJob,
  { withProgress, say, answer, confirm }: ReturnType<typeof dialogue>,
  { dryRun = false }: Asking,
): Promise<void> => {
  let plan: PlanSummary | undefined;
  if (job.state === 'new') {
    plan = await withProgress('Planning', (options) => job.plan(options));
    say(showPlan(plan));
    if (dryRun || plan.sendable === 0) {
      answer({ plan });
      return complain(sum(plan.rejected), plan.rows, dryRun ? 'would be rejected' : 'are rejected');
    }
    await confirm(`Send ${counted(plan.sendable, 'message')}?`);
  } else if (job.state === 'begun') {
    const progress = job.progress();
    say(`This job has begun: ${figure(progress.done)} of ${counted(progress.rows ?? 0, 'row')} have their result.`);
    if (dryRun) return answer({ progress });
    await confirm('Send the rest?');
  } else if (dryRun) {
    say('This job is complete.');
    return answer({ progress: job.progress() });
  }

  const end = await withProgress('Sending', (options) => job.run(options));
  say(showEnd(end));
  answer({ ...(plan && { plan }), end });
  return judge(end);
};

/** Sets the exit code, with a summary for logs. */
const judge = ({ outcome, rejected, left, sent, duplicates }: JobEnd): void => {
  const rows = sent + sum(rejected) + duplicates + left;
  if (outcome === 'interrupted')
    throw new CommandError(`Interrupted with ${counted(left, 'row')} left.`, exitCodes.interrupted);
  if (outcome === 'stopped') throw new CommandError(`Stopped with ${counted(left, 'row')} left.`, exitCodes.stopped);
  complain(sum(rejected), rows, 'were rejected');
};

const complain = (rejected: number, rows: number, what: string): void => {
  if (rejected > 0) throw new CommandError(`${figure(rejected)} of ${counted(rows, 'row')} ${what}.`);
};

const asCommandError = (error: unknown, isInterrupted: boolean): unknown => {
  const reason = reasonOf(error);
  if (reason !== undefined) return new CommandError(reason, isInterrupted ? exitCodes.interrupted : exitCodes.stopped);
  return error instanceof SheetError || error instanceof JobError ? new UsageError(error.message) : error;
};

/** Updates the results of a job with the present status of its messages, and shows a summary. */
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
    if (status.isStopped)
      throw new CommandError(
        'Stopped before the status of all messages was known. Run the same command again later.',
        exitCodes.stopped,
      );
  } catch (error) {
    throw asCommandError(error, false);
  }
};
