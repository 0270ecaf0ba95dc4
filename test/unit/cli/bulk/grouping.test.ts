import { describe, expect, test } from 'vitest';
import { requestTo } from '../../../../infra/cli/bulk/job/content.ts';
import { MessagesSeen } from '../../../../infra/cli/bulk/job/digests.ts';
import { groupsOf, type SortedRow } from '../../../../infra/cli/bulk/job/grouping.ts';
import { inOrder } from '../../../../infra/cli/bulk/job/in-order.ts';
import { Pace } from '../../../../infra/cli/bulk/job/pace.ts';
import { recipientsOf } from '../../../../infra/cli/bulk/job/planning.ts';
import { iterated, listed } from '../../../support/bulk/iterated.ts';
import { aBulkWorld } from '../../../support/bulk/world.ts';
import { logLines } from '../../../support/runner/log-lines.ts';

logLines();

const message = (row: number, value = 'x', number: string | undefined = `+41${row}`): SortedRow => ({
  kind: 'message',
  row: { row, to: `+41${row}`, values: { name: value } },
  ...(number !== undefined && { number }),
});
const duplicate = (row: number, of: number): SortedRow => ({
  kind: 'duplicate',
  row: { row, to: '', values: {} },
  of,
});

/** How many rows are in each group. */
const sizesOf = async (rows: readonly SortedRow[], size = 1000, text = '{name}') =>
  (await listed(groupsOf(iterated(rows), { text }, size))).map((group) => group.length);

describe('a request', () => {
  test('has so many recipients at most, and rows without any are with those before them', async () => {
    const rows = [message(2), message(3), duplicate(4, 2), message(5), duplicate(6, 2)];

    expect(await sizesOf(rows, 2)).toEqual([3, 2]);
    expect(await sizesOf([duplicate(2, 1), message(3)], 1)).toEqual([2]);
  });

  test('has a number once; what is no number may stand in it often', async () => {
    expect(await sizesOf([message(2, 'a', '+41'), message(3, 'b', '+41'), message(4)])).toEqual([1, 2]);
    const unread = [2, 3, 4].map((row): SortedRow => ({ kind: 'message', row: { row, to: 'n/a', values: {} } }));
    expect(await sizesOf(unread)).toEqual([3]);
  });

  test('is no larger than the API takes', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => message(index, 'x'.repeat(50_000)));

    expect(await sizesOf(rows)).toEqual([5, 5, 5, 5]);
  });

  test('has no more recipients than the API can answer for', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => message(index, '"'.repeat(100)));

    const content = { text: '{name}'.repeat(20) };

    const groups = await listed(groupsOf(iterated(rows), content, 1000));

    const { client } = aBulkWorld().ports;
    const answers = groups.map((group) => client.messages.preview(requestTo(content, recipientsOf(group))));
    expect((await Promise.all(answers)).map(({ recipients }) => recipients.length)).toEqual([634, 366]);
    await expect(client.messages.preview(requestTo(content, groups.flatMap(recipientsOf)))).rejects.toThrow(
      'the answer would be too large',
    );
  });

  test('of rows that get no message ends, so that they are not all held at once', async () => {
    expect(await sizesOf(Array.from({ length: 4_001 }, (_, index) => duplicate(index, 1)))).toEqual([4_000, 1]);
  });
});

test('whoever has a text already is known, however many there are', () => {
  const seen = new MessagesSeen();
  const rows = Array.from({ length: 100_000 }, (_, index) => index + 1);
  const add = (row: number, from: number) => seen.add(`+${row % 1000}`, `${row}`, from);

  const known = rows.filter((row) => add(row, row) !== undefined);
  const asked = rows.filter((row) => row % 97 === 0);

  expect(known).toEqual([]);
  expect(asked.map((row) => add(row, 0))).toEqual(asked);
});

describe('work in order', () => {
  test('gives each as soon as those before it are there, and begins no more than so many', async () => {
    const begun: number[] = [];
    const works = [1, 2, 3, 4].map(() => Promise.withResolvers<string>());
    const results = inOrder(
      iterated([0, 1, 2, 3]),
      2,
      (item) => {
        begun.push(item);
        return works[item]?.promise ?? Promise.reject();
      },
      new AbortController(),
    );

    works[1]?.resolve('b');
    const first = results.next();
    works[0]?.resolve('a');

    expect((await first).value).toBe('a');
    expect((await results.next()).value).toBe('b');
    expect(begun.length).toBeLessThanOrEqual(4);
    works[2]?.resolve('c');
    works[3]?.resolve('d');
    expect(await listed(results)).toEqual(['c', 'd']);
  });

  test('that fails waits for what is under way, and begins nothing more', async () => {
    const slow = Promise.withResolvers<string>();
    const begun: number[] = [];
    const results = listed(
      inOrder(
        iterated([0, 1, 2, 3]),
        2,
        async (item) => {
          begun.push(item);
          if (item === 0) throw new Error('the first');
          return slow.promise;
        },
        new AbortController(),
      ),
    );
    let isOver = false;
    results
      .catch(() => {})
      .finally(() => {
        isOver = true;
      });

    await new Promise((resolve) => setImmediate(resolve));
    expect({ isOver, begun }).toEqual({ isOver: false, begun: [0, 1] });
    slow.resolve('second');
    await expect(results).rejects.toThrow('the first');
  });
});

test('the pace is kept, halves once when it was too fast, and comes up again', () => {
  let now = 0;
  const pace = new Pace(50, () => now);

  expect(pace.wait()).toBe(0);
  pace.begin(1000);
  expect(pace.wait()).toBe(20_000);
  now = 15_000;
  pace.slower(30_000);
  pace.slower(29_000);
  expect(pace.wait()).toBe(30_000);
  now = 45_000;
  pace.begin(100);
  expect(pace.wait()).toBe(4_000);
  for (let times = 0; times < 10; times += 1) pace.well();
  pace.begin(100);
  expect(pace.wait()).toBe(6_000);
});
