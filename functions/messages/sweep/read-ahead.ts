import type { OpenMessages } from '../ports.ts';
import type { Range } from './ranges.ts';

/** As many as there are shards, so that a look at the fresh messages reads all shards at once. */
const rangesAtOnce = 8;

/**
 * Wraps the index so that it reads the first pages of the next ranges in advance. With few messages, a sweep would
 * otherwise spend most of its time waiting for one page after the other.
 */
export const readAhead = (open: OpenMessages, ranges: readonly Range[]): OpenMessages => {
  const waiting = [...ranges];
  const begun = new Map<string, ReturnType<OpenMessages['page']>>();

  const begin = (): void => {
    while (begun.size < rangesAtOnce) {
      const range = waiting.shift();
      if (range === undefined) return;
      const page = open.page(range.shard, range.after, range.until);
      // A failure is thrown to whoever asks for the page. If nobody does, it must not end the process.
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
