interface Entry<T> {
  readonly key: string;
  readonly value: T;
}

/** A table's index in memory: partitions sorted by key. A key occurs once in a partition. */
export const sortedIndex = <T>() => {
  const partitions = new Map<string, Entry<T>[]>();

  /** The number of entries before a key. */
  const placeOf = (entries: readonly Entry<T>[], key: string): number => {
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle]?.key ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    put: (partition: string, key: string, value: T): void => {
      const entries = partitions.get(partition) ?? [];
      partitions.set(partition, entries);
      const place = placeOf(entries, key);
      entries.splice(place, entries[place]?.key === key ? 1 : 0, { key, value });
    },
    remove: (partition: string, key: string): void => {
      const entries = partitions.get(partition) ?? [];
      const place = placeOf(entries, key);
      if (entries[place]?.key === key) entries.splice(place, 1);
    },
    /** The entries after one key, up to and including another. */
    between: (partition: string, after: string, until: string): readonly Entry<T>[] => {
      const entries = partitions.get(partition) ?? [];
      const first = placeOf(entries, after);
      const start = entries[first]?.key === after ? first + 1 : first;
      const last = placeOf(entries, until);
      return entries.slice(start, entries[last]?.key === until ? last + 1 : last);
    },
  };
};
