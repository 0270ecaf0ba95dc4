import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNamedTime } from '../../../functions/xmlrpc-door/date-forms.ts';
import { holds } from '../../support/runner/property.ts';

const hour = 3_600_000;

/** What a date names, the wall clock's reading first: of 18:00:00 on 24 December 2026, unless said otherwise. */
const read = (date: string) => {
  const named = readNamedTime(date);
  if (named === undefined) return undefined;
  const reading = new Date(named.reading).toISOString().slice(0, 19);
  return named.aheadOfUtc === undefined ? reading : `${reading} ${named.aheadOfUtc / hour}`;
};

describe('the wall clock', () => {
  test.each([
    ['the document', '2026-12-24 18:00:00'],
    ['ISO 8601', '2026-12-24T18:00:00'],
    ['ISO 8601, basic', '20261224T180000'],
    ['XML-RPC', '20261224T18:00:00'],
    ['no seconds', '2026-12-24 18:00'],
    ['blanks about', '  2026-12-24 \u00a0\t18:00:00\r\n'],
    ['a small letter', '2026-12-24t18:00:00'],
    ["Python's isoformat", '2026-12-24T18:00:00.123456'],
    ['a comma before the fraction', '2026-12-24 18:00:00,5'],
    ['SQL Server', '24 Dec 2026 18:00:00:000'],
    ['DB2', '2026-12-24-18.00.00.000000'],
    ['MySQL, as a number', '20261224180000'],
    ['no mark, no seconds', '202612241800'],
    ['slashes, the year first', '2026/12/24 18:00'],
    ['dots, the day first', '24.12.2026 18:00'],
    ['German, in writing', 'Donnerstag, 24. Dezember 2026 um 18.00 Uhr'],
    ['French, in writing', 'jeudi 24 décembre 2026 à 18h00'],
    ['German, with an article', 'Donnerstag, den 24. Dezember 2026 18:00'],
    ['French, with an article', 'le 24 décembre 2026 18:00'],
    ['French, its accents apart', '24 de\u0301cembre 2026 18:00'],
    ['Italian, in writing', '24 dicembre 2026 18:00'],
    ['Italian, the hour in words', '24.12.2026 alle ore 18:00'],
    ['the command date, the day first', 'Thu 24 Dec 18:00:00 2026'],
    ['English, in writing', 'December 24th, 2026 at 6 p.m.'],
    ['an American computer', 'Dec 24 2026  6:00PM'],
    ['a day of the week in front', 'Thu, 24-Dec-2026 18:00:00'],
    ['C', 'Thu Dec 24 18:00:00 2026'],
    ['Oracle', '24-DEC-2026 18:00:00'],
    ['the year first, and a name', '2026-Dec-24 18:00'],
    ['two numbers of which one is no month', '24/12/2026 18:00'],
    ['the same the other way round', '12/24/2026, 6:00:00 PM'],
    ['the time first', '18:00 24.12.2026'],
    ['a hyphen between', '24.12.2026 - 18:00 h'],
    ['the day of the year', '2026-358T18:00:00'],
    ['the day of the week', '2026-W52-4T18:00:00'],
    ['an hour alone', '2026-12-24T18'],
    ['JSON', '"2026-12-24T18:00:00"'],
    ['its zone by its name', '2026-12-24T18:00:00[Europe/Zurich]'],
    ['its zone by its name, and no bracket', '2026-12-24 18:00:00 europe/zurich'],
    ['no leading zeros', '2026-12-24 18:0:0'],
    ['no leading zeros, and no seconds', '24.12.2026 18:0'],
    ['Excel, right to left', '\u200e24.\u200e12.\u200e2026 18:00'],
    ['a copy from a page', '\u200b2026-12-24\u2060 18:00\ufeff'],
    ['a soft hyphen, and isolates', '\u20682026-12-24\u2069 18:\u00ad00'],
    ["a typographer's hyphens", '2026\u201012\u201024 18:00'],
    ['hyphens that do not break', '2026\u201112\u201124 18:00'],
    ['a dash between', '24.12.2026 \u2013 18:00'],
    ['fullwidth digits', '２０２６－１２－２４ １８：００'],
    ['a hyphen before the time', '2026-12-24-18:00:00'],
    ['a hyphen before the time, basic', '20261224-180000'],
    ['English, in full', '24th of December 2026 18:00'],
    ['the end of a sentence', '24. Dezember 2026 um 18:00.'],
    ['the end of a sentence, with Uhr', '24.12.2026, 18 Uhr.'],
    ['JDBC', "{ts '2026-12-24 18:00:00'}"],
    ['JDBC, with a fraction', "{ts '2026-12-24 18:00:00.000'}"],
  ])('is read as written by %s', (_, date) => {
    expect(read(date)).toBe('2026-12-24T18:00:00');
  });

  test.each([
    ['2026-12-24 9:00:00', '2026-12-24T09:00:00'],
    ['2026-12-24 9:5', '2026-12-24T09:05:00'],
    ['2026-12-24 9:5:7', '2026-12-24T09:05:07'],
    ['2026-12-24 18:00:5', '2026-12-24T18:00:05'],
    ['2026-12-24 18:00.5', '2026-12-24T18:00:00'],
    ['1er janvier 2027 10:00', '2027-01-01T10:00:00'],
    ['1º gennaio 2027 10:00', '2027-01-01T10:00:00'],
    ["{d '2026-12-24'}", '2026-12-24T00:00:00'],
    ['2026-12-24 12:30 AM', '2026-12-24T00:30:00'],
    ['2026-12-24 12:30 PM', '2026-12-24T12:30:00'],
    ['1.1.2027 00:00', '2027-01-01T00:00:00'],
    ['2026-12-31T24:00:00', '2027-01-01T00:00:00'],
    ['2026-12-31T23:59:60', '2027-01-01T00:00:00'],
    ['12/12/2026 18:00', '2026-12-12T18:00:00'],
    ['2028-02-29 10:00', '2028-02-29T10:00:00'],
    ['2026-W53-7', '2027-01-03T00:00:00'],
    ['9999-12-31 23:59:59', '9999-12-31T23:59:59'],
  ])('%s is %s', (date, reading) => {
    expect(read(date)).toBe(reading);
  });

  test.each(['2026-12-24', '20261224', '24.12.2026', 'Dec 24, 2026', '2026-358'])(
    'of a day alone, %s, is at its first moment',
    (date) => {
      expect(read(date)).toBe('2026-12-24T00:00:00');
    },
  );
});

describe('an instant', () => {
  test.each([
    ['2026-12-24T18:00:00+01:00', 1],
    ['2026-12-24 18:00:00 +0100', 1],
    ['20261224T180000+01', 1],
    ['2026-12-24T18:00:00Z', 0],
    ['2026-12-24t18:00:00z', 0],
    ['2026-12-24T18:00:00-00:00', 0],
    ['2026-12-24 18:00:00 UTC', 0],
    ['2026-12-24T18:00:00.000Z', 0],
    ['2026-12-24T18:00:00.123456789+05:30', 5.5],
    ['2026-12-24T18:00:00\u221205:00', -5],
    ['Thu, 24 Dec 2026 18:00:00 GMT', 0],
    ['Thu, 24 Dec 2026 18:00:00 +0100', 1],
    ['Thu, 24 Dec 2026 18:00:00 EST', -5],
    ['Thu, 24 Dec 2026 18:00:00 PDT', -7],
    ['Thu Dec 24 2026 18:00:00 GMT+0100 (Central European Standard Time)', 1],
    ['Thu Dec 24 18:00:00 CET 2026', 1],
    ['2026-12-24 18:00:00 +0100 CET', 1],
    ['24/Dec/2026:18:00:00 +0100', 1],
    ['2026-12-24T18:00:00+01:00[Europe/Zurich]', 1],
    ['2026-12-24T18:00Z[Etc/UTC]', 0],
    ['2026-12-24 18:00:00 America/New_York', -5],
    ['2026-12-24 18:00:00 Europe/Berlin', 1],
    ['2026-12-24 18:00:00 Etc/UTC', 0],
    ['2026-12-24 18:00:00 Etc/GMT+5', -5],
    ['2026-12-24T18:00:00[Asia/Kolkata]', 5.5],
    ['2026-12-24 18:00:00 America/Argentina/Buenos_Aires', -3],
    ['2026-12-24 18:00:00 +01:00 Europe/Zurich', 1],
    ['2026-12-24 18:00:00 (UTC)', 0],
    ['2026-12-24 18:00:00 (CET)', 1],
    ['2026-12-24 18:00:00 MET', 1],
    ['2026-12-24 18:00:00 MEZ', 1],
    ['2026-12-24 18:00:00 MEST', 2],
    ['2026-12-24-18:00:00Z', 0],
  ])('%s is %d h ahead of UTC', (date, ahead) => {
    expect(read(date)).toBe(`2026-12-24T18:00:00 ${ahead}`);
  });

  test.each([
    '1798135200',
    '@1798135200',
    '1798135200.75',
    '1.7981352E9',
    '1798135200123',
    '1798135200123456',
    '1798135200000000',
    '1798135200123456789',
    '1798135200000000000',
    '/Date(1798135200000)/',
    '/Date(1798135200000+0100)/',
    '\\/Date(1798135200000-0500)\\/',
    '"/Date(1798135200000)/"',
  ])('since 1970, %s, is told by its size', (date) => {
    expect(read(date)).toBe('2026-12-24T18:00:00 0');
  });
});

describe('no time', () => {
  test.each([
    ['nothing', ''],
    ['blanks', ' '],
    ['a word', 'tomorrow'],
    ['words that begin as months do', 'jungle 24 2026 18:00'],
    ['a day of the week in place of a month', 'Mardi 24, 2026 18:00'],
    ['what databases write for none', '0000-00-00 00:00:00'],
    ['zero', '0'],
    ['day and month in doubt', '12/11/2026 10:00'],
    ['day and month in doubt, with hyphens', '12-11-2026 10:00'],
    ['a year of two digits', '24.12.26 18:00'],
    ['no such day', '2027-02-30 10:00:00'],
    ['no such day, this year', '29.02.2027 10:00'],
    ['no such month', '2026-13-01 10:00:00'],
    ['no such month, with dots', '12.24.2026 10:00'],
    ['no such hour', '2026-12-24 25:00'],
    ['beyond midnight', '2026-12-24 24:00:01'],
    ['no such minute', '2026-12-24 18:60'],
    ['no such second', '2026-12-24 18:00:61'],
    ['the afternoon, in the morning', '2026-12-24 13:00 AM'],
    ['no such day of the year', '2026-366'],
    ['no such week', '2027-W53-1'],
    ['a zone nobody knows', '2026-12-24 18:00 XYZ'],
    ['an offset that no clock has', '2026-12-24T18:00:00+25:00'],
    ['a region nobody knows', '2026-12-24 18:00 Europe/Atlantis'],
    ['a path', '2026-12-24 18:00 etc/passwd'],
    ['a day with an offset, or with a time', '2026-12-24-05:00'],
    ['a fraction of an hour, or minutes', '2026-12-24 18.5'],
    ['a date among more than a hundred signs', `2026-12-24 18:00:00 GMT (${'a'.repeat(100)})`],
    ['a span of hours', '2026-12-24 10-12'],
    ['two dates', '2026-12-24 18:00:00 2026-12-25 18:00:00'],
    ['a month', '2026-12'],
    ['a phone number', '0791234567'],
    ['a number of seconds beyond 32 bits', '4294967296'],
  ])('is named by %s', (_, date) => {
    expect(read(date)).toBeUndefined();
  });
});

test.each([
  ['2026-07-01 12:00 America/New_York', '2026-07-01T12:00:00 -4'],
  ['2026-11-01 01:30 America/New_York', '2026-11-01T01:30:00 -4'],
  ['2026-11-01 02:00 America/New_York', '2026-11-01T02:00:00 -5'],
  ['2027-03-14 02:30 America/New_York', '2027-03-14T02:30:00 -5'],
  ['2027-03-14 03:00 America/New_York', '2027-03-14T03:00:00 -4'],
  ['2027-03-28 02:30 Europe/Berlin', '2027-03-28T02:30:00 1'],
  ['2027-03-28 03:00 Europe/Berlin', '2027-03-28T03:00:00 2'],
  ['2026-12-24 12:00 Pacific/Kiritimati', '2026-12-24T12:00:00 14'],
])('%s is read by the clocks there: %s', (date, named) => {
  expect(read(date)).toBe(named);
});

test('blanks about a date do not count for its length', () => {
  expect(read(`${' '.repeat(300)}2026-12-24 18:00${' '.repeat(300)}`)).toBe('2026-12-24T18:00:00');
});

test('every instant reads back from every form in which it is written', async () => {
  const two = (number: number) => String(number).padStart(2, '0');
  const instants = fc
    .integer({ min: Date.UTC(2001, 8, 10), max: Date.UTC(2106, 0) })
    .map((time) => time - (time % 1000));
  const offsets = fc.integer({ min: -12 * 60, max: 14 * 60 });

  await holds(
    fc.property(instants, offsets, (instant, minutes) => {
      const local = new Date(instant + minutes * 60_000);
      const iso = local.toISOString();
      const [date = '', time = ''] = [iso.slice(0, 10), iso.slice(11, 19)];
      const [year = '', month = '', day = ''] = date.split('-');
      const names = local.toUTCString();
      const distance = Math.abs(minutes);
      const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
      const basic = offset.replace(':', '');
      const dates = [date, `${year}/${month}/${day}`, `${day}.${month}.${year}`, `${year}${month}${day}`];

      const forms = [
        ...dates.flatMap((written) => [
          `${written}T${time}${offset}`,
          `${written} ${time}.123 ${basic}`,
          `${written} ${time} GMT${offset}`,
        ]),
        `${names.slice(0, -4)} ${basic}`,
        `${names.slice(0, 3)} ${names.slice(8, 11)} ${names.slice(5, 7)} ${year} ${time} GMT${basic} (Anywhere)`,
        String(instant / 1000),
        String(instant),
      ];
      for (const form of forms) {
        const named = readNamedTime(form);
        expect(named && named.reading - (named.aheadOfUtc ?? Number.NaN), form).toBe(instant);
      }
      for (const written of dates) expect(readNamedTime(`${written} ${time}`)?.reading, written).toBe(local.getTime());
    }),
  );
});

test('a text of any length is read at once', () => {
  const long = 200_000;
  const texts = [
    '1',
    ' ',
    'a',
    '24.',
    '(',
    ' 24 dec',
    ':00',
    '"',
    '-',
    '\u2013',
    '\u200b',
    'dec',
    '/a',
    '\ufdfa',
    '.',
  ].map((piece) => piece.repeat(long / piece.length));
  const started = performance.now();

  for (const text of texts) {
    for (const date of [text, `2026-12-24 18:00:00${text}x`, `mo${text}`]) expect(readNamedTime(date)).toBeUndefined();
  }

  expect(performance.now() - started).toBeLessThan(1000);
});
