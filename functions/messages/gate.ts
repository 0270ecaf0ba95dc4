import type { Message } from './message.ts';
import type { Suppressions } from './ports.ts';
import { suppressionsHoldMillis } from './time-budget.ts';
import { hasEnded } from './timing.ts';
import type { Step } from './transition.ts';

/** Messages that no call may begin for any more, each with what it comes to, by its id. */
export type Stopped = ReadonlyMap<string, Step>;

export interface Passage {
  readonly stopped: Stopped;
  /** Until when a call may begin for the others. */
  readonly until: Date;
}

interface Dependencies {
  readonly suppressions: Suppressions;
  readonly clock: () => Date;
}

/**
 * Tells which of the messages are stopped: those whose validity has ended, and those to suppressed numbers. `lookedAt`: when
 * somebody last looked at the suppression lists for them; a look counts for ten seconds.
 * @throws StoreUnavailableError when the lists cannot be read
 */
export type Gate = (messages: readonly Message[], lookedAt?: Date) => Promise<Passage>;

export const createGate = ({ suppressions, clock }: Dependencies): Gate => {
  /** Those to numbers that are on their own account's list. */
  const suppressedAmong = async (messages: readonly Message[]): Promise<Stopped> => {
    const byAccount = [...Map.groupBy(messages, ({ account }) => account)];
    const stopped = byAccount.map(async ([account, own]) => {
      const numbers = await suppressions.among(account, [...new Set(own.map(({ to }) => to))]);
      return own.filter(({ to }) => numbers.has(to)).map(({ id }) => [id, suppressed] as const);
    });
    return new Map((await Promise.all(stopped)).flat());
  };

  return async (messages, lookedAt) => {
    const start = clock();
    const counts = lookedAt !== undefined && start < endOfLook(lookedAt);
    const hidden = counts ? [] : await suppressedAmong(messages);
    // By now: the look has taken its time.
    const now = clock();
    const ended = messages.filter((message) => hasEnded(message, now));
    const stopped = new Map([...hidden, ...ended.map(({ id }) => [id, validityEnded] as const)]);
    const ends = messages.flatMap(({ id, validUntil }) => (stopped.has(id) ? [] : (validUntil ?? [])));
    const until = Math.min(endOfLook(counts ? lookedAt : start).getTime(), ...ends.map(Date.parse));
    return { stopped, until: new Date(until) };
  };
};

const endOfLook = (lookedAt: Date): Date => new Date(lookedAt.getTime() + suppressionsHoldMillis);

export const validityEnded: Step = {
  status: 'expired',
  reason: {
    code: 'validity_ended',
    text: 'The message was not handed over to the gateway before its validity ended. It was not sent.',
  },
};

export const suppressed = {
  status: 'canceled',
  reason: {
    code: 'suppressed',
    text: "The recipient is on the account's suppression list. The message was not sent.",
  },
} as const satisfies Step;
