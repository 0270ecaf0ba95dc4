import { memorySuppressions } from '../support/fakes/memory-suppressions.ts';

/** The suppression lists of all accounts, and since when each number is there. */
export const theLists = (now: () => number) => {
  const lists = memorySuppressions();
  const since = new Map<string, number>();
  const known = new Set<string>();
  const placeOf = (account: string, number: string): string => `${account} ${number}`;

  return {
    ...lists,
    add: (...[account, wanted]: Parameters<typeof lists.add>) => {
      const place = placeOf(account, wanted.number);
      if (!since.has(place)) since.set(place, now());
      known.add(place);
      return lists.add(account, wanted);
    },
    takeOff: (...[account, number]: Parameters<typeof lists.takeOff>) => {
      since.delete(placeOf(account, number));
      return lists.takeOff(account, number);
    },
    /** In milliseconds since 1970; `undefined`: it is not there now. */
    since: (account: string, number: string): number | undefined => since.get(placeOf(account, number)),
    /** Whether it is there, or was. */
    hasHad: (account: string, number: string): boolean => known.has(placeOf(account, number)),
  };
};
