import { type Backoff, pauseAfter } from '../runtime/backoff.ts';
import { marksOf } from './calls.ts';
import { StoreUnavailableError } from './errors.ts';
import type { Message } from './message.ts';
import type { Calls, MessageStore, WithdrawnAs } from './ports.ts';
import { isBeforeHandOver } from './status.ts';
import { landingMillis, waitForWithdrawnMillis, withdrawMillis } from './time-budget.ts';
import { advance, changesOf, type Step } from './transition.ts';

/** It is looked for at once, after one second, two more, and then every four. */
const looks: Backoff = { first: 1_000, longest: 4_000 };

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly calls: Pick<Calls, 'giveUp'>;
  readonly clock: () => Date;
  /** Waits, in milliseconds. */
  readonly pause: (millis: number) => Promise<unknown>;
  /** Told of what is no passing trouble of the store. */
  readonly onFailure: (error: unknown) => void;
}

/** One run of a request. */
export interface Run {
  /** When the caller's time ends, in milliseconds since 1970. */
  readonly deadline: number;
  /** What becomes of a record that turns up when its sender has been told that it is not known to be there. */
  readonly lateRecords: WithdrawnAs;
  /** When its recipients were looked up on the account's suppression list; absent: they were not. */
  readonly suppressionsReadAt?: Date;
}

/**
 * Takes new messages back of which the store has not told whether it took them, and which this run will not hand over:
 * so that they are not taken for messages that may have been sent. A record that is not there yet may come: it is
 * looked for as long as it may, at first while the request waits, and then in the background. (A Lambda stands still
 * between two requests, and goes on with the next one.)
 *
 * A process may stand still before it has closed them. So their calls are given up, lest the sweeps hand over what its
 * sender was told is not sent; but for calls that are made for `others` of the request.
 *
 * Returns those that it has found while the request waited. It never throws: others of the request may have been sent.
 */
export type Withdraw = (
  messages: readonly Message[],
  run: Run,
  others?: readonly Message[],
) => Promise<readonly Message[]>;

export const createWithdraw = ({ store, calls, clock, pause, onFailure }: Dependencies): Withdraw => {
  /** Changes those that are there, and tells which are not there yet. */
  const look = async (messages: readonly Message[], as: WithdrawnAs) => {
    const found = await store.find(messages.map(({ id }) => id));
    const attempts = new Map(messages.map(({ id, attempt }) => [id, attempt]));
    const changes = changesOf([...found.values()], (record) => {
      // Nobody but this run has claimed it. While it stood still, a sweep may have put it back to be handed over.
      const isOurs = record.attempt === attempts.get(record.id) && isBeforeHandOver(record.status);
      return isOurs ? advance(record, withdrawnSteps[as], clock()) : undefined;
    });
    const outcomes = changes.length === 0 ? [] : await store.apply(changes);
    const isOpen = new Set(
      changes.flatMap(({ before }, index) => (outcomes[index] === 'unavailable' ? before.id : [])),
    );
    return {
      taken: changes.flatMap(({ after }, index) => (outcomes[index] === 'applied' ? [after] : [])),
      rest: messages.filter(({ id }) => !found.has(id) || isOpen.has(id)),
    };
  };

  /** Tries again and again, until it is done or too late. */
  const repeat = async (until: number, isDone: () => Promise<boolean>): Promise<void> => {
    for (let round = 1; ; round += 1) {
      if (await isDone()) return;
      const timeLeft = until - clock().getTime();
      if (timeLeft <= 0) return;
      await pause(Math.min(pauseAfter(round, looks), timeLeft));
    }
  };

  /** Looks for all of them; tells of each that it has found. */
  const watch = (messages: readonly Message[], as: WithdrawnAs, until: number, onTaken: (taken: Message) => void) => {
    let rest = messages;
    return repeat(until, async () => {
      const seen = await look(rest, as).catch((error: unknown) => {
        report(error);
        return { taken: [], rest };
      });
      for (const message of seen.taken) onTaken(message);
      rest = seen.rest;
      return rest.length === 0;
    });
  };

  /** Gives up the calls of these messages that are not made for others. */
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
    const taken: Message[] = [];
    const watching = watch(messages, lateRecords, until, (message) => taken.push(message));
    const givingUp = lateRecords === 'closed' ? giveUpCalls(messages, others, until) : undefined;
    const patience = Math.min(waitForWithdrawnMillis, deadline - withdrawMillis - now);
    await Promise.race([Promise.all([watching, givingUp]), pause(Math.max(0, patience))]);
    return [...taken];
  };
};

/** What a record that is withdrawn comes to. */
export const withdrawnSteps: Readonly<Record<WithdrawnAs, Step>> = {
  closed: {
    status: 'failed',
    reason: {
      code: 'not_sent',
      text:
        'The message could not be recorded in time. It was not handed over to the gateway, and costs nothing. Send it anew, ' +
        'with a new idempotency key if it had one.',
    },
  },
  kept: {
    status: 'accepted',
    reason: {
      code: 'postponed',
      text: 'The message could not be recorded in time. It has not been sent; it will be handed over within minutes.',
    },
  },
};
