import { expect, test } from 'vitest';
import { StoreUnavailableError } from '../../../../functions/messages/errors.ts';
import type { OpenEntry, OpenMessages } from '../../../../functions/messages/ports.ts';
import { batchesIn } from '../../../../functions/messages/sweep/pages.ts';
import type { LeftOver, Range } from '../../../../functions/messages/sweep/ranges.ts';

const keyAt = (place: number) => `2030-06-01T12:00:00.000Z#msg_${String(place).padStart(3, '0')}`;
const pageSize = 150;

/** An index of 250 messages in each shard, in pages of 150, of which some cannot be read. */
const read = async (shards: readonly string[], isBroken = (_shard: string, _after: string) => false) => {
  const page: OpenMessages['page'] = async (shard, after) => {
    if (isBroken(shard, after)) throw new StoreUnavailableError('The index could not be read.');
    const places = Array.from({ length: 250 }, (_, place) => place).filter((place) => keyAt(place) > after);
    const entries = places.slice(0, pageSize).map((place): OpenEntry => {
      return { id: `msg_${place}`, status: 'queued', key: keyAt(place) };
    });
    const last = entries.at(-1);
    return { entries, ...(last && places.length > pageSize && { next: last.key }) };
  };
  const left: LeftOver[] = [];
  const ranges = shards.map((shard): Range => ({ shard, window: 'all', after: '0', until: '9' }));
  const batches = batchesIn(ranges, {
    open: { shards, waitingShards: [], page },
    isLate: () => false,
    onFailure: () => {},
    onLeft: (place) => left.push(place),
    keep: async (rest) => rest,
  });
  const seen: [string, string, number][] = [];
  for await (const { place, entries } of batches) seen.push([place.shard, place.after, entries.length]);
  return { seen, left };
};

test('a range is read to its end, in batches of 100 that say where they start', async () => {
  expect(await read(['0'])).toEqual({
    seen: [
      ['0', '0', 100],
      ['0', keyAt(99), 50],
      ['0', keyAt(149), 100],
    ],
    left: [],
  });
});

test('a range whose second page cannot be read is left from there, and the next one is read', async () => {
  const { seen, left } = await read(['0', '1'], (shard, after) => shard === '0' && after !== '0');

  expect(seen.map(([shard, , count]) => [shard, count])).toEqual([
    ['0', 100],
    ['0', 50],
    ['1', 100],
    ['1', 50],
    ['1', 100],
  ]);
  expect(left).toEqual([{ shard: '0', window: 'all', after: keyAt(149) }]);
});
