import { describe, expect, test } from 'vitest';
import { splitRecipients, withoutRecipients } from '../../../../functions/console/pages/send/recipients.ts';

const numbersIn = (text: string): readonly string[] => splitRecipients(text).recipients.map(({ to }) => to);

describe('tells recipients apart', () => {
  test.each([
    ['lines', '0791234567\n0791234568\r\n0791234569', ['0791234567', '0791234568', '0791234569']],
    ['lines of an old Mac, and of Unicode', '0791234567\r0791234568\u20280791234569', 3],
    ['empty lines and blanks around', '\n\n  0791234567  \n\n\t0791234568\n', ['0791234567', '0791234568']],
    ['commas', '0791234567, 0791234568,0791234569', 3],
    ['semicolons', '0791234567; 0791234568;', ['0791234567', '0791234568']],
    ['tabs', '0791234567\t0791234568', 2],
    ['all of them', '0791234567,0791234568;0791234569\t0791234560\n0791234561', 5],
    ['full-width separators', '0791234567，0791234568；0791234569、0791234560', 4],
    ['a table of Markdown', '| 0791234567 |\n| 0791234568 |', ['0791234567', '0791234568']],
    ['bullets', '• 079 123 45 67\n• 079 123 45 68', ['079 123 45 67', '079 123 45 68']],
    ['a column out of a spreadsheet, with an empty cell', '0791234567\n\n0791234568\n', 2],
    ['cells in quotation marks', '"0791234567";"0791234568"', ['"0791234567"', '"0791234568"']],
    ['links', 'tel:+41-79-123-45-67\nsms:+41791234568', ['tel:+41-79-123-45-67', 'sms:+41791234568']],
    ['duplicates, which the API tells of', '0791234567\n0791234567', ['0791234567', '0791234567']],
    ['blanks, where each side has the digits of a number', '0791234567 0791234568', ['0791234567', '0791234568']],
    ['blanks before a plus', '+41 79 123 45 67 +41 79 123 45 68', ['+41 79 123 45 67', '+41 79 123 45 68']],
  ])('%s', (_, text, expected) => {
    const found = numbersIn(text);

    expect(typeof expected === 'number' ? found.length : found).toEqual(expected);
  });
});

describe('leaves a number whole', () => {
  test.each([
    '079 123 45 67',
    '+41 (0)79/123-45-67',
    '(+41) 79 123 45 67',
    "+41'79'123'45'67",
    '+41 79 123 45 67',
    '+41.79.123.45.67',
    '0041 791234567',
    'tel:0791234567;phone-context=+41',
    'tel:+41791234567;ext=12',
    '="0791234567"',
    '41791234567.0',
    '4.17912E+10',
    '4,17912E+10',
    '079 123 45 67 / 079 123 45 68',
    'call 079 123 45 67',
    'nobody',
  ])('%s', (text) => {
    expect(numbersIn(text)).toEqual([text]);
  });

  test.each([
    ['marks of direction, as copied from a contacts app', '\u202d+41 79 123 45 67\u202c'],
    ['a byte order mark', '\ufeff0791234567'],
    ['narrow blanks', '079\u202f123\u202f45\u202f67'],
    ['an apostrophe before it', "'+41791234567"],
    ['several at once', '\u200b\t\t+41 (0)79 123 45 67\ufeff \r\n'],
  ])('with %s', (_, text) => {
    expect(numbersIn(text)).toHaveLength(1);
  });
});

describe('names', () => {
  test.each([
    ['Anna <079 123 45 67>', ['079 123 45 67'], []],
    ['Anna <0791234567>, Beat <0791234568>', ['0791234567', '0791234568'], []],
    ['Anna <0791234567> Beat <0791234568>', ['0791234567', '0791234568'], []],
    ['"Muster, Anna" <0791234567>', ['0791234567'], ['"Muster']],
    ['Muster, Anna <0791234567>; Muster, Beat <0791234568>', ['0791234567', '0791234568'], ['Muster', 'Muster']],
    ['Anna 2 <0791234567>', ['0791234567'], []],
    ['Anna\t0791234567\tanna@example.ch', ['0791234567'], ['Anna', 'anna@example.ch']],
    ['First name;Mobile\nAda;0791234567', ['First name', 'Mobile', '0791234567'], ['Ada']],
    ['"";"0791234567"', ['"0791234567"'], []],
    ['Anna <0791234567', ['Anna <0791234567'], []],
    ['<img src=x onerror=alert(1)>', ['img src=x onerror=alert(1)'], []],
  ])('%s', (text, recipients, leftOut) => {
    const split = splitRecipients(text);

    expect(split.recipients.map(({ to }) => to)).toEqual(recipients);
    expect(split.leftOut).toEqual(leftOut);
  });
});

test('nothing, and separators alone, are nobody', () => {
  for (const text of ['', ' \n\t', ';;,\n|', '---', '""']) expect(numbersIn(text)).toEqual([]);
});

test('a whole book in the wrong field takes no time', () => {
  const books = ['<1'.repeat(200_000), '1 '.repeat(200_000), 'word, '.repeat(60_000), '<'.repeat(400_000)];
  const start = performance.now();

  for (const book of books) splitRecipients(book);

  expect(performance.now() - start).toBeLessThan(3_000);
});

describe('takes some of them off the text', () => {
  const without = (text: string, gone: readonly string[]) =>
    withoutRecipients(
      text,
      splitRecipients(text).recipients.filter(({ to }) => gone.includes(to)),
    );

  test.each([
    ['a\n0791234567\nb', ['0791234567'], 'a\nb'],
    ['0791234567\r\n0791234568\r\n0791234569', ['0791234568'], '0791234567\r\n0791234569'],
    ['0791234567, 0791234568, 0791234569', ['0791234568'], '0791234567, 0791234569'],
    ['0791234567; 0791234568', ['0791234568'], '0791234567'],
    ['0791234567; 0791234568', ['0791234567', '0791234568'], ''],
    ['Anna <0791234567>, Beat <0791234568>', ['0791234567'], 'Beat <0791234568>'],
    ['+41791234567 +41791234568', ['+41791234567'], '+41791234568'],
    ['0791234567', [], '0791234567'],
  ])('%j without %j', (text, gone, rest) => {
    expect(without(text, gone)).toBe(rest);
  });

  test('every one that is left is the same as before', () => {
    const text = 'Anna <0791234567>; 0791234568,nobody 12\n0791234569\t0791234560\n\n+41791234561 +41791234562';
    const before = splitRecipients(text).recipients;

    for (const one of before)
      expect(numbersIn(withoutRecipients(text, [one]))).toEqual(
        before.filter((other) => other !== one).map(({ to }) => to),
      );
  });
});
