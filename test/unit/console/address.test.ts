import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeHref, readPlace } from '../../../functions/console/address.ts';

it.each([
  ['', [], {}],
  ['#', [], {}],
  ['#/', [], {}],
  ['#/messages', ['messages'], {}],
  ['#messages', ['messages'], {}],
  ['#/messages/msg_1/', ['messages', 'msg_1'], {}],
  ['#/messages?status=failed&to=%2B41791234567', ['messages'], { status: 'failed', to: '+41791234567' }],
  ['#/messages?reference=a?b', ['messages'], { reference: 'a?b' }],
  ['#/%E0%A4%A/100%', ['%E0%A4%A', '100%'], {}],
])('reads %j', (hash, path, filters) => {
  expect(readPlace(hash)).toEqual({ path, filters });
});

it('leaves out what is empty or absent', () => {
  expect(placeHref(['messages'], { to: '', status: undefined, reference: 'a b' })).toBe('#/messages?reference=a+b');
  expect(placeHref([])).toBe('#/');
});

it('reads what it wrote, whatever it is', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(fc.array(text), fc.dictionary(text, text), (path, filters) => {
      expect(readPlace(placeHref(path, filters))).toEqual({ path, filters: { ...filters } });
    }),
  );
});
