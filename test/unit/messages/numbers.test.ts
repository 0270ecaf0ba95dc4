import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareNumber } from '../../../functions/messages/number-spelling.ts';
import { isE164, maskNumber, normalizeNumber, readNumber } from '../../../functions/messages/numbers.ts';
import cases from '../../fixtures/cases/recipients.json' with { type: 'json' };
import { holds } from '../../support/runner/property.ts';

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

  test.each(cases.cases)('reads $to as $number: $why', ({ to, number }) => {
    const reading = readNumber(to, { ...rules, region: cases.region });

    expect(reading.number ?? null).toBe(number);
    expect(reading).toMatchObject(number === null ? { ok: false, code: 'invalid_number' } : { ok: true });
    expect(normalizeNumber(to, cases.region) ?? null).toBe(number);
  });

  test.each([
    // Invisible characters, around it and in it.
    '\u2066+41791234567\u2069',
    '\u061c0791234567',
    '079\u00ad123\u200b45\u206067',
    '0791234567\ufe0f',
    '\u180e0791234567\u034f',
    // Blanks of every kind, and control characters.
    '079\u00a0123\u200945\u300067',
    '079\t123\r\n45\u202867',
    '\u00850791234567\u0000',
    `0791234567${' '.repeat(200)}`,
    // Digits, plus signs and dashes of other keyboards.
    '０７９ １２３ ４５ ６７',
    '＋４１７９１２３４５６７',
    '٠٧٩١٢٣٤٥٦٧',
    '079\u2010123\u201145\u201367',
    '079\u2014123\u221245\u201567',
    // With a country code in other ways.
    '00 41 79 123 45 67',
    '0041 (0)79 123 45 67',
    '(+41) 79 123 45 67',
    '+41(0)791234567',
    // URIs of web pages.
    'TEL:+41791234567',
    'tel:+41(79)123.45-67',
    'tel:%2B41%2079%20123%2045%2067',
    'tel:0791234567;phone-context=+41',
    'tel:79-123-4567;phone-context=+41;isub=12',
    'tel:079-123-45-67;phone-context=example.com',
    'tel:+41791234567;phone-context=+49',
    'tel:+41791234567; isub=12',
    'tel:+41791234567;;isub=12',
    'tel:+41791234567;isub',
    '<tel:+41791234567>',
    'callto://+41791234567',
    'sms:+41791234567?body=Hello%20there',
    'sms:+41791234567&body=hi',
    'sms:+41791234567;?&body=hi',
    'SMSTO: 079 123 45 67',
    // What lists and spreadsheets leave.
    '0791234567,',
    ';0791234567',
    '|0791234567|',
    '\t"0791234567"\t',
    '="0791234567"',
    '=""0791234567"";',
    '“+41 79 123 45 67”',
    '‘0791234567',
    "['0791234567']",
    '• 079 123 45 67',
    "079'123'45'67",
    '41’791’234’567',
    '41791234567.0',
    '791234567.0',
  ])('reads %j: nothing of it but the number carries a digit', (input) => {
    expect(readNumber(input, rules)).toEqual({ ok: true, number: '+41791234567', country: 'CH' });
  });

  test("reads the gateway document's own example", () => {
    expect(readNumber('022/364 8000', rules)).toEqual({ ok: true, number: '+41223648000', country: 'CH' });
  });

  test('reads a national number in the region given', () => {
    const reading = readNumber('0151 23456789', { ...rules, region: 'DE' });

    expect(reading).toEqual({ ok: true, number: '+4915123456789', country: 'DE' });
  });

  test.each(['(+49) 151 23456789', '(+49)15123456789', 'tel:151-23456789;phone-context=+49'])(
    'reads the country code of %s, wherever it stands',
    (input) => {
      expect(readNumber(input, rules)).toEqual({ ok: true, number: '+4915123456789', country: 'DE' });
    },
  );

  const nothing = 'The recipient is empty.';
  const several = 'This is more than one phone number. Give each as a recipient of its own.';
  const shortened = expect.stringMatching(/^A spreadsheet has shortened the number .* as text, .* export it again\.$/);
  const letters = (where: string) =>
    `This is not a phone number: it has letters ${where}. Give the number alone, in digits.`;
  const character = (where: string) => `This is not a phone number: it has an invalid character ${where}.`;

  test.each([
    ['nothing', '', nothing],
    ['blanks and what cannot be seen', ' \t\u200b\r\n', nothing],
    ['separators alone', '";"', nothing],
    ['a URI without a number', 'tel:', nothing],
    ['a plus alone', '+', 'This is not a phone number.'],
    ['letters for digits', '079FLOWERS', letters('after its digits')],
    ['a letter O for a zero', 'O791234567', letters('before its digits')],
    ['a number within a sentence', 'call 079 123 45 67', letters('before its digits')],
    ['a number with a note', '079 123 45 67 (mobile)', letters('after its digits')],
    ['a number around a word', '079 abc 123 45 67', letters('between its digits')],
    ['a word', 'nobody', letters('and no digits')],
    ['another URI', 'mailto:info@example.com', letters('and no digits')],
    ['markup', '0791234567</string>', character('(<) after its digits')],
    ['a picture', '☎ 079 123 45 67', character('(☎) before its digits')],
    ['half of a surrogate pair', '\ud83d0791234567', character('before its digits')],
    ['two numbers with a slash', '079 123 45 67 / 079 123 45 68', several],
    ['two numbers with a comma', '0791234567,0791234568', several],
    ['two numbers with a semicolon', '0791234567;0791234568', several],
    ['two numbers on two lines', '0791234567\n0791234568', several],
    ['two numbers with a word', '079 123 45 67 oder 079 123 45 68', several],
    ['two numbers that run together', '+41791234567+41791234568', several],
    ['two numbers of a list', "['0791234567', '0791234568']", several],
    ['two numbers of a URI', 'sms:+41791234567,+41791234568', several],
    ['two numbers of a URI, the second where parameters are', 'tel:+41791234567;+41791234568', several],
    ['two numbers of a URI, the second with a note', 'tel:0791234567;0791234568 Anna', several],
    ['two numbers of a URI, the second after a parameter', 'tel:+41791234567;isub=1;+41791234568', several],
    ['two numbers with a parameter between them', '+41791234567;isub=1;+41791234568', several],
    ['two numbers of seven digits', '7912345 / 7912346', several],
    ['the exponent of a spreadsheet', '4.17912E+10', shortened],
    ['the exponent of a spreadsheet in German', '4,17912E+10', shortened],
    ['the exponent of a program', '4.18e10', shortened],
    ['an extension in a URI', 'tel:+41-79-123-45-67;ext=5', 'The number has an extension. Give it without one.'],
    ['far too many characters', '0'.repeat(300), 'The number is too long.'],
    ['an extension', '079 123 45 67 ext. 5', 'The number has an extension. Give it without one.'],
    ['too few digits', '0791', 'The number is too short.'],
    ['too many digits', '079123456789012345', 'The number is too long.'],
    ['an unknown country code', '+999123456', 'The number has an unknown country code.'],
    ['an emergency number', '112', 'The number is too short.'],
    ['a range nobody uses', '+41 11 123 45 67', 'The number is in no range that is in use. Check its digits.'],
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
      problem: `Sending to ${country} is not enabled.`,
    });
  });

  test('refuses a satellite phone, which is of no country', () => {
    expect(readNumber('+881 612 345 678', rules)).toStrictEqual({
      ok: false,
      number: '+881612345678',
      code: 'country_not_allowed',
      problem: expect.stringContaining('belong to no country'),
    });
  });

  test.each(['XX', 'ch', '', 'toString', '__proto__'])('throws on the region %j', (region) => {
    expect(() => readNumber('0791234567', { ...rules, region })).toThrow(RangeError);
    expect(() => normalizeNumber('0791234567', region)).toThrow(`Unknown region for phone numbers: ${region}`);
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
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ()/.;,=extlph:-]{0,30}$/)),
        (input) => {
          const reading = readNumber(input, rules);

          if (reading.ok) {
            expect(reading.number).toMatch(/^\+[1-9][0-9]{6,14}$/);
            expect(rules.allowedCountries).toContain(reading.country);
          } else expect(reading.problem).not.toMatch(/[0-9]/);
        },
      ),
    ));
});

test.each([
  ['+41791234567', true],
  ['+12345', true],
  ['+123456789012345', true],
  ['+1234', false],
  ['+1234567890123456', false],
  ['+0791234567', false],
  ['41791234567', false],
  ['a+41791234567', false],
  ['+41791234567a', false],
  ['+4179123456a', false],
])('%s is E.164: %s', (text, is) => {
  expect(isE164(text)).toBe(is);
});

test.each([
  [240, '0791234567'],
  [241, `0791234567${' '.repeat(241)}`],
])('what is longer than any number is not gone through: with %i blanks', (blanks, bare) => {
  expect(bareNumber(`0791234567${' '.repeat(blanks)}`)).toBe(bare);
});

describe('maskNumber', () => {
  test('leaves country, network and the last two digits', () => {
    expect(maskNumber('+41791234567')).toBe('+4179•••••67');
    expect(maskNumber('+417912345')).toBe('+4179•••45');
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
