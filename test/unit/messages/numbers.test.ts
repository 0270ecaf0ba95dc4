import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskNumber, readNumber } from '../../../functions/messages/numbers.ts';
import { holds } from '../../support/property.ts';

const rules = { region: 'CH', allowedCountries: ['CH', 'DE', 'GB', 'LI'] };

const swissMobile = fc.integer({ min: 0, max: 9_999_999 }).map((n) => `79${String(n).padStart(7, '0')}`);

describe('readNumber', () => {
  test.each([
    '079 123 45 67',
    '079/123.45-67',
    '(079) 123 45 67',
    '+41 79 123 45 67',
    '+41 (0)79 123 45 67',
    '0041791234567',
    '41791234567',
    ' 0791234567 ',
  ])('reads %s', (input) => {
    expect(readNumber(input, rules)).toEqual({ ok: true, number: '+41791234567', country: 'CH' });
  });

  test("reads the gateway document's own example", () => {
    expect(readNumber('022/364 8000', rules)).toEqual({ ok: true, number: '+41223648000', country: 'CH' });
  });

  test('reads a national number in the region given', () => {
    const reading = readNumber('0151 23456789', { ...rules, region: 'DE' });

    expect(reading).toEqual({ ok: true, number: '+4915123456789', country: 'DE' });
  });

  test.each([
    ['nothing', '', 'This is not a phone number.'],
    ['a plus alone', '+', 'This is not a phone number.'],
    ['letters for digits', '079FLOWERS', 'This is not a phone number.'],
    ['a number within a sentence', 'call 079 123 45 67', 'This is not a phone number.'],
    ['markup', '0791234567</string>', 'This is not a phone number.'],
    ['an extension', '079 123 45 67 ext. 5', 'The number has an extension.'],
    ['too few digits', '0791', 'The number is too short.'],
    ['too many digits', '079123456789012345', 'The number is too long.'],
    ['an unknown country code', '+999123456', 'The number has an unknown country code.'],
    ['an emergency number', '112', 'The number is too short.'],
    ['a range nobody uses', '+41 11 123 45 67', 'The number belongs to no range that is in use.'],
  ])('refuses %s', (_, input, problem) => {
    expect(readNumber(input, rules)).toEqual({ ok: false, code: 'invalid_number', problem });
  });

  test.each([
    ['premium-rate', '0900 123 456'],
    ['toll-free', '0800 123 456'],
    ['shared-cost', '0848 123 456'],
    ['personal', '0878 123 456'],
    ['company-wide', '058 123 45 67'],
    ['British pager', '+44 76 4012 3456'],
    ['international toll-free', '+800 1234 5678'],
  ])('refuses a %s number', (_, input) => {
    expect(readNumber(input, rules)).toMatchObject({ ok: false, code: 'number_type_not_allowed' });
  });

  test.each([
    ['a country not allowed', '+1 212 555 1234', 'US'],
    ['a territory of an allowed country', '+44 7797 123456', 'JE'],
  ])('refuses %s, and reads it all the same', (_, input, country) => {
    expect(readNumber(input, rules)).toEqual({
      ok: false,
      number: input.replaceAll(' ', ''),
      country,
      code: 'country_not_allowed',
      problem: `Numbers in ${country} are not sent to.`,
    });
  });

  test.each(['XX', 'ch', '', 'toString', '__proto__'])('throws on the region %j', (region) => {
    expect(() => readNumber('0791234567', { ...rules, region })).toThrow(RangeError);
  });

  test('reads its own output, and the national form, to the same number', () =>
    holds(
      fc.property(swissMobile, (digits) => {
        const expected = { ok: true, number: `+41${digits}`, country: 'CH' };

        expect(readNumber(`0${digits}`, rules)).toEqual(expected);
        expect(readNumber(`+41${digits}`, { ...rules, region: 'DE' })).toEqual(expected);
      }),
    ));

  test('answers any input with E.164 of an allowed country or a problem that does not repeat it', () =>
    holds(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ()/.;extph-]{0,30}$/)), (input) => {
        const reading = readNumber(input, rules);

        if (reading.ok) {
          expect(reading.number).toMatch(/^\+[1-9][0-9]{6,14}$/);
          expect(rules.allowedCountries).toContain(reading.country);
        } else expect(reading.problem).not.toMatch(/[0-9]/);
      }),
    ));
});

describe('maskNumber', () => {
  test('leaves country, network and the last two digits', () => {
    expect(maskNumber('+41791234567')).toBe('+4179•••••67');
  });

  test.each(['', '112', '+41791234'])('leaves nothing of %j', (number) => {
    expect(maskNumber(number)).toBe('•'.repeat(number.length));
  });

  test('keeps the length and hides at least three characters', () =>
    holds(
      fc.property(fc.stringMatching(/^\+[0-9]{3,15}$/), (number) => {
        const masked = maskNumber(number);

        expect(masked).toHaveLength(number.length);
        expect(masked.replaceAll(/[^•]/g, '').length).toBeGreaterThanOrEqual(3);
      }),
    ));
});
