/** A container that has just seen a key may let it in for this long after it was revoked or its account disabled. */
const maxAgeMillis = 60_000;

const maxEntries = 1_000;

/** A cache of at most 1,000 values of the last minute. Its keys are random or hashes. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/** @param clock milliseconds since 1970 */
export const createRecent = <T>(clock: () => number): Recent<T> => {
  const entries = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    get: (key) => {
      const entry = entries.get(key);
      return entry && clock() < entry.until ? entry.value : undefined;
    },
    set: (key, value) => {
      // A Map keeps the order of insertion, so its first key is the oldest. Deleting first moves a renewed entry to the
      // end.
      entries.delete(key);
      const [oldest] = entries.keys();
      if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
      entries.set(key, { value, until: clock() + maxAgeMillis });
    },
  };
};
