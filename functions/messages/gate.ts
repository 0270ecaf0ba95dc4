import type { Message } from './message.ts';
import type { Suppressions } from './ports.ts';
import { suppressionsHoldMillis } from './time-budget.ts';
import { hasEnded } from './timing.ts';
import type { Step } from './transition.ts';

/** The next steps, by id, of messages that must no longer be handed over. */
export type Stopped = ReadonlyMap<string, Step>;

export interface Passage {
  readonly stopped: Stopped;
  /** A call for the other messages must begin before this. */
  readonly until: Date;
}

interface Dependencies {
  readonly suppressions: Suppressions;
  readonly clock: () => Date;
}

/**
 * Stops messages past their validity and messages to suppressed numbers.
 * @throws StoreUnavailableError when the suppression lists cannot be read
 */
export type Gate = (messages: readonly Message[]) => Promise<Passage>;

/**
 * Makes gates. A gate is for messages that are handed over together: it looks all of them up in the suppression lists
 * at once, and uses the result for ten seconds. `lookedAt` is when the caller looked them up and found none suppressed.
 */
export const createGates = ({ suppressions, clock }: Dependencies) => {
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
        // The next caller looks again.
        if (last === fresh) last = undefined;
      });
      return fresh;
    };
    return async (messages) => {
      const { at, found } = look();
      const hidden = await found;
      // Read the clock only now: the look may have taken long.
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

/** One look at the suppression lists. */
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
    text: 'The validity of the message ended before it was handed over to the gateway. It was not sent.',
  },
};

export const suppressed = {
  status: 'canceled',
  reason: {
    code: 'suppressed',
    text: "The recipient is on the account's suppression list. The message was not sent.",
  },
} as const satisfies Step;
