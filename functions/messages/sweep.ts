import { type AgeWindow, ageWindows, oldestAgeMinutes, windowsDue } from './age-windows.ts';
import { chunksOf, eachOf } from './concurrency.ts';
import { GatewayUnavailableError } from './errors.ts';
import type { HandOverMessages } from './hand-over.ts';
import type { Message } from './message.ts';
import type { Change, Gateway, GatewayState, MessageStore, OpenEntry, OpenMessages } from './ports.ts';
import { inFlightMillis } from './send.ts';
import { canTransition, type Status } from './status.ts';
import { advance, observe, type Step } from './transition.ts';

const idsPerCall = 100;
const callsAtOnce = 10;
/** After so many failed calls in a row the gateway is left alone until the next sweep. */
const failuresToGiveUp = 3;
/** Left at the end for what has been begun: a gateway call (15 s) and its writes (3 s). */
const reserveMillis = 20_000;

const minuteMillis = 60_000;

/** A stretch of the open index: the messages of a shard whose age counts from after one time to before another. */
export interface Range {
  readonly shard: string;
  readonly window: string;
  /** A time, or the key of the last message looked at. */
  readonly after: string;
  readonly until: string;
}

/** Where a sweep stopped: the next one goes on from here. */
export type LeftOver = Pick<Range, 'shard' | 'window' | 'after'>;

export interface SweepReport {
  /** Messages in the ranges. */
  seen: number;
  /** Messages whose status was asked for. */
  checked: number;
  /** Messages whose status changed. */
  changed: number;
  handedOver: number;
  /** Messages closed by us: hand-overs that were never answered, and messages too old. */
  closed: number;
  failedCalls: number;
  /** Whether the gateway answered; `undefined` when there was nothing to ask. */
  reachable: boolean | undefined;
  /** Milliseconds from the gateway's change to our record, where the gateway tells; to the second. */
  readonly lags: number[];
  readonly left: LeftOver[];
}

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly open: OpenMessages;
  readonly gateway: Pick<Gateway, 'states'>;
  readonly handOver: HandOverMessages;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
  /** Told of each batch that failed; the sweep goes on. */
  readonly onFailure: (error: Error, messages: number) => void;
}

/**
 * Brings the messages in these ranges up to date, in this order: asks the gateway for those it has, hands over those
 * it has not, and closes what was never answered. It writes only what changed, each change on the version it was
 * computed from, so that sweeps may overlap. It stops in time for `deadline` (milliseconds since 1970).
 */
export type Sweep = (ranges: readonly Range[], deadline: number) => Promise<SweepReport>;

export const createSweep = (dependencies: Dependencies): Sweep => {
  const { store, open, gateway, handOver, clock, newAttempt, onFailure } = dependencies;

  /** Pages of the ranges, cut to what fits in one call. What there is no time for is noted as left. */
  async function* batches(ranges: readonly Range[], deadline: number, report: SweepReport) {
    const isLate = () => clock().getTime() + reserveMillis > deadline;
    for (const { shard, window, after, until } of ranges) {
      for (let from: string | undefined = after; from !== undefined; ) {
        if (isLate()) {
          report.left.push({ shard, window, after: from });
          break;
        }
        const page = await open.page(shard, from, until);
        yield* chunksOf(page.entries, idsPerCall);
        from = page.next;
      }
    }
  }

  const askGateway = async (entries: readonly OpenEntry[], report: SweepReport): Promise<void> => {
    const ids = entries.flatMap(({ gatewayId }) => gatewayId ?? []);
    const states = await gateway.states(ids).catch(async (error: unknown) => {
      if (!isAnswer(error) || entries.length === 1) throw error;
      // The gateway chokes on one of these: it must not hide the news of the others.
      const halves = chunksOf(entries, Math.ceil(entries.length / 2)).map((half) => askGateway(half, report));
      for (const half of await Promise.allSettled(halves)) if (half.status === 'rejected') throw half.reason;
      return undefined;
    });
    if (states === undefined) return;
    report.checked += ids.length;
    const news = entries.filter(({ status, gatewayId = '' }) => isNews(status, states.get(gatewayId)));
    const now = clock();
    const changes = await changesOf(news, (message) => {
      const state = states.get(message.gatewayId ?? '');
      return state && observe(message, state, now);
    });
    for (const { after } of changes) {
      const since = states.get(after.gatewayId ?? '')?.since;
      if (since !== undefined) report.lags.push(Math.max(0, now.getTime() - since.getTime()));
    }
    report.changed += changes.length;
  };

  /** Claims messages that wait for the gateway, and hands them over. Whoever wins the claim sends. */
  const handOverWaiting = async (entries: readonly OpenEntry[], deadline: number, report: SweepReport) => {
    const attempt = newAttempt();
    const claims = await changesOf(entries, (message) => advance(message, { status: 'submitting', attempt }, clock()));
    const results = await handOver(
      claims.map(({ after }) => after),
      deadline,
    );
    const handedOver = results.filter(({ status }) => status !== 'accepted').length;
    report.handedOver += handedOver;
    if (results.length > 0 && handedOver === 0) throw new GatewayUnavailableError('The gateway took no message.');
  };

  const close = async (
    entries: readonly OpenEntry[],
    step: (message: Message) => Step | undefined,
    report: SweepReport,
  ) => {
    const now = clock();
    const changes = await changesOf(entries, (message) => {
      const next = step(message);
      return next && advance(message, next, now);
    });
    report.closed += changes.length;
  };

  /** Reads the records and applies the changes worked out from them. Returns those that were applied. */
  const changesOf = async (
    entries: readonly OpenEntry[],
    next: (message: Message) => Message | undefined,
  ): Promise<readonly Change[]> => {
    if (entries.length === 0) return [];
    const messages = await store.find(entries.map(({ id }) => id));
    const changes = [...messages.values()].flatMap((before): Change[] => {
      const after = next(before);
      return after === undefined ? [] : [{ before, after }];
    });
    const outcomes = changes.length === 0 ? [] : await store.apply(changes);
    return changes.filter((_, index) => outcomes[index] === 'applied');
  };

  return async (ranges, deadline) => {
    const report: SweepReport = {
      seen: 0,
      checked: 0,
      changed: 0,
      handedOver: 0,
      closed: 0,
      failedCalls: 0,
      reachable: undefined,
      lags: [],
      left: [],
    };
    let failuresInARow = 0;

    /** Runs one step of a batch. A failure is noted, and stops neither the other steps nor the other batches. */
    const attempt = async (entries: readonly OpenEntry[], work: () => Promise<void>): Promise<Error | undefined> => {
      if (entries.length === 0) return undefined;
      try {
        await work();
        return undefined;
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error('A step of the sweep failed.', { cause: thrown });
        report.failedCalls += 1;
        onFailure(error, entries.length);
        return error;
      }
    };

    /** As `attempt`, for what needs the gateway: left out once it has not answered too often. */
    const attemptAtGateway = async (entries: readonly OpenEntry[], work: () => Promise<void>): Promise<void> => {
      if (entries.length === 0 || failuresInARow >= failuresToGiveUp) return;
      const error = await attempt(entries, work);
      const answered = error === undefined || isAnswer(error);
      failuresInARow = answered ? 0 : failuresInARow + 1;
      report.reachable = answered || report.reachable === true;
    };

    const tooOld = new Date(clock().getTime() - oldestAgeMinutes * minuteMillis).toISOString();
    const tooLongUnderWay = clock().getTime() - inFlightMillis;

    await eachOf(batches(ranges, deadline, report), callsAtOnce, async (batch) => {
      report.seen += batch.length;
      const old = batch.filter(({ key }) => key < tooOld);
      const current = batch.filter(({ key }) => key >= tooOld);
      const having = (status: Status) => current.filter((entry) => entry.status === status);
      const known = current.filter(({ gatewayId, status }) => gatewayId !== undefined && status !== 'submitting');

      await attempt(old, () => close(old, () => tooOldStep, report));
      const submitting = having('submitting');
      await attempt(submitting, () =>
        close(
          submitting,
          ({ updatedAt }) => (Date.parse(updatedAt) < tooLongUnderWay ? neverAnswered : undefined),
          report,
        ),
      );
      await attemptAtGateway(known, () => askGateway(known, report));
      const waiting = having('accepted');
      await attemptAtGateway(waiting, () => handOverWaiting(waiting, deadline, report));
    });
    return report;
  };
};

/** The ranges that are due in the minute of `now`, the youngest messages first; what was left is gone on with. */
export const rangesDue = (
  now: Date,
  interval: number,
  shards: readonly string[],
  left: readonly LeftOver[],
): readonly Range[] => {
  const minute = Math.floor(now.getTime() / minuteMillis);
  const ago = (minutes: number) => new Date(now.getTime() - minutes * minuteMillis).toISOString();
  const isDue = (window: AgeWindow, index: number) =>
    windowsDue(minute, interval, index, shards.length).some(({ name }) => name === window.name);

  const ranges = ageWindows.flatMap((window) =>
    shards.flatMap((shard, index): Range[] => {
      const rest = left.find((leftOver) => leftOver.shard === shard && leftOver.window === window.name);
      if (rest === undefined && !isDue(window, index)) return [];
      return [{ shard, window: window.name, after: rest?.after ?? ago(window.until), until: ago(window.from) }];
    }),
  );
  // What is older than all windows is closed, and so leaves the index.
  const closing = shards.map(
    (shard): Range => ({ shard, window: 'closing', after: '0', until: ago(oldestAgeMinutes) }),
  );
  return [...ranges, ...closing];
};

/** The messages of the last two minutes, for which fresh news matters most. */
export const freshRanges = (now: Date, shards: readonly string[]): readonly Range[] =>
  shards.map((shard) => ({
    shard,
    window: 'fresh',
    after: new Date(now.getTime() - freshMillis).toISOString(),
    until: now.toISOString(),
  }));

export const freshMillis = 120_000;

const isAnswer = (error: unknown): boolean => error instanceof GatewayUnavailableError && error.answered;

const isNews = (status: Status, state: GatewayState | undefined): boolean =>
  state?.status !== undefined && canTransition(status, state.status);

const tooOldStep: Step = {
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
