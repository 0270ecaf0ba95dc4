import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { senderProblem } from '../../../functions/messages/sender.ts';
import { measureText } from '../../../functions/messages/text.ts';
import { holds } from '../../support/runner/property.ts';

describe('senderProblem', () => {
  test.each([
    'textobox.ch',
    'A',
    'My Shop',
    'B&B-Alpen_1',
    '4you',
    '+41791234567',
    '41791234567',
    '222',
    '1'.repeat(15),
  ])('accepts %s', (sender) => {
    expect(senderProblem(sender)).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['12 letters', 'abcdefghijkl'],
    ['16 digits', '1'.repeat(16)],
    ['a plus alone', '+'],
    ['digits and spaces', '079 123'],
    ['signs without a letter', '-.-'],
    ['an accent', 'Café'],
    ['markup', '<b>'],
    ['a quotation mark', 'a"b'],
    ['a line break inside', 'a\nb'],
    ['digits of another script', '٠٧٩'],
  ])('refuses %s', (_, sender) => {
    expect(senderProblem(sender)).toMatch(/^The sender must be up to 15 digits/);
  });

  test.each(['Shop ', ' Shop', 'Shop\n', '123\n'])('refuses white space at the ends of %j', (sender) => {
    expect(senderProblem(sender)).toBe('The sender must not begin or end with white space.');
  });

  test('an accepted sender fits the address field', () =>
    holds(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+A-Ca-c0-3 ._&-]{1,17}$/)), (sender) => {
        if (senderProblem(sender) !== undefined) return;

        const { encoding, units } = measureText(sender);
        expect(encoding).toBe('gsm-7');
        expect(units).toBeLessThanOrEqual(/[A-Za-z]/.test(sender) ? 11 : 16);
      }),
    ));
});
