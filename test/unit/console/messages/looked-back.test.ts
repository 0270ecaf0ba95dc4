import { expect, test } from 'vitest';
import { lookedBackTo } from '../../../../functions/console/pages/messages/looked-back.ts';
import { writeCursor } from '../../../../functions/store/cursor.ts';

test('a cursor of the list tells how far back it was looked through', () => {
  const at = '2026-01-01T10:00:00.123Z';
  const id = 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

  expect(lookedBackTo(writeCursor('acc_Ünïcode>>>???', { createdKey: `${at}#${id}`, id }))).toBe(at);
});

test.each(['', 'opaque', '%', 'bm8gdGltZQ'])('from another (%s), nothing is read', (cursor) => {
  expect(lookedBackTo(cursor)).toBeUndefined();
});
