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
  /** Called for each batch that fails. The sweep continues. */
  readonly onFailure: (error: Error, messages: number) => void;
}

/** Gives ranges to helpers. @returns the ranges that helpers took */
export type Share = (ranges: readonly Range[]) => Promise<readonly Range[]>;

/**
 * Brings the messages in these ranges up to date. It writes only changes, and each change applies only to the version
 * it was computed from, so sweeps may overlap. It stops in time for `deadline` (milliseconds since 1970).
 *
 * Without `handsOver`, messages that wait for their hand-over are left alone: while the upstream is down, to claim and
 * return each of them costs two writes and two events. With `share`, it asks for help once, after it has worked for a
 * while and if the upstream answers. The ranges in the report's `given` are then the helpers'.
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
    clock().getTime() > startedAt.getTime() + sweepAloneMillis && report.reachable === true && !circuit.isTripped();

  const fail = ({ report }: Run, thrown: unknown, messages: number): void => {
    report.failedCalls += 1;
    onFailure(thrown instanceof Error ? thrown : new Error('A step failed.', { cause: thrown }), messages);
  };

  /** Runs one step of a batch. A failure is reported. It stops neither the other steps nor the other batches. */
  const runStep = async (step: SweepStep, entries: readonly OpenEntry[], { place }: Batch, run: Run): Promise<void> => {
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

  /** Runs a step that calls the upstream, unless the upstream was silent too often: then the next sweep does it. */
  const runUpstreamStep = async (
    step: SweepStep,
    entries: readonly OpenEntry[],
    batch: Batch,
    run: Run,
    reserve = sweepReserveMillis,
  ): Promise<void> => {
    if (entries.length === 0) return;
    if (run.circuit.isTripped() || isLate(run, reserve)) leave(run.report, batch.place);
    else await runStep(step, entries, batch, run);
  };

  const sweepBatch = async (batch: Batch, run: Run, handsOver: boolean): Promise<void> => {
    if (isLate(run)) return leave(run.report, batch.place);
    if (open.waitingShards.includes(batch.place.shard)) return sweepWaiting(batch, run, handsOver);
    countSeen(run.report, batch.entries, run.startedAt);
    const isOld = ({ key }: OpenEntry) => isTooOld(key, run.startedAt);
    const submitting = batch.entries.filter(({ status }) => status === 'submitting');
    const old = batch.entries.filter(isOld);
    const current = batch.entries.filter((entry) => !isOld(entry));

    // Old messages are asked about a last time: if they have a final status by now, that is recorded instead of
    // `expired`.
    await runUpstreamStep(steps.ask, old.filter(isAtUpstream), batch, run);
    await runStep(steps.closeOld, old, batch, run);
    await runStep(steps.closeCutOff, submitting, batch, run);
    await runUpstreamStep(steps.ask, current.filter(isAtUpstream), batch, run);
    if (!handsOver) return;
    await runUpstreamStep(steps.handOverWaiting, current.filter(isWaiting), batch, run, sweepHandOverMillis);
  };

  /** Sweeps messages that wait and have a validity. Their keys hold when they are given up, not how old they are. */
  const sweepWaiting = async (batch: Batch, run: Run, handsOver: boolean): Promise<void> => {
    run.report.seen += batch.entries.length;
    const isGivenUp = ({ key }: OpenEntry) => timeIn(key) <= run.startedAt;
    await runStep(steps.closeGivenUp, batch.entries.filter(isGivenUp), batch, run);
    if (!handsOver) return;
    const current = batch.entries.filter((entry) => !isGivenUp(entry));
    await runUpstreamStep(steps.handOverWaiting, current, batch, run, sweepHandOverMillis);
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

const isAtUpstream = ({ upstreamId }: OpenEntry): boolean => upstreamId !== undefined;
