import { ForbiddenError, InvalidRequestError } from '../../../../functions/client/errors.ts';
import type { Account } from '../../../../functions/client/types.ts';
import { JobError, StoppedError } from '../errors.ts';
import type { Sheet } from '../sheet/row.ts';
import { changedOptions, changedRows, optionsOf } from './changes.ts';
import { type Content, optionDigest } from './content.ts';
import { InterruptedError, type Patience, patiently, reasonOf } from './patience.ts';
import { findPlaces, type Places } from './places.ts';
import { draftPlan, type Plan, type PlanHeader, readPlan } from './plan-file.ts';
import { plannedRequests } from './planning.ts';
import type { Ports } from './ports.ts';
import { readyRequests } from './ready.ts';
import type { JobEnd, PlanSummary, Progress } from './report.ts';
import { allAgain, type Recorded, type ResultsWriter, readResults, writeResults } from './results-file.ts';
import { progressOf, sendAll } from './sending.ts';
import { PlanCount, Tally } from './summary.ts';

/** A file, and what is to be sent to it: the same name with anything else in it is another job, and refused. */
export interface Job {
  readonly name: string;
  /** Beside it stand its plan and its results. */
  readonly file: string;
  readonly sheet: Sheet;
  readonly content: Content;
  /** Recipients of a request, at most: up to 1,000. */
  readonly requestSize: number;
  /** Who sends: going on under another account would send twice. */
  readonly sender: { readonly apiKey: string };
}

export interface RunOptions {
  /** Messages a second. */
  readonly rate: number;
  /** Once aborted nothing more is begun, and what is under way is waited for. */
  readonly stop: AbortSignal;
  readonly tell: (progress: Progress) => void;
}

/** A job that nobody else has in hand until it is closed. */
export interface OpenJob {
  /** `new`: no plan is written down; `begun`: going on sends the rest; `done`: every row has its result. */
  readonly state: 'new' | 'begun' | 'done';
  /**
   * Of a new job: asks for a dry run of every row. Until `run`, nothing counts of what it has written down.
   * @throws {JobError} where nothing could be sent so; {StoppedError} where the API or a person has ended it
   */
  plan(options: RunOptions): Promise<PlanSummary>;
  /** How far it is. */
  progress(): Progress;
  /** Sends what has no result yet. A new job needs its `plan` before. */
  run(options: RunOptions): Promise<JobEnd>;
  close(): Promise<void>;
}

/**
 * Takes a job in hand.
 * @throws {JobError} where another process has it, or file, options, plan and results do not fit together
 */
export const openJob = async (job: Job, ports: Ports): Promise<OpenJob> => {
  const { files } = ports;
  const places = await findPlaces(job, files);
  const unlock = await files.lock(places.lock);
  try {
    return await opened(job, ports, places, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
};

const opened = async (job: Job, ports: Ports, places: Places, unlock: () => Promise<void>): Promise<OpenJob> => {
  const { name, sheet, content, requestSize } = job;
  const { files } = ports;
  let plan = await readPlan(files, places.plan);
  let recorded: Recorded = { requests: 0, bytes: 0, tally: new Tally() };
  if (plan === undefined) await refuseOthersResults(ports, places);
  else {
    await refuseChanges(job, plan, ports);
    const ready = readyRequests(plan, sheet.rows());
    recorded = await readResults(files, places.results, sheet.delimiter, ready);
  }
  let draft: Awaited<ReturnType<typeof draftPlan>> | undefined;

  const end = (outcome: JobEnd['outcome'], rows: number, reason?: string): JobEnd => ({
    job: name,
    outcome,
    ...(reason !== undefined && { reason }),
    sent: recorded.tally.sent,
    refused: recorded.tally.refusals.view(),
    duplicates: recorded.tally.duplicates.count,
    left: rows - recorded.tally.rows,
    resultsFile: places.results,
  });

  return {
    state: plan === undefined ? 'new' : recorded.tally.rows === plan.totals.rows ? 'done' : 'begun',

    plan: async ({ rate, stop, tell }) => {
      const count = new PlanCount();
      const planned = (held?: string): Progress => ({
        done: count.rows,
        sent: 0,
        refused: count.refusals.count + count.duplicates.count,
        rate: 0,
        ...(held !== undefined && { held }),
      });
      const held = (why: string) => tell(planned(why));
      const patience = { stop, onWait: held };
      try {
        const account = await accountOf(ports, patience);
        await draft?.discard();
        draft = await draftPlan(files, places.plan, headerOf(job, account?.id));
        const planning = { job: name, content, requestSize, rows: sheet.rows(), ports, patience, count };
        let requests = 0;
        for await (const request of plannedRequests(planning)) {
          await draft.add(request);
          if (request.key !== undefined) requests += 1;
          tell(planned());
        }
        if (stop.aborted) throw new InterruptedError();
        await draft.end({ requests, rows: count.rows, messages: count.sendable });
        return {
          job: name,
          file: job.file,
          ...(places.otherJob !== undefined && { otherJob: places.otherJob }),
          sheet,
          requests,
          ...count.view(account?.credits ?? undefined),
          rate,
          seconds: Math.ceil(count.sendable / rate),
          ...(content.scheduledAt !== undefined && { scheduledAt: content.scheduledAt }),
        };
      } catch (error) {
        if (error instanceof InterruptedError) throw new StoppedError('Nothing was sent.', { cause: error });
        const reason = reasonOf(error);
        if (reason === undefined) throw error;
        throw error instanceof InvalidRequestError
          ? new JobError(reason, { cause: error })
          : new StoppedError(reason, { cause: error });
      }
    },

    progress: () => progressOf(recorded.tally, plan?.totals.rows ?? 0),

    run: async ({ rate, stop, tell }) => {
      if (plan === undefined) {
        if (draft === undefined) throw new Error('A job that is new is planned first.');
        await draft.settle();
        draft = undefined;
        plan = await readPlan(files, places.plan);
        if (plan === undefined) throw new Error('The plan that was written is not there.');
      }
      const { rows } = plan.totals;
      if (recorded.tally.rows === rows) return end('was-done', rows);
      let results: ResultsWriter | undefined;
      try {
        results = await writeResults(files, places.results, sheet.delimiter, recorded);
        await sendAll({ plan, planFile: places.plan, sheet, content, recorded, results, ports, rate, stop, tell });
        return end(recorded.tally.rows === rows ? 'done' : 'interrupted', rows);
      } catch (error) {
        if (error instanceof InterruptedError) return end('interrupted', rows);
        const reason = reasonOf(error);
        if (reason === undefined) throw error;
        return end('stopped', rows, reason);
      } finally {
        await results?.close();
      }
    },

    close: async () => {
      await draft?.discard();
      await unlock();
    },
  };
};

const headerOf = ({ name, sheet, content, requestSize, sender }: Job, account: string | undefined): PlanHeader => ({
  version: 1,
  job: name,
  sha256: sheet.sha256,
  options: optionsOf(content, requestSize),
  apiKey: optionDigest(sender.apiKey),
  ...(account !== undefined && { account }),
});

/** @returns `undefined` where the key may not ask */
const accountOf = async (ports: Ports, patience: Patience): Promise<Account | undefined> => {
  try {
    return await patiently(() => ports.client.account.get(), ports, patience);
  } catch (error) {
    if (error instanceof ForbiddenError) return undefined;
    throw error;
  }
};

/** Without its plan, nobody can tell which requests the results are of. */
const refuseOthersResults = async ({ files }: Ports, { plan, results }: Places): Promise<void> => {
  if ((await files.read(results)) === undefined) return;
  throw new JobError(
    `${results} is there, and its plan ${plan} is not. Put that back; or, if it is lost, move the results away, and keep to the same ` +
      `file and options: ${allAgain}`,
  );
};

const refuseChanges = async (job: Job, plan: Plan, ports: Ports): Promise<void> => {
  const { head } = plan;
  const isAnother = (what: string) =>
    new JobError(
      `The job ${job.name} was planned with other ${what}. Give it what it had, to go on with it; or give what is new a name ` +
        'of its own, with --key: then everybody in it gets a message, also those who had one from this job.',
    );
  if (head.job !== job.name) throw isAnother(`names: it was ${head.job}`);
  const options = changedOptions(head.options, optionsOf(job.content, job.requestSize));
  if (options.length > 0) throw isAnother(`options: ${options.join(', ')}`);
  if (head.sha256 !== job.sheet.sha256) {
    const rows = await changedRows(plan, job.sheet.rows());
    if (rows !== undefined) throw isAnother(`rows: ${rows}`);
  }
  if (head.apiKey !== optionDigest(job.sender.apiKey)) await refuseOthersAccount(head, ports);
};

/** What is sent once an account is known by the account's idempotency keys, and by no other's. */
const refuseOthersAccount = async (head: PlanHeader, ports: Ports): Promise<void> => {
  const patience = { stop: new AbortController().signal, onWait: () => {} };
  const account = head.account === undefined ? undefined : await accountOf(ports, patience);
  if (account !== undefined && account.id === head.account) return;
  throw new JobError(
    account === undefined
      ? 'The job was planned with another API key, and it cannot be told whether this one is of the same account. Use the one that ' +
          'it was planned with; or, if that had the scope account:read, another one that has it.'
      : 'The job was planned for another account. There, some may have got their message already.',
  );
};
