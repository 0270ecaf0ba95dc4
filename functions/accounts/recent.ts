/** How long a revoked key or a disabled account may still be let in by a container that has just seen it. */
const maxAgeMillis = 60_000;

const maxEntries = 1_000;

/** Values of the last minute, at most 1,000 of them, each under a key that is random or a hash. */
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
      // A Map keeps the order of insertion, so its first key is the oldest; an entry that is renewed goes to the end.
      entries.delete(key);
      const [oldest] = entries.keys();
      if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
      entries.set(key, { value, until: clock() + maxAgeMillis });
    },
  };
};
