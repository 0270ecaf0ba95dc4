import { describe, expect, test } from 'vitest';
import type { Message, Page } from '../../../../functions/client/index.ts';
import { createWalk } from '../../../../functions/console/pages/messages/walk.ts';
import { listed, listedFrom } from './listed.ts';

/** A list whose pages are told beforehand: by their cursors, from `start` on. */
const listOf = (pages: Record<string, Page<Message>>) => {
  const asked: string[] = [];
  const steps: string[] = [];
  let now = 0;
  const walk = createWalk({
    ask: async ({ cursor = 'start', limit }) => {
      asked.push(`${cursor} ${limit}`);
      const page = pages[cursor];
      if (page === undefined) throw new Error(`There is no page ${cursor}.`);
      return page;
    },
    start: undefined,
    now: () => now,
    onStep: (cursor) => steps.push(cursor),
  });
  return {
    pages,
    steps,
    walk,
    after: (millis: number) => {
      now += millis;
    },
    /** What was asked for since the last look. */
    asked: () => asked.splice(0),
  };
};

const page = (items: Message[], cursor: string | null): Page<Message> => ({ items, cursor });

test('a page that the first request fills takes no other', async () => {
  const list = listOf({ start: page(listedFrom(3, 1), 'older') });

  expect(await list.walk(3)).toEqual({ messages: listedFrom(3, 1), cursor: 'older', isCut: false });
  expect(list.asked()).toEqual(['start 3']);
});

describe('a page that it does not fill', () => {
  const scattered = () =>
    listOf({
      start: page([listed(90)], 'a'),
      a: page([], 'b'),
      b: page([listed(70), listed(69)], 'c'),
      c: page([], 'd'),
      d: page([], 'e'),
    });

  test('is looked for on, and told how far; up to five requests', async () => {
    const list = scattered();

    const found = await list.walk(50);

    expect(found).toEqual({ messages: [listed(90), listed(70), listed(69)], cursor: 'e', isCut: true });
    expect(list.asked()).toEqual(['start 50', 'a 49', 'b 49', 'c 47', 'd 47']);
    expect(list.steps).toEqual(['a', 'b', 'c', 'd']);
  });

  test('ends where it is full, so that its cursor is that of its last message', async () => {
    const list = scattered();
    list.pages['b'] = page([listed(70)], 'b2');

    expect(await list.walk(2)).toEqual({ messages: [listed(90), listed(70)], cursor: 'b2', isCut: false });
    expect(list.asked()).toEqual(['start 2', 'a 1', 'b 1']);
  });

  test('has its first request repeated, and the others after a minute', async () => {
    const list = scattered();
    await list.walk(50);
    list.asked();

    list.after(4_000);
    list.pages['start'] = page([listed(95), listed(90, { status: 'failed' })], 'a');
    const found = await list.walk(50);

    expect(list.asked()).toEqual(['start 50']);
    expect(found.messages).toEqual([listed(95), listed(90, { status: 'failed' }), listed(70), listed(69)]);
    list.after(56_000);
    await list.walk(50);
    expect(list.asked()).toHaveLength(5);
  });

  test('is looked through sooner where something is missing in the first', async () => {
    const list = scattered();
    await list.walk(50);
    list.asked();

    list.pages['start'] = page([], 'a');
    list.after(14_999);
    await list.walk(50);
    expect(list.asked()).toHaveLength(1);

    list.after(1);
    expect((await list.walk(50)).messages).toEqual([listed(70), listed(69)]);
  });
});
