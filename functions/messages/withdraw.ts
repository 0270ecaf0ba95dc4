import { type Backoff, pauseAfter } from '../runtime/backoff.ts';
import { marksOf } from './calls.ts';
import { StoreUnavailableError } from './errors.ts';
import type { Message } from './message.ts';
import type { Calls, MessageStore, WithdrawnAs } from './ports.ts';
import { isBeforeHandOver } from './status.ts';
import { landingMillis, waitForWithdrawnMillis, withdrawMillis } from './time-budget.ts';
import { advance, changesOf, type Step } from './transition.ts';

/** The pauses between looks for late records: one second, two, then four each time. */
const looks: Backoff = { first: 1_000, longest: 4_000 };

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly calls: Pick<Calls, 'giveUp'>;
  readonly clock: () => Date;
  /** Waits, in milliseconds. */
  readonly pause: (millis: number) => Promise<unknown>;
  /** Told of errors other than StoreUnavailableError. */
  readonly onFailure: (error: unknown) => void;
}

/** One run of a request. */
export interface Run {
  /** When the caller's time ends, in milliseconds since 1970. */
  readonly deadline: number;
  /** What happens to a record that turns up after its sender was told that it may not exist. */
  readonly lateRecords: WithdrawnAs;
  /** When its recipients were looked up in the account's suppression list; absent: they were not. */
  readonly suppressionsReadAt?: Date;
}

/**
 * Withdraws new messages that the store has not confirmed and that this run will not hand over. Without this, a sweep
 * would find their records as `submitting`, and would have to assume that they may have been sent.
 *
 * A record that does not exist yet may still be written. So this looks for it as long as that is possible: first while
 * the request waits, then in the background. (A Lambda stands still between two requests, and continues with the next
 * one.)
 *
 * The process may die or stand still before it has withdrawn a record. So it also gives up the calls of these messages:
 * then no sweep hands over a message that its sender was told is not sent. Calls that are made for `others` of the
 * request are not given up.
 *
 * Returns the messages that were withdrawn while the request waited. Never throws, because other messages of the
 * request may have been sent.
 */
export type Withdraw = (
  messages: readonly Message[],
  run: Run,
  others?: readonly Message[],
) => Promise<readonly Message[]>;

export const createWithdraw = ({ store, calls, clock, pause, onFailure }: Dependencies): Withdraw => {
  /** Withdraws the records that exist. `rest`: messages to look for again. */
  const look = async (messages: readonly Message[], as: WithdrawnAs) => {
    const found = await store.find(messages.map(({ id }) => id));
    const attempts = new Map(messages.map(({ id, attempt }) => [id, attempt]));
    const changes = changesOf([...found.values()], (record) => {
      // A record claimed by another run stays. One that a sweep only put back to `accepted` is still this run's.
      const isOfThisRun = record.attempt === attempts.get(record.id) && isBeforeHandOver(record.status);
      return isOfThisRun ? advance(record, withdrawnSteps[as], clock()) : undefined;
    });
    const outcomes = changes.length === 0 ? [] : await store.apply(changes);
    const isUnconfirmed = new Set(
      changes.flatMap(({ before }, index) => (outcomes[index] === 'unavailable' ? before.id : [])),
    );
    return {
      withdrawn: changes.flatMap(({ after }, index) => (outcomes[index] === 'applied' ? [after] : [])),
      rest: messages.filter(({ id }) => !found.has(id) || isUnconfirmed.has(id)),
    };
  };

  /** Repeats `isDone` until it answers true or it is too late. */
  const repeat = async (until: number, isDone: () => Promise<boolean>): Promise<void> => {
    for (let round = 1; ; round += 1) {
      if (await isDone()) return;
      const timeLeft = until - clock().getTime();
      if (timeLeft <= 0) return;
      await pause(Math.min(pauseAfter(round, looks), timeLeft));
    }
  };

  /** Looks for all messages until each is found, or can no longer be written. */
  const watch = (
    messages: readonly Message[],
    as: WithdrawnAs,
    until: number,
    onWithdrawn: (message: Message) => void,
  ) => {
    let rest = messages;
    return repeat(until, async () => {
      const seen = await look(rest, as).catch((error: unknown) => {
        report(error);
        return { withdrawn: [], rest };
      });
      for (const message of seen.withdrawn) onWithdrawn(message);
      rest = seen.rest;
      return rest.length === 0;
    });
  };

  /** Gives up the calls of these messages, except those that `others` share. */
  const giveUpCalls = (messages: readonly Message[], others: readonly Message[], until: number) => {
    const made = new Set(others.map(({ call }) => call));
    let rest = marksOf(messages.filter(({ call }) => !made.has(call)));
    return repeat(until, async () => {
      const states = await Promise.all(rest.map((mark) => calls.giveUp(mark, 'closed', mark.attempt))).catch(
        (error: unknown) => {
          report(error);
          return [];
        },
      );
      rest = rest.filter((_, index) => (states[index] ?? 'unknown') === 'unknown');
      return rest.length === 0;
    });
  };

  const report = (error: unknown): void => {
    if (!(error instanceof StoreUnavailableError)) onFailure(error);
  };

  return async (messages, { deadline, lateRecords }, others = []) => {
    if (messages.length === 0) return [];
    const now = clock().getTime();
    const until = now + landingMillis;
    const withdrawn: Message[] = [];
    const watching = watch(messages, lateRecords, until, (message) => withdrawn.push(message));
    const givingUp = lateRecords === 'closed' ? giveUpCalls(messages, others, until) : undefined;
    const patience = Math.min(waitForWithdrawnMillis, deadline - withdrawMillis - now);
    await Promise.race([Promise.all([watching, givingUp]), pause(Math.max(0, patience))]);
    return [...withdrawn];
  };
};

/** The steps that withdraw a record. */
export const withdrawnSteps: Readonly<Record<WithdrawnAs, Step>> = {
  closed: {
    status: 'failed',
    reason: {
      code: 'not_sent',
      text:
        'The message could not be recorded in time. It was not sent and costs nothing. Send it again, with a new ' +
        'idempotency key if the request had one.',
    },
  },
  kept: {
    status: 'accepted',
    reason: {
      code: 'postponed',
      text: 'The message could not be recorded in time. It has not been sent yet; it will be handed over within minutes.',
    },
  },
};
