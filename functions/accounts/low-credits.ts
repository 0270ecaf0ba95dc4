import { detailType, type PublishedEvent } from '../contract/events.ts';

/** That an account's credits are low: noted before it is told, so that whoever tells it again tells the same. */
export interface LowCredits {
  /** When it was noted; RFC 3339, UTC. */
  readonly at: string;
  readonly credits: number;
  /** Fewer than this are low. */
  readonly threshold: number;
  /** All that had been added by then. With other credits, or another threshold, it is told anew. */
  readonly added: number;
  readonly isTold: boolean;
}

/** The credits of an account that has a threshold, or had one when they were low. */
export interface WatchedCredits {
  readonly balance: number;
  readonly added: number;
  readonly threshold?: number;
  /** The last time that they were. */
  readonly low?: LowCredits;
}

/** All of it throws StoreUnavailableError. */
export interface CreditWatch {
  /** Of those accounts that have a threshold. Consistent. */
  read(accounts: readonly string[]): Promise<ReadonlyMap<string, WatchedCredits>>;
  /** Notes that they are low. `false`: not now, for something else was added or noted since `before` was read. */
  note(account: string, low: LowCredits, before: WatchedCredits): Promise<boolean>;
  noteTold(account: string, low: LowCredits): Promise<void>;
}

interface Dependencies {
  readonly watch: CreditWatch;
  /** Answers whether it was told. */
  readonly tell: (event: PublishedEvent) => Promise<boolean>;
  readonly clock: () => Date;
  /** Told what could not be done, and will be tried again. */
  readonly onFailure: (error: unknown, account?: string) => void;
}

/** Looks whether accounts' credits are low, and tells those that were not told. Answers with those that are done with. */
export type TellLowCredits = (accounts: readonly string[]) => Promise<ReadonlySet<string>>;

const unwatched: WatchedCredits = { balance: 0, added: 0 };

/** So often an account is looked at again, where others note something at the same time. */
const looks = 5;

/**
 * The note comes first, then it is told, then noted as told: whoever finds a note that was not told tells it, under the
 * note's own time and id. So a death in between loses nothing, and of several that look at once each tells the same.
 */
export const createTellLowCredits = ({ watch, tell, clock, onFailure }: Dependencies): TellLowCredits => {
  const lookAgain = async (account: string, looksLeft: number): Promise<boolean> =>
    looksLeft > 0 && settle(account, (await watch.read([account])).get(account), looksLeft - 1);

  const settle = async (account: string, found = unwatched, looksLeft = looks): Promise<boolean> => {
    const low = lowIn(found, clock);
    if (low === undefined) return true;
    if (low === found.low || (await watch.note(account, low, found))) {
      if (!(await tell(eventOf(account, low)))) return false;
      await watch.noteTold(account, low);
      // Noted just now: there is nothing else. Of one that was noted before, credits may have been added since.
      if (low !== found.low) return true;
    }
    return lookAgain(account, looksLeft);
  };

  return async (accounts) => {
    const done = new Set<string>();
    try {
      const found = accounts.length === 0 ? new Map<string, WatchedCredits>() : await watch.read(accounts);
      await Promise.all(
        accounts.map(async (account) => {
          try {
            if (await settle(account, found.get(account))) done.add(account);
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

/** What is to be told: what was noted and not told, or else what is to be noted. */
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
