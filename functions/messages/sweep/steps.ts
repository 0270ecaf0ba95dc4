import type { Status } from '../../contract/statuses.ts';
import { chunksOf, eachOf } from '../../runtime/concurrency.ts';
import { batchesOf, callKey, callsAtOnce, marksOf } from '../calls.ts';
import { StoreUnavailableError, UpstreamUnavailableError } from '../errors.ts';
import { validityEnded } from '../gate.ts';
import type { HandOverMessages } from '../hand-over.ts';
import type { Message } from '../message.ts';
import type { CallState, Calls, Change, MessageStore, OpenEntry, Upstream, UpstreamState } from '../ports.ts';
import { canTransition, isBeforeHandOver } from '../status.ts';
import { sweepHandOverMillis } from '../time-budget.ts';
import {
  hasEnded,
  inFlightMillis,
  isCutOff,
  isTooOld,
  keepOpenAfterChangeMinutes,
  mayHandOver,
  timeAgo,
} from '../timing.ts';
import { advance, changesOf, observe, type Step } from '../transition.ts';
import { withdrawnSteps } from '../withdraw.ts';
import { type Circuit, isSilence } from './circuit.ts';
import type { SweepReport } from './report.ts';

/** A sweep while it runs. */
export interface Run {
  readonly startedAt: Date;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly circuit: Circuit;
  readonly report: SweepReport;
}

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly calls: Calls;
  readonly upstream: Pick<Upstream, 'states'>;
  readonly handOver: HandOverMessages;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
}

/**
 * One step of a sweep with some open messages.
 * @returns whether there was time for all of them; if not, the next sweep begins with them
 * @throws StoreUnavailableError when a change was not recorded
 */
export type SweepStep = (entries: readonly OpenEntry[], run: Run) => Promise<boolean>;

/** The steps of a sweep. The index lags behind the records, so each step reads the records and checks them again. */
export const createSteps = ({ store, calls, upstream, handOver, clock, newAttempt }: Dependencies) => {
  /** Asks the upstream for the state of messages, and records what is new. @throws UpstreamUnavailableError */
  const ask: SweepStep = async (entries, run) => {
    const { report } = run;
    const ids = entries.flatMap(({ upstreamId }) => upstreamId ?? []);
    const states = await statesOf(ids, run);
    if (states === undefined) {
      // The upstream seems to choke on one of these messages. It must not hide the news of the others.
      const halves = chunksOf(entries, Math.ceil(entries.length / 2)).map((half) => ask(half, run));
      for (const half of await Promise.allSettled(halves)) if (half.status === 'rejected') throw half.reason;
      return true;
    }
    report.checked += ids.length;
    const news = entries.filter(({ status, upstreamId = '' }) => isNews(status, states.get(upstreamId)));
    const now = clock();
    const { applied, isComplete } = await change(await read(news), (message) => {
      const state = states.get(message.upstreamId ?? '');
      return state && observe(message, state, now);
    });
    for (const { after } of applied) {
      const since = states.get(after.upstreamId ?? '')?.since;
      if (since !== undefined) report.lags.push(Math.max(0, now.getTime() - since.getTime()));
    }
    report.changed += applied.length;
    if (!isComplete) throw storeUnavailable();
    return true;
  };

  /** @returns `undefined` if the answer makes no sense, and fewer ids may help */
  const statesOf = async (ids: readonly string[], { deadline, circuit, report }: Run) => {
    try {
      const states = await upstream.states(ids, deadline);
      circuit.answered();
      report.reachable = true;
      return states;
    } catch (cause) {
      if (!(cause instanceof UpstreamUnavailableError) || isSilence(cause)) throw cause;
      circuit.unreadable(cause);
      report.reachable = true;
      if (ids.length === 1) throw cause;
      return undefined;
    }
  };

  /**
   * Hands over messages that wait. The messages of a call are claimed right before the call, and only the sweep that
   * wins the claim makes it. So if a sweep dies, only the messages of calls under way are in doubt. If there is no time
   * for a call, its messages are not claimed, because to claim and return a message costs two writes and two events.
   * @throws UpstreamUnavailableError when the upstream took no message
   */
  const handOverWaiting: SweepStep = async (entries, { deadline, circuit, report }) => {
    const waiting = (await read(entries)).filter((message) => mayHandOver(message, clock()));
    const results: Message[] = [];
    let isRecorded = true;
    const isLate = () => clock().getTime() + sweepHandOverMillis > deadline;
    await eachOf(batchesOf(waiting), callsAtOnce, async (batch) => {
      if (isLate()) return;
      const claimedAs = { status: 'submitting', attempt: newAttempt() } as const;
      // After this time, other sweeps consider the claim cut off and close the messages.
      const claimedUntil = clock().getTime() + inFlightMillis;
      const { applied, isComplete } = await change(batch, (message) => advance(message, claimedAs, clock()));
      isRecorded &&= isComplete;
      const claimed = applied.map(({ after }) => after);
      results.push(...(await handOver(claimed, Math.min(deadline, claimedUntil))));
    });
    const called = results.filter(({ status }) => status !== 'expired' && status !== 'canceled');
    const handedOver = called.filter(({ status }) => status !== 'accepted');
    report.handedOver += handedOver.length;
    report.closed += results.length - called.length;
    if (handedOver.some(({ status }) => status !== 'indeterminate')) {
      circuit.answered();
      report.reachable = true;
    } else if (called.length > 0) {
      throw new UpstreamUnavailableError('The gateway took no message.');
    }
    if (!isRecorded) throw storeUnavailable();
    return results.length - called.length + handedOver.length === waiting.length || !isLate();
  };

  /** Closes messages that are too old, except those that have just been claimed, or were handed over late. */
  const closeOld: SweepStep = async (entries, run) => {
    const recently = timeAgo(run.startedAt, keepOpenAfterChangeMinutes);
    await close(await read(entries), run, (message, now) => {
      if (isBeforeHandOver(message.status)) return givenUp(message, now);
      return message.updatedAt > recently ? undefined : noFinalStatus;
    });
    return true;
  };

  /** Closes messages that wait and must no longer be handed over. */
  const closeGivenUp: SweepStep = async (entries, run) => {
    await close(await read(entries), run, givenUp);
    return true;
  };

  /**
   * Closes messages if their run was cut off during the hand-over, because they may have been sent. If their call had
   * not begun, they were not sent: the call is fenced off, so that it never begins, and they wait for the next
   * hand-over. If the validity of a message has ended, its call is fenced at once.
   */
  const closeCutOff: SweepStep = async (entries, run) => {
    const isRunCutOff = ({ updatedAt }: Message) => isCutOff(updatedAt, run.startedAt);
    const concerned = (await read(entries)).filter(
      (message) =>
        message.status === 'submitting' &&
        (isRunCutOff(message) || (message.call !== undefined && hasEnded(message, clock()))),
    );
    const states = await fenceCallsOf(concerned);
    await close(concerned, run, (message, now) => {
      const { attempt, call } = message;
      const state = (call === undefined ? undefined : states.get(callKey({ attempt, call }))) ?? 'begun';
      if (state === 'fenced' && hasEnded(message, now)) return validityEnded;
      return isRunCutOff(message) ? cutOffSteps[state] : undefined;
    });
    if ([...states.values()].includes('unknown')) throw storeUnavailable();
    return true;
  };

  /** Fences the numbered calls of these messages. @returns the state of each call */
  const fenceCallsOf = async (messages: readonly Message[]): Promise<ReadonlyMap<string, CallState>> => {
    const states = marksOf(messages).map(async (mark) => [callKey(mark), await calls.fence(mark)] as const);
    return new Map(await Promise.all(states));
  };

  const close = async (
    messages: readonly Message[],
    { report }: Run,
    stepFor: (message: Message, now: Date) => Step | undefined,
  ): Promise<void> => {
    const now = clock();
    const { applied, isComplete } = await change(messages, (message) => {
      const step = stepFor(message, now);
      return step && advance(message, step, now);
    });
    report.closed += applied.filter(({ after }) => after.status !== 'accepted').length;
    if (!isComplete) throw storeUnavailable();
  };

  const read = async (entries: readonly OpenEntry[]): Promise<readonly Message[]> =>
    entries.length === 0 ? [] : [...(await store.find(entries.map(({ id }) => id))).values()];

  /** Applies changes to records. `isComplete`: the store answered for all of them. */
  const change = async (
    messages: readonly Message[],
    next: (message: Message) => Message | undefined,
  ): Promise<{ readonly applied: readonly Change[]; readonly isComplete: boolean }> => {
    const changes = changesOf(messages, next);
    const outcomes = changes.length === 0 ? [] : await store.apply(changes);
    const applied = changes.filter((_, index) => outcomes[index] === 'applied');
    return { applied, isComplete: !outcomes.includes('unavailable') };
  };

  return { ask, handOverWaiting, closeOld, closeGivenUp, closeCutOff };
};

const storeUnavailable = () => new StoreUnavailableError('Not all changes could be recorded.');

const isNews = (status: Status, state: UpstreamState | undefined): boolean =>
  state?.status !== undefined && canTransition(status, state.status);

/** The step of a waiting message that must no longer be handed over. */
const givenUp = (message: Message, now: Date): Step | undefined => {
  if (message.status !== 'accepted') return undefined;
  if (isTooOld(message.createdAt, now)) return neverHandedOver;
  return hasEnded(message, now) ? validityEnded : undefined;
};

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
    text: 'The hand-over to the gateway was cut off, so the message may have been sent. textgate does not send it again.',
  },
};

const notBegun: Step = {
  status: 'accepted',
  reason: {
    code: 'postponed',
    text: 'The request was cut off before this message was handed over. It has not been sent yet; it will be handed over within minutes.',
  },
};

/**
 * The step of a message after its run was cut off, by the state of its call. `undefined`: the next sweep tries again.
 */
const cutOffSteps: Readonly<Record<CallState, Step | undefined>> = {
  begun: neverAnswered,
  given_up: withdrawnSteps.closed,
  fenced: notBegun,
  unknown: undefined,
};
