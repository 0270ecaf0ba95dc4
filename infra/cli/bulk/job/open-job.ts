import { ForbiddenError, InvalidRequestError, UnauthenticatedError } from '../../../../functions/client/errors.ts';
import type { Account } from '../../../../functions/client/types.ts';
import { JobError, StoppedError } from '../errors.ts';
import { accountOf } from './account.ts';
import { optionsOf, rejectChanges } from './changes.ts';
import { optionDigest } from './content.ts';
import type { Job, OpenJob, RunOptions } from './job.ts';
import { InterruptedError, type Patience } from './patience.ts';
import { findPlaces, type Places } from './places.ts';
import { draftPlan, type PlanDraft, type PlanHeader, readPlan } from './plan-file.ts';
import { plannedRequests } from './planning.ts';
import type { Ports } from './ports.ts';
import { readyRequests } from './ready.ts';
import { reasonOf } from './reasons.ts';
import type { JobEnd, PlanSummary } from './report.ts';
import { allAgain, type Recorded, type ResultsWriter, readResults, writeResults } from './results-file.ts';
import { sendAll } from './sending.ts';
import { PlanCount, Tally } from './summary.ts';

/**
 * Locks a job, and finds out how far it is.
 * @throws {JobError} if another process has it, or if file, options, plan and results do not fit together
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
  const { sheet, content } = job;
  const { files } = ports;
  let plan = await readPlan(files, places.plan);
  let recorded: Recorded = { requests: 0, bytes: 0, tally: new Tally() };
  if (plan === undefined) await rejectOthersResults(ports, places);
  else {
    await rejectChanges(job, plan, ports);
    const ready = readyRequests(plan, sheet.rows());
    recorded = await readResults(files, places.results, sheet.delimiter, ready);
  }
  const { tally } = recorded;
  let draft: PlanDraft | undefined;

  return {
    state: plan === undefined ? 'new' : tally.rows === plan.totals.rows ? 'done' : 'begun',

    plan: async (options) => {
      const count = new PlanCount();
      const patience = { stop: options.stop, onWait: (why: string) => options.tell(count.progress(why)) };
      try {
        const account = await accountOf(ports, patience);
        await draft?.discard();
        draft = await draftPlan(files, places.plan, headerOf(job, account?.id));
        const requests = await writePlan(job, draft, ports, patience, count, options);
        return summaryOf(job, places, requests, count, account, options.rate);
      } catch (error) {
        throw whyUnplanned(error);
      }
    },

    progress: () => tally.progress(plan?.totals.rows ?? 0),

    run: async (options) => {
      if (plan === undefined) {
        if (draft === undefined) throw new Error('A new job must be planned before it is run.');
        await draft.commit();
        draft = undefined;
        plan = await readPlan(files, places.plan);
        if (plan === undefined) throw new Error('The plan that was written is not there.');
      }
      const { rows } = plan.totals;
      const end = (outcome: JobEnd['outcome'], reason?: string) => endOf(job, places, tally, rows, outcome, reason);
      if (tally.rows === rows) return end('was-done');
      let results: ResultsWriter | undefined;
      try {
        results = await writeResults(files, places.results, sheet.delimiter, recorded);
        await sendAll({ plan, planFile: places.plan, sheet, content, recorded, results, ports, ...options });
        return end(tally.rows === rows ? 'done' : 'interrupted');
      } catch (error) {
        if (error instanceof InterruptedError) return end('interrupted');
        const reason = reasonOf(error);
        if (reason === undefined) throw error;
        return end('stopped', reason);
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

/** Without the plan, nobody knows which requests the results belong to. */
const rejectOthersResults = async ({ files }: Ports, { plan, results }: Places): Promise<void> => {
  if ((await files.read(results)) === undefined) return;
  throw new JobError(
    `There is ${results}, but its plan ${plan} is missing. Put the plan back. If it is lost, move the results away, and run the ` +
      `same command with the same file: ${allAgain}`,
  );
};

/** @returns how many requests the plan has */
const writePlan = async (
  { name, content, requestSize, sheet }: Job,
  draft: PlanDraft,
  ports: Ports,
  patience: Patience,
  count: PlanCount,
  { stop, tell }: RunOptions,
): Promise<number> => {
  const planning = { job: name, content, requestSize, rows: sheet.rows(), ports, patience, count };
  let requests = 0;
  for await (const request of plannedRequests(planning)) {
    await draft.add(request);
    if (request.key !== undefined) requests += 1;
    tell(count.progress());
  }
  if (stop.aborted) throw new InterruptedError();
  await draft.end({ requests, rows: count.rows, messages: count.sendable });
  return requests;
};

const summaryOf = (
  { name, file, sheet, content: { scheduledAt } }: Job,
  { otherJob }: Places,
  requests: number,
  count: PlanCount,
  account: Account | undefined,
  rate: number,
): PlanSummary => ({
  job: name,
  file,
  ...(otherJob !== undefined && { otherJob }),
  sheet,
  requests,
  ...count.view(account?.credits ?? undefined),
  rate,
  seconds: Math.ceil(count.sendable / rate),
  ...(scheduledAt !== undefined && { scheduledAt }),
});

const whyUnplanned = (cause: unknown): unknown => {
  if (cause instanceof InterruptedError) return new StoppedError('Nothing was sent.', { cause });
  const reason = reasonOf(cause);
  if (reason === undefined) return cause;
  // Running the same command again would not help.
  const isForGood =
    cause instanceof InvalidRequestError || cause instanceof UnauthenticatedError || cause instanceof ForbiddenError;
  return isForGood ? new JobError(reason, { cause }) : new StoppedError(reason, { cause });
};

const endOf = (
  { name }: Job,
  { results }: Places,
  tally: Tally,
  rows: number,
  outcome: JobEnd['outcome'],
  reason: string | undefined,
): JobEnd => ({
  job: name,
  outcome,
  ...(reason !== undefined && { reason }),
  sent: tally.sent,
  rejected: tally.rejections.view(),
  duplicates: tally.duplicates.count,
  left: rows - tally.rows,
  resultsFile: results,
});
