import type { OpenMessages } from '../ports.ts';
import type { Range } from './ranges.ts';

/** As many as there are shards: a look at the fresh messages reads them all at once. */
const rangesAtOnce = 8;

/**
 * The index, with the first pages of the next ranges read beside the present one's: where there are few messages, most of a
 * sweep's time would be the wait for one page after the other.
 */
export const readAhead = (open: OpenMessages, ranges: readonly Range[]): OpenMessages => {
  const waiting = [...ranges];
  const begun = new Map<string, ReturnType<OpenMessages['page']>>();

  const begin = (): void => {
    while (begun.size < rangesAtOnce) {
      const range = waiting.shift();
      if (range === undefined) return;
      const page = open.page(range.shard, range.after, range.until);
      // Whoever asks for it hears of it; perhaps nobody does.
      page.catch(() => {});
      begun.set(keyOf(range), page);
    }
  };

  return {
    ...open,
    page: (shard, after, until, limit) => {
      begin();
      const key = keyOf({ shard, after, until });
      const page = begun.get(key);
      begun.delete(key);
      return page ?? open.page(shard, after, until, limit);
    },
  };
};

const keyOf = ({ shard, after, until }: Pick<Range, 'shard' | 'after' | 'until'>): string =>
  [shard, after, until].join();
