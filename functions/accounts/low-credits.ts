import { detailType, type PublishedEvent } from '../contract/events.ts';

/**
 * The note that an account's credits are low. It is written before the event is sent, so that a repetition sends the
 * same event.
 */
export interface LowCredits {
  /** When the note was written; RFC 3339, UTC. */
  readonly at: string;
  readonly credits: number;
  /** Fewer than this are low. */
  readonly threshold: number;
  /** All credits added by then. If this or the threshold has changed, low credits are a new event. */
  readonly added: number;
  readonly isTold: boolean;
}

/** The credits of an account that has a threshold, or had one when its credits were low. */
export interface WatchedCredits {
  readonly balance: number;
  readonly added: number;
  readonly threshold?: number;
  /** The latest note that they were low. */
  readonly low?: LowCredits;
}

/** All methods throw StoreUnavailableError. */
export interface CreditWatch {
  /** A consistent read. Has the accounts that have a threshold. */
  read(accounts: readonly string[]): Promise<ReadonlyMap<string, WatchedCredits>>;
  /** Notes low credits. `false`: nothing was noted, because credits were added or noted since `before` was read. */
  note(account: string, low: LowCredits, before: WatchedCredits): Promise<boolean>;
  noteTold(account: string, low: LowCredits): Promise<void>;
}

interface Dependencies {
  readonly watch: CreditWatch;
  /** Returns whether the event was sent. */
  readonly tell: (event: PublishedEvent) => Promise<boolean>;
  readonly clock: () => Date;
  /** Called for each failure. It will be retried. */
  readonly onFailure: (error: unknown, account?: string) => void;
}

/** Checks accounts' credits and sends the events that are missing. Returns the accounts that are done. */
export type TellLowCredits = (accounts: readonly string[]) => Promise<ReadonlySet<string>>;

const unwatched: WatchedCredits = { balance: 0, added: 0 };

/** Tries per account, if others write notes at the same time. */
const mostTries = 5;

/**
 * First the note is written, then the event is sent, then the note is marked as told. Whoever finds a note that is not
 * marked sends its event, with the time and id of the note. So a crash in between loses nothing, and concurrent runs
 * send the same event.
 */
export const createTellLowCredits = ({ watch, tell, clock, onFailure }: Dependencies): TellLowCredits => {
  const checkAgain = async (account: string, triesLeft: number): Promise<boolean> =>
    triesLeft > 0 && check(account, (await watch.read([account])).get(account), triesLeft - 1);

  const check = async (account: string, found = unwatched, triesLeft = mostTries): Promise<boolean> => {
    const low = lowIn(found, clock);
    if (low === undefined) return true;
    if (low === found.low || (await watch.note(account, low, found))) {
      if (!(await tell(eventOf(account, low)))) return false;
      await watch.noteTold(account, low);
      // A note of just now is up to date. Since an earlier note, credits may have been added.
      if (low !== found.low) return true;
    }
    return checkAgain(account, triesLeft);
  };

  return async (accounts) => {
    const done = new Set<string>();
    try {
      const found = accounts.length === 0 ? new Map<string, WatchedCredits>() : await watch.read(accounts);
      await Promise.all(
        accounts.map(async (account) => {
          try {
            if (await check(account, found.get(account))) done.add(account);
          } catch (error) {
            onFailure(error, account);
          }
        }),
      );
    } catch (error) {
      onFailure(error);
    }
    return done;
  };
};

/** The note whose event is to be sent: an existing one that is not marked as told, or else a new one. */
const lowIn = ({ balance, added, threshold, low }: WatchedCredits, clock: () => Date): LowCredits | undefined => {
  if (low?.isTold === false) return low;
  if (threshold === undefined || balance >= threshold) return undefined;
  if (low?.added === added && low.threshold === threshold) return undefined;
  return { at: clock().toISOString(), credits: balance, threshold, added, isTold: false };
};

const eventOf = (account: string, { at, credits, threshold }: LowCredits): PublishedEvent => ({
  detailType: detailType.accountCreditsLow,
  time: new Date(at),
  detail: { schemaVersion: 1, eventId: `credits/${account}/${at}`, account, credits, threshold, occurredAt: at },
});
