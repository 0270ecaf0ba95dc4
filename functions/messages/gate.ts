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
 * Tells which of the messages are stopped: those whose validity has ended, and those to suppressed numbers.
 * @throws StoreUnavailableError when the suppression lists cannot be read
 */
export type Gate = (messages: readonly Message[]) => Promise<Passage>;

/**
 * Makes gates, each for messages that are handed over together: a look at the suppression lists is one for all of them, and
 * counts for ten seconds. `lookedAt`: when somebody last looked for them, and found none.
 */
export const createGates = ({ suppressions, clock }: Dependencies) => {
  /** Those to numbers that are on their own account's list. */
  const suppressedAmong = async (messages: readonly Message[]): Promise<Stopped> => {
    const byAccount = [...Map.groupBy(messages, ({ account }) => account)];
    const stopped = byAccount.map(async ([account, own]) => {
      const numbers = await suppressions.among(account, [...new Set(own.map(({ to }) => to))]);
      return own.filter(({ to }) => numbers.has(to)).map(({ id }) => [id, suppressed] as const);
    });
    return new Map((await Promise.all(stopped)).flat());
  };

  return (all: readonly Message[], lookedAt?: Date): Gate => {
    let last: Look | undefined = lookedAt && { at: lookedAt, found: Promise.resolve(nobody) };
    const look = (): Look => {
      const now = clock();
      if (last !== undefined && now < endOfLook(last.at)) return last;
      const fresh = { at: now, found: suppressedAmong(all) };
      last = fresh;
      fresh.found.catch(() => {
        // Whoever comes next looks again.
        if (last === fresh) last = undefined;
      });
      return fresh;
    };
    return async (messages) => {
      const { at, found } = look();
      const hidden = await found;
      // By now: the look has taken its time.
      const now = clock();
      const stopped = new Map<string, Step>();
      for (const message of messages) {
        const step = hasEnded(message, now) ? validityEnded : hidden.get(message.id);
        if (step !== undefined) stopped.set(message.id, step);
      }
      const ends = messages.flatMap(({ id, validUntil }) => (stopped.has(id) ? [] : (validUntil ?? [])));
      return { stopped, until: new Date(Math.min(endOfLook(at).getTime(), ...ends.map(Date.parse))) };
    };
  };
};

/** When somebody looked, and what he finds. */
interface Look {
  readonly at: Date;
  readonly found: Promise<Stopped>;
}

const nobody: Stopped = new Map();

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
