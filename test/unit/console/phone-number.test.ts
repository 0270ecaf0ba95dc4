import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spacedNumber } from '../../../functions/console/phone-number.ts';

it.each([
  ['+41791234567', '+41 79 123 45 67'],
  ['+4236601234', '+423 660 1234'],
  ['+33612345678', '+33 6 12 34 56 78'],
  ['+4915112345678', '+49 151 1234 5678'],
  ['+436641234567', '+43 664 123 4567'],
  ['+447700900123', '+44 770 090 0123'],
  ['+14155552671', '+1 415 555 2671'],
  ['+79161234567', '+7 916 123 4567'],
  ['+353871234567', '+353 871 234 567'],
  ['+420601123456', '+420 601 123 456'],
  ['+41791', '+41 79 1'],
])('%s is written %s', (number, written) => {
  expect(spacedNumber(number)).toBe(written);
});

it.each(['forgotten', '', '41791234567', '+41 79 123 45 67', '+0x', '<img onerror>'])(
  'what is no number stays as it is: %j',
  (text) => {
    expect(spacedNumber(text)).toBe(text);
  },
);

it('spaces are all that it adds', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{4,14}$/), (number) => {
      expect(spacedNumber(number).replaceAll(' ', '')).toBe(number);
      expect(spacedNumber(number)).not.toMatch(/ {2}| $/);
    }),
  );
});
