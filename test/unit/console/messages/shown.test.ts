import { describe, expect, test } from 'vitest';
import { follow, show } from '../../../../functions/console/pages/messages/shown.ts';
import type { Found } from '../../../../functions/console/pages/messages/walk.ts';
import { listed, listedFrom } from './listed.ts';

const found = (messages: Found['messages'], cursor: string | null = 'more'): Found => ({
  messages,
  cursor,
  isCut: false,
});

const rows = ({ messages }: Found) => messages.map(({ id, status }) => `${Number(id.slice(4))} ${status}`);

describe('where rows may move', () => {
  test('all is as it was found last', () => {
    const shown = follow(show(found(listedFrom(9, 5))), found(listedFrom(11, 7), 'later'), true);

    expect(shown).toMatchObject({ messages: listedFrom(11, 7), cursor: 'later', news: 0 });
  });

  test('and so it is where there were no rows', () => {
    expect(follow(show(found([], null)), found([listed(1)], null), false)).toMatchObject({ messages: [listed(1)] });
  });
});

describe('where they may not', () => {
  const before = show(found(listedFrom(4, 1), 'older'));

  test('what is in them changes, and what is new is counted', () => {
    const latest = found([...listedFrom(6, 4), listed(3, { status: 'failed' }), ...listedFrom(2, 1)]);

    const shown = follow(before, latest, false);

    expect(rows(shown)).toEqual(['4 delivered', '3 failed', '2 delivered', '1 delivered']);
    expect(shown).toMatchObject({ news: 2, cursor: 'older' });
    expect(show(shown.latest)).toMatchObject({ messages: latest.messages, cursor: 'more', news: 0 });
  });

  test('what the filter does not find any more stays, and is marked', () => {
    const shown = follow(before, found([listed(4), listed(2)], null), false);

    expect(rows(shown)).toHaveLength(4);
    expect([...shown.gone]).toEqual([listed(3).id, listed(1).id]);
  });

  test('what was not looked at stays as it was: a page ends earlier when new ones are on it', () => {
    const shown = follow(before, found(listedFrom(6, 3)), false);

    expect([...shown.gone]).toEqual([]);
    expect(shown.news).toBe(2);
  });

  test('what moved up from the next page is not new', () => {
    expect(follow(before, found([listed(4), listed(3), listed(1), listed(0)]), false).news).toBe(0);
  });

  test('what was marked and is found again is not marked', () => {
    const marked = follow(before, found([listed(4)], null), false);

    expect(follow(marked, found(listedFrom(4, 1), null), false).gone.size).toBe(0);
  });
});
