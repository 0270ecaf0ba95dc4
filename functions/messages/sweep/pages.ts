import { chunksOf } from '../../runtime/concurrency.ts';
import type { OpenEntry, OpenMessages } from '../ports.ts';
import type { LeftOver, Range } from './ranges.ts';

/** The most ids that the upstream is asked about in one call. */
const idsPerCall = 100;

/** Messages for one call, and where in the index they start. */
export interface Batch {
  readonly place: LeftOver;
  readonly entries: readonly OpenEntry[];
}

interface Options {
  readonly open: OpenMessages;
  /** Whether there is no time for another page. */
  readonly isLate: () => boolean;
  /** Told of a page that cannot be read. */
  readonly onFailure: (error: unknown) => void;
  /** Told of where a range was not looked through to its end. */
  readonly onLeft: (place: LeftOver) => void;
  /** Asked before each page which of the ranges that are not begun are still to be looked through. */
  readonly keep: (ranges: readonly Range[]) => Promise<readonly Range[]>;
}

/**
 * The ranges, page by page, cut to what fits in one call; the next page is read while the upstream is asked for this one.
 * A page that cannot be read stops only its own range.
 */
export async function* batchesIn(ranges: readonly Range[], options: Options): AsyncGenerator<Batch> {
  let [range, ...rest] = ranges;
  while (range !== undefined) {
    const { shard, window, after, until } = range;
    let place: LeftOver | undefined = { shard, window, after };
    let reading = pageFrom(place, until, options);
    while (place !== undefined) {
      const page = await reading;
      if (page === undefined) {
        options.onLeft(place);
        break;
      }
      const next: LeftOver | undefined = page.next === undefined ? undefined : { shard, window, after: page.next };
      if (next !== undefined) reading = pageFrom(next, until, options);
      let from = place.after;
      rest = [...(await options.keep(rest))];
      for (const entries of chunksOf(page.entries, idsPerCall)) {
        yield { place: { shard, window, after: from }, entries };
        from = entries.at(-1)?.key ?? from;
      }
      place = next;
    }
    [range, ...rest] = rest;
  }
}

/** `undefined`: it was too late, or the page could not be read. */
const pageFrom = async ({ shard, after }: LeftOver, until: string, { open, isLate, onFailure }: Options) => {
  if (isLate()) return undefined;
  try {
    return await open.page(shard, after, until);
  } catch (error) {
    onFailure(error);
    return undefined;
  }
};
