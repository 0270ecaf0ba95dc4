import { eachOf } from '../../runtime/concurrency.ts';
import { StoreUnavailableError } from '../errors.ts';
import type { HandOverMessages } from '../hand-over.ts';
import type { Calls, MessageStore, OpenEntry, OpenMessages, Upstream } from '../ports.ts';
import { sweepAloneMillis, sweepHandOverMillis, sweepReserveMillis } from '../time-budget.ts';
import { isTooOld } from '../timing.ts';
import { createCircuit, isSilence } from './circuit.ts';
import { type Batch, batchesIn } from './pages.ts';
import { type Range, timeIn } from './ranges.ts';
import { readAhead } from './read-ahead.ts';
import { countSeen, emptyReport, leave, type SweepReport } from './report.ts';
import { createSteps, type Run, type SweepStep } from './steps.ts';

const batchesAtOnce = 10;

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly calls: Calls;
  readonly open: OpenMessages;
  readonly upstream: Pick<Upstream, 'states'>;
  readonly handOver: HandOverMessages;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
  /** Told of each batch that failed; the sweep goes on. */
  readonly onFailure: (error: Error, messages: number) => void;
}

/** Gives some of the ranges to helpers. @returns those */
export type Share = (ranges: readonly Range[]) => Promise<readonly Range[]>;

/**
 * Brings the messages in these ranges up to date. It writes only what changed, each change on the version it was computed
 * from, so that sweeps may overlap. It stops in time for `deadline` (milliseconds since 1970).
 *
 * Without `handsOver`, messages that wait for the upstream are left alone: while it is down, to claim and return each of
 * them costs two writes and two events. With `share` it asks for help, once, when it has been at work for a while and the
 * upstream answers: `given` in the report is no longer its own.
 */
export type Sweep = (
  ranges: readonly Range[],
  deadline: number,
  handsOver?: boolean,
  share?: Share,
) => Promise<SweepReport>;

export const createSweep = (dependencies: Dependencies): Sweep => {
  const { open, clock, onFailure } = dependencies;
  const steps = createSteps(dependencies);

  const isLate = ({ deadline }: Run, reserve = sweepReserveMillis) => clock().getTime() + reserve > deadline;

  const needsHelp = ({ startedAt, circuit, report }: Run) =>
    clock().getTime() > startedAt.getTime() + sweepAloneMillis && report.reachable === true && !circuit.isOpen();

  const fail = ({ report }: Run, thrown: unknown, messages: number): void => {
    report.failedCalls += 1;
    onFailure(thrown instanceof Error ? thrown : new Error('A step failed.', { cause: thrown }), messages);
  };

  /** Runs one step of a batch. A failure is noted, and stops neither the other steps nor the other batches. */
  const attempt = async (step: SweepStep, entries: readonly OpenEntry[], { place }: Batch, run: Run): Promise<void> => {
    if (entries.length === 0) return;
    try {
      if (!(await step(entries, run))) leave(run.report, place);
    } catch (error) {
      fail(run, error, entries.length);
      if (error instanceof StoreUnavailableError) leave(run.report, place);
      if (isSilence(error)) {
        run.circuit.silent(place);
        run.report.reachable ??= false;
      }
    }
  };

  /** As `attempt`, for what calls the upstream: left to the next sweep once it has been silent too often. */
  const attemptAtUpstream = async (
    step: SweepStep,
    entries: readonly OpenEntry[],
    batch: Batch,
    run: Run,
    reserve = sweepReserveMillis,
  ): Promise<void> => {
    if (entries.length === 0) return;
    if (run.circuit.isOpen() || isLate(run, reserve)) leave(run.report, batch.place);
    else await attempt(step, entries, batch, run);
  };

  const sweepBatch = async (batch: Batch, run: Run, handsOver: boolean): Promise<void> => {
    if (isLate(run)) return leave(run.report, batch.place);
    if (open.waitingShards.includes(batch.place.shard)) return sweepWaiting(batch, run, handsOver);
    countSeen(run.report, batch.entries, run.startedAt);
    const isOld = ({ key }: OpenEntry) => isTooOld(key, run.startedAt);
    const submitting = batch.entries.filter(({ status }) => status === 'submitting');
    const others = batch.entries.filter(({ status }) => status !== 'submitting');
    const old = others.filter(isOld);
    const current = others.filter((entry) => !isOld(entry));

    // The last time that they are asked about: what they have come to meanwhile is told, and not that they are too old.
    await attemptAtUpstream(steps.ask, old.filter(isAtUpstream), batch, run);
    await attempt(steps.closeOld, old, batch, run);
    await attempt(steps.closeCutOff, submitting, batch, run);
    await attemptAtUpstream(steps.ask, current.filter(isAtUpstream), batch, run);
    if (!handsOver) return;
    await attemptAtUpstream(steps.handOverWaiting, current.filter(isWaiting), batch, run, sweepHandOverMillis);
  };

  /** Of those that have a validity and wait. Their keys tell when they are given up, and not how old they are. */
  const sweepWaiting = async (batch: Batch, run: Run, handsOver: boolean): Promise<void> => {
    run.report.seen += batch.entries.length;
    const isGivenUp = ({ key }: OpenEntry) => timeIn(key) <= run.startedAt;
    await attempt(steps.closeGivenUp, batch.entries.filter(isGivenUp), batch, run);
    if (!handsOver) return;
    const current = batch.entries.filter((entry) => !isGivenUp(entry));
    await attemptAtUpstream(steps.handOverWaiting, current, batch, run, sweepHandOverMillis);
  };

  return async (ranges, deadline, handsOver = true, share = undefined) => {
    const run: Run = { startedAt: clock(), deadline, circuit: createCircuit(), report: emptyReport() };
    let hasAsked = false;
    const batches = batchesIn(ranges, {
      open: readAhead(open, ranges),
      isLate: () => isLate(run),
      onFailure: (error) => fail(run, error, 0),
      onLeft: (place) => leave(run.report, place),
      keep: async (rest) => {
        if (hasAsked || share === undefined || rest.length === 0 || !needsHelp(run)) return rest;
        hasAsked = true;
        run.report.given = await share(rest);
        return rest.filter((range) => !run.report.given.includes(range));
      },
    });
    await eachOf(batches, batchesAtOnce, (batch) => sweepBatch(batch, run, handsOver));
    for (const place of run.circuit.unanswered()) leave(run.report, place);
    return run.report;
  };
};

const isWaiting = ({ status }: OpenEntry): boolean => status === 'accepted';

const isAtUpstream = ({ status, upstreamId }: OpenEntry): boolean => status !== 'accepted' && upstreamId !== undefined;
