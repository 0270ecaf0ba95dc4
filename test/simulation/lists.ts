import { memorySuppressions } from '../support/fakes/memory-suppressions.ts';

/** All accounts' suppression lists, and since when each number is on them. */
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
    /** Milliseconds since 1970; `undefined`: the number is not on the list now. */
    since: (account: string, number: string): number | undefined => since.get(placeOf(account, number)),
    /** Whether the number is or was on the list. */
    hasHad: (account: string, number: string): boolean => known.has(placeOf(account, number)),
  };
};
