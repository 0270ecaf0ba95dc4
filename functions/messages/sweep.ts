import { chunksOf, eachOf } from '../runtime/concurrency.ts';
import { oldestAgeMinutes } from './age-windows.ts';
import { StoreUnavailableError, UpstreamUnavailableError } from './errors.ts';
import type { HandOverMessages } from './hand-over.ts';
import type { Message } from './message.ts';
import type { Change, MessageStore, OpenEntry, OpenMessages, Upstream, UpstreamState } from './ports.ts';
import { inFlightMillis } from './send.ts';
import { canTransition, type Status } from './status.ts';
import { freshMinutes, type LeftOver, type Range, timeAgo, timeIn, withLeft } from './sweep-ranges.ts';
import { advance, observe, type Step } from './transition.ts';

const idsPerCall = 100;
const callsAtOnce = 10;
/** After so many calls in a row without an answer the upstream is left alone until the next sweep. */
const failuresToGiveUp = 3;
/**
 * An answer that makes no sense has its question split, to single out the message at fault. After so many in a row it
 * is not a message: to go on would only multiply the calls to an upstream that is not itself.
 */
const refusalsToGiveUp = 64;
/** Left at the end for what has been begun: a call with its repetitions (20 s), reading and writing (3 s each). */
export const reserveMillis = 28_000;

/** A message that has changed since is not closed yet, whatever its age: it may have been handed over late. */
const lastNewsMinutes = 180;

/** Messages for one call, and where in the index they start. */
interface Batch {
  readonly place: LeftOver;
  readonly entries: readonly OpenEntry[];
}

export interface SweepReport {
  /** Messages in the ranges. */
  seen: number;
  /** Those among them that are fresh: what becomes of them is soon to be known. */
  fresh: number;
  /** The time of the newest fresh one, from which its age counts: when it was made, or was to be sent. */
  newest: Date | undefined;
  /** Messages whose status was asked for. */
  checked: number;
  /** Messages whose status changed. */
  changed: number;
  handedOver: number;
  /** Messages closed by us: hand-overs that were never answered, and messages too old. */
  closed: number;
  failedCalls: number;
  /** Whether the upstream answered; `undefined` when there was nothing to ask. */
  reachable: boolean | undefined;
  /** Milliseconds from the upstream's change to our record, where the upstream tells; to the second. */
  readonly lags: number[];
  left: readonly LeftOver[];
}

/** A sweep while it runs. */
interface Run {
  readonly deadline: number;
  readonly handsOver: boolean;
  readonly report: SweepReport;
  /** Where the upstream was called without an answer, since its last answer. */
  readonly unanswered: LeftOver[];
  /** Answers in a row that made no sense. */
  refusals: number;
}

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly open: OpenMessages;
  readonly upstream: Pick<Upstream, 'states'>;
  readonly handOver: HandOverMessages;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
  /** Told of each batch that failed; the sweep goes on. */
  readonly onFailure: (error: Error, messages: number) => void;
}

/**
 * Brings the messages in these ranges up to date, in this order: asks a last time for those that are too old, closes
 * them and what was never answered, asks the upstream for those it has, and hands over those it has not. It writes only what changed, each change on the version it was
 * computed from, so that sweeps may overlap. It stops in time for `deadline` (milliseconds since 1970).
 *
 * Without `handsOver`, messages that wait for the upstream are left alone: while it is down, to claim and return each of
 * them costs two writes and two events.
 */
export type Sweep = (ranges: readonly Range[], deadline: number, handsOver?: boolean) => Promise<SweepReport>;

export const createSweep = (dependencies: Dependencies): Sweep => {
  const { store, open, upstream, handOver, clock, newAttempt, onFailure } = dependencies;

  const isLate = ({ deadline }: Run) => clock().getTime() + reserveMillis > deadline;

  /**
   * The ranges, page by page, cut to what fits in one call; the next page is read while the upstream is asked for this
   * one. A page that cannot be read stops only its own range.
   */
  async function* batches(ranges: readonly Range[], run: Run): AsyncGenerator<Batch> {
    for (const { shard, window, after, until } of ranges) {
      let place: LeftOver | undefined = { shard, window, after };
      let reading = pageFrom(place, until, run);
      while (place !== undefined) {
        const page = await reading;
        if (page === undefined) {
          leave(run.report, place);
          break;
        }
        const next: LeftOver | undefined = page.next === undefined ? undefined : { shard, window, after: page.next };
        if (next !== undefined) reading = pageFrom(next, until, run);
        let from = place.after;
        for (const entries of chunksOf(page.entries, idsPerCall)) {
          yield { place: { shard, window, after: from }, entries };
          from = entries.at(-1)?.key ?? from;
        }
        place = next;
      }
    }
  }

  const pageFrom = async ({ shard, after }: LeftOver, until: string, run: Run) => {
    if (isLate(run)) return undefined;
    try {
      return await open.page(shard, after, until);
    } catch (error) {
      fail(run.report, error, 0);
      return undefined;
    }
  };

  const fail = (report: SweepReport, thrown: unknown, messages: number): void => {
    report.failedCalls += 1;
    onFailure(thrown instanceof Error ? thrown : new Error('A step failed.', { cause: thrown }), messages);
  };

  /** Runs one step of a batch. A failure is noted, and stops neither the other steps nor the other batches. */
  const attempt = async (
    { place }: Batch,
    entries: readonly OpenEntry[],
    run: Run,
    step: () => Promise<void>,
  ): Promise<void> => {
    if (entries.length === 0) return;
    try {
      await step();
    } catch (error) {
      fail(run.report, error, entries.length);
      if (error instanceof StoreUnavailableError) leave(run.report, place);
      if (isSilence(error)) {
        run.unanswered.push(place);
        run.report.reachable ??= false;
      }
    }
  };

  /** As `attempt`, for what calls the upstream: left to the next sweep once it has been silent too often. */
  const attemptAtUpstream = async (
    batch: Batch,
    entries: readonly OpenEntry[],
    run: Run,
    step: () => Promise<void>,
  ): Promise<void> => {
    if (entries.length === 0) return;
    if (run.unanswered.length >= failuresToGiveUp || isLate(run)) leave(run.report, batch.place);
    else await attempt(batch, entries, run, step);
  };

  const heard = (run: Run): void => {
    run.report.reachable = true;
    run.unanswered.length = 0;
  };

  const askUpstream = async (entries: readonly OpenEntry[], run: Run): Promise<void> => {
    const { report } = run;
    const ids = entries.flatMap(({ upstreamId }) => upstreamId ?? []);
    const states = await statesOf(ids, run);
    if (states === undefined) {
      // The upstream chokes on one of these: it must not hide the news of the others.
      const halves = chunksOf(entries, Math.ceil(entries.length / 2)).map((half) => askUpstream(half, run));
      for (const half of await Promise.allSettled(halves)) if (half.status === 'rejected') throw half.reason;
      return;
    }
    report.checked += ids.length;
    const news = entries.filter(({ status, upstreamId = '' }) => isNews(status, states.get(upstreamId)));
    const now = clock();
    const { applied, isComplete } = await changesOf(news, (message) => {
      const state = states.get(message.upstreamId ?? '');
      return state && observe(message, state, now);
    });
    for (const { after } of applied) {
      const since = states.get(after.upstreamId ?? '')?.since;
      if (since !== undefined) report.lags.push(Math.max(0, now.getTime() - since.getTime()));
    }
    report.changed += applied.length;
    if (!isComplete) throw notRecorded();
  };

  /** @returns `undefined` when the upstream answered with nonsense, and may fare better with fewer ids */
  const statesOf = async (
    ids: readonly string[],
    run: Run,
  ): Promise<ReadonlyMap<string, UpstreamState> | undefined> => {
    try {
      const states = await upstream.states(ids, run.deadline);
      run.refusals = 0;
      heard(run);
      return states;
    } catch (cause) {
      if (!(cause instanceof UpstreamUnavailableError) || isSilence(cause)) throw cause;
      run.refusals += 1;
      if (run.refusals > refusalsToGiveUp)
        throw new UpstreamUnavailableError('The gateway answers nothing.', { cause });
      heard(run);
      if (ids.length === 1) throw cause;
      return undefined;
    }
  };

  /** Claims messages that wait for the upstream, and hands them over. Whoever wins the claim sends. */
  const handOverWaiting = async (entries: readonly OpenEntry[], run: Run): Promise<void> => {
    const claimedAs = { status: 'submitting', attempt: newAttempt() } as const;
    // Other sweeps take a claim for cut off after this time, and close the message.
    const claimedUntil = clock().getTime() + inFlightMillis;
    const { applied, isComplete } = await changesOf(entries, (message) => advance(message, claimedAs, clock()));
    const claimed = applied.map(({ after }) => after);
    const results = await handOver(claimed, Math.min(run.deadline, claimedUntil));
    run.report.handedOver += results.filter(({ status }) => status !== 'accepted').length;
    const isAnswered = results.some(({ status }) => status !== 'accepted' && status !== 'indeterminate');
    if (isAnswered) heard(run);
    else if (results.length > 0) throw new UpstreamUnavailableError('The gateway took no message.');
    if (!isComplete) throw notRecorded();
  };

  const close = async (
    entries: readonly OpenEntry[],
    stepFor: (message: Message) => Step | undefined,
    run: Run,
  ): Promise<void> => {
    const now = clock();
    const { applied, isComplete } = await changesOf(entries, (message) => {
      const step = stepFor(message);
      return step && advance(message, step, now);
    });
    run.report.closed += applied.length;
    if (!isComplete) throw notRecorded();
  };

  /** Reads the records and applies the changes worked out from them. `isComplete`: the store took all that it should. */
  const changesOf = async (
    entries: readonly OpenEntry[],
    next: (message: Message) => Message | undefined,
  ): Promise<{ readonly applied: readonly Change[]; readonly isComplete: boolean }> => {
    if (entries.length === 0) return { applied: [], isComplete: true };
    const messages = await store.find(entries.map(({ id }) => id));
    const changes = [...messages.values()].flatMap((before): Change[] => {
      const after = next(before);
      return after === undefined ? [] : [{ before, after }];
    });
    const outcomes = changes.length === 0 ? [] : await store.apply(changes);
    const applied = changes.filter((_, index) => outcomes[index] === 'applied');
    return { applied, isComplete: !outcomes.includes('unavailable') };
  };

  const sweepBatch = async (batch: Batch, startedAt: Date, run: Run): Promise<void> => {
    if (isLate(run)) return leave(run.report, batch.place);
    const { entries } = batch;
    run.report.seen += entries.length;
    noteFresh(
      run.report,
      entries.filter(({ key }) => key > timeAgo(startedAt, freshMinutes)),
    );
    const oldest = timeAgo(startedAt, oldestAgeMinutes);
    const recently = timeAgo(startedAt, lastNewsMinutes);
    const isTooOld = ({ key }: OpenEntry) => key < oldest;
    const submitting = entries.filter(({ status }) => status === 'submitting');
    const old = entries.filter((entry) => entry.status !== 'submitting' && isTooOld(entry));
    const current = entries.filter((entry) => entry.status !== 'submitting' && !isTooOld(entry));
    const waiting = current.filter(({ status }) => status === 'accepted');
    const isAtUpstream = ({ status, upstreamId }: OpenEntry) => status !== 'accepted' && upstreamId !== undefined;
    const known = current.filter(isAtUpstream);
    const oldKnown = old.filter(isAtUpstream);

    // The index lags behind the records: an old message may have been claimed, and one in hand-over been answered.
    const closeOld = ({ status, updatedAt }: Message) => {
      if (status === 'accepted') return neverHandedOver;
      return status === 'submitting' || updatedAt > recently ? undefined : noFinalStatus;
    };
    const closeCutOff = ({ updatedAt }: Message) =>
      startedAt.getTime() - Date.parse(updatedAt) > inFlightMillis ? neverAnswered : undefined;

    // The last time that they are asked about: what they have come to meanwhile is told, and not that they are too old.
    await attemptAtUpstream(batch, oldKnown, run, () => askUpstream(oldKnown, run));
    await attempt(batch, old, run, () => close(old, closeOld, run));
    await attempt(batch, submitting, run, () => close(submitting, closeCutOff, run));
    await attemptAtUpstream(batch, known, run, () => askUpstream(known, run));
    if (run.handsOver) await attemptAtUpstream(batch, waiting, run, () => handOverWaiting(waiting, run));
  };

  return async (ranges, deadline, handsOver = true) => {
    const run: Run = { deadline, handsOver, report: emptyReport(), unanswered: [], refusals: 0 };
    const startedAt = clock();
    await eachOf(batches(ranges, run), callsAtOnce, (batch) => sweepBatch(batch, startedAt, run));
    for (const place of run.unanswered) leave(run.report, place);
    return run.report;
  };
};

/** Of a sweep that has seen nothing yet. */
export const emptyReport = (): SweepReport => ({
  seen: 0,
  fresh: 0,
  newest: undefined,
  checked: 0,
  changed: 0,
  handedOver: 0,
  closed: 0,
  failedCalls: 0,
  reachable: undefined,
  lags: [],
  left: [],
});

/** @param entries oldest first */
const noteFresh = (report: SweepReport, entries: readonly OpenEntry[]): void => {
  const last = entries.at(-1);
  if (last === undefined) return;
  report.fresh += entries.length;
  const newest = timeIn(last.key);
  if (report.newest === undefined || newest > report.newest) report.newest = newest;
};

/** Notes a place for the next sweep. */
const leave = (report: SweepReport, place: LeftOver): void => {
  report.left = withLeft(report.left, place);
};

/** The upstream gave no answer at all: the next call will hardly fare better. */
const isSilence = (error: unknown): boolean => error instanceof UpstreamUnavailableError && !error.answered;

const notRecorded = () => new StoreUnavailableError('Not all changes could be recorded.');

const isNews = (status: Status, state: UpstreamState | undefined): boolean =>
  state?.status !== undefined && canTransition(status, state.status);

const neverHandedOver: Step = {
  status: 'expired',
  reason: {
    code: 'never_handed_over',
    text: 'The gateway could not be reached within 72 hours. The message was not sent.',
  },
};

const noFinalStatus: Step = {
  status: 'expired',
  reason: { code: 'no_final_status', text: 'The gateway gave no final status within 72 hours.' },
};

const neverAnswered: Step = {
  status: 'indeterminate',
  reason: {
    code: 'outcome_unknown',
    text: 'The hand-over to the gateway was cut off. The message may have been sent, and is never sent again by itself.',
  },
};
