import { StoreUnavailableError } from './errors.ts';
import type { Message, Reason } from './message.ts';
import type { Change, MessageStore } from './ports.ts';
import { advance } from './transition.ts';

/**
 * A write lands within this time of being made, or never: the connections that carry it are given up after two seconds.
 * A request makes its last one 18 s after its beginning, so that its records are closed before a sweep takes them for
 * those of a run that was cut off (`inFlightMillis`).
 */
export const landingMillis = 30_000;
/** It is looked for at once, after one second, two more, and then every four. */
const firstPauseMillis = 1_000;
const longestPauseMillis = 4_000;

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly clock: () => Date;
  /** Waits, in milliseconds. */
  readonly pause: (millis: number) => Promise<unknown>;
  /** Told of what is no passing trouble of the store. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Closes new messages of which the store has not told whether it took them, and which nobody will hand over: so that they
 * cost nothing, and are not taken for messages that may have been sent. A record that is not there yet may come: it is
 * looked for as long as it may, and after the first look in the background. (A Lambda stands still between two requests,
 * and goes on with the next one.)
 *
 * Returns those that the first look has closed. It never throws: others of the same request may have been sent.
 */
export type Withdraw = (messages: readonly Message[]) => Promise<readonly Message[]>;

export const createWithdraw = ({ store, clock, pause, onFailure }: Dependencies): Withdraw => {
  /** Closes those that are there, and tells which are not there yet. */
  const look = async (messages: readonly Message[]) => {
    const found = await store.find(messages.map(({ id }) => id));
    const changes = messages.flatMap((message): Change[] => {
      const before = found.get(message.id);
      if (before?.attempt !== message.attempt) return [];
      const after = advance(before, notHandedOver, clock());
      return after === undefined ? [] : [{ before, after }];
    });
    const outcomes = changes.length === 0 ? [] : await store.apply(changes);
    const isOpen = new Set(
      changes.flatMap(({ before }, index) => (outcomes[index] === 'unavailable' ? before.id : [])),
    );
    return {
      closed: changes.flatMap(({ after }, index) => (outcomes[index] === 'applied' ? [after] : [])),
      rest: messages.filter(({ id }) => !found.has(id) || isOpen.has(id)),
    };
  };

  const lookIfPossible = (messages: readonly Message[]) =>
    look(messages).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailableError)) onFailure(error);
      return { closed: [], rest: messages };
    });

  const goOn = async (messages: readonly Message[], until: number): Promise<void> => {
    let rest = messages;
    for (let wait = firstPauseMillis; rest.length > 0; wait = Math.min(2 * wait, longestPauseMillis)) {
      const timeLeft = until - clock().getTime();
      if (timeLeft <= 0) return;
      await pause(Math.min(wait, timeLeft));
      ({ rest } = await lookIfPossible(rest));
    }
  };

  return async (messages) => {
    if (messages.length === 0) return [];
    const until = clock().getTime() + landingMillis;
    const { closed, rest } = await lookIfPossible(messages);
    void goOn(rest, until);
    return closed;
  };
};

const notHandedOver = {
  status: 'failed',
  reason: {
    code: 'not_sent',
    text:
      'The message could not be recorded in time. It was not handed over to the gateway, and costs nothing. Send it anew, ' +
      'with a new idempotency key if it had one.',
  } satisfies Reason,
} as const;
