import { describe, expect, test } from 'vitest';
import { freshRanges, rangesDue } from '../../../../functions/messages/sweep/ranges.ts';
import { now } from '../../../support/model/messages.ts';
import { minute, minutesAgo } from '../../../support/model/sweeps.ts';

const shards = ['0', '1'];
const open = { shards, waitingShards: [] };

const windowsIn = (ranges: readonly { readonly window: string }[]) => [...new Set(ranges.map(({ window }) => window))];

describe('ranges due', () => {
  test('are in every minute the young messages and those to close, of all shards', () => {
    const ranges = rangesDue(new Date(now.getTime() + 2 * minute), 1, open, [], true);

    expect(ranges.map(({ shard, window }) => `${window} ${shard}`)).toEqual([
      'young 0',
      'young 1',
      'closing 0',
      'closing 1',
    ]);
  });

  test('go from the youngest messages to the oldest, and meet without a gap', () => {
    // Midday: a multiple of every period, and so the first shard's minute for all windows.
    const ranges = rangesDue(now, 1, open, [], true).filter(({ shard }) => shard === '0');

    expect(windowsIn(ranges)).toEqual(['young', 'hour', 'day', 'old', 'closing']);
    expect(ranges[0]?.until).toBe(now.toISOString());
    for (const [index, { until }] of ranges.slice(1).entries()) expect(until).toBe(ranges[index]?.after);
    expect(ranges.at(-1)?.after).toBe('0');
  });

  test('include what the last sweep left, though its window is not due, from where it stopped', () => {
    const left = [{ shard: '1', window: 'day', after: `${minutesAgo(300)}#msg_A` }];

    const ranges = rangesDue(new Date(now.getTime() + 2 * minute), 1, open, left, true);

    expect(ranges.filter(({ window }) => window === 'day')).toEqual([
      { shard: '1', window: 'day', after: `${minutesAgo(300)}#msg_A`, until: minutesAgo(58) },
    ]);
  });

  test('begin with what was left, in its order, lest the young keep the old from ever having their turn', () => {
    const left = [
      { shard: '1', window: 'closing', after: '0' },
      { shard: '0', window: 'day', after: minutesAgo(300) },
    ];

    const ranges = rangesDue(new Date(now.getTime() + 2 * minute), 1, open, left, true);

    expect(ranges.map(({ shard, window }) => `${window} ${shard}`)).toEqual([
      'closing 1',
      'day 0',
      'young 0',
      'young 1',
      'closing 0',
    ]);
  });

  test.each([
    ['all of it', true, (until: string) => until > minutesAgo(-5000 * minute)],
    [
      'what is given up by now, where nothing is handed over',
      false,
      (until: string) => until.startsWith(minutesAgo(0)),
    ],
  ])('include what waits and has a validity, from its beginning: %s', (_, handsOver, isRight) => {
    const place = { shard: 'waits-0', window: 'waiting', after: '0' };
    const left = [{ ...place, after: `${minutesAgo(-60)}#msg_A` }];

    const [waiting] = rangesDue(now, 1, { shards, waitingShards: [place.shard] }, left, handsOver);

    expect(waiting).toMatchObject(place);
    expect(waiting?.until).toSatisfy(isRight);
  });
});

test('fresh messages are those of the last two minutes', () => {
  expect(freshRanges(now, ['0'])).toEqual([
    { shard: '0', window: 'fresh', after: minutesAgo(2), until: now.toISOString() },
  ]);
});
