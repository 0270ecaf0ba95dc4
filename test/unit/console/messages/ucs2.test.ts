import { expect, test } from 'vitest';
import { ucs2Character } from '../../../../functions/console/pages/messages/ucs2.ts';
import { isGsm } from '../../../../functions/messages/text.ts';

test('the characters that turn a text to UCS-2 are those of the service', () => {
  const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));

  expect(all.filter((character) => (ucs2Character(character) === undefined) !== isGsm(character))).toEqual([]);
});

test('the first of them is told, also where it takes two code units', () => {
  expect(ucs2Character('Zürich: 10 €')).toBeUndefined();
  expect(ucs2Character('Zürich 🎉 –')).toBe('🎉');
});
