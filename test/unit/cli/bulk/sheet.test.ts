import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SheetOptions } from '../../../../infra/cli/bulk/sheet/row.ts';
import { openSheet } from '../../../../infra/cli/bulk/sheet/sheet.ts';
import { listed } from '../../../support/bulk/iterated.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-sheet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const openFile = async (content: string | Buffer, options: Partial<SheetOptions> = {}) => {
  const path = join(folder, 'customers.csv');
  await writeFile(path, content);
  return openSheet(path, { text: 'Hello', ...options });
};

const rowsOf = async (content: string | Buffer, options: Partial<SheetOptions> = {}) =>
  listed((await openFile(content, options)).rows());

/** What is told of a file that is rejected, without its path. */
const rejectionOf = async (content: string | Buffer, options: Partial<SheetOptions> = {}): Promise<string> => {
  try {
    await rowsOf(content, options);
    return '(it is read)';
  } catch (error) {
    expect(error).toMatchObject({ name: 'SheetError' });
    return String(error instanceof Error && error.message).replace(join(folder, 'customers.csv'), 'FILE');
  }
};

const utf16le = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();

/** From 0x80 to 0x9F, by the table of WHATWG's Encoding Standard; a blank: no character. */
const cp1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
const windows1252 = (text: string) =>
  Buffer.from(
    Array.from(text, (character) => {
      const place = character === ' ' ? -1 : cp1252.indexOf(character);
      return place === -1 ? character.charCodeAt(0) : 0x80 + place;
    }),
  );

const named = { text: 'Hello {name}' };

describe('a sheet is read as spreadsheets write it', () => {
  const plain = 'to,name\r\n+41791234567,Zoë\r\n';
  const zoe = [{ row: 2, to: '+41791234567', values: { name: 'Zoë' } }];
  it.each<readonly [string, string | Buffer, string, string]>([
    ['UTF-8', plain, 'utf-8', ','],
    ['UTF-8 with a mark', `\ufeff${plain}`, 'utf-8', ','],
    ['UTF-8 with two marks', `\ufeff\ufeff${plain.replace('to,name', '"to","name"')}`, 'utf-8', ','],
    ['windows-1252', windows1252(plain), 'windows-1252', ','],
    ["UTF-16, Excel's Unicode text", utf16le(plain.replaceAll(',', '\t')), 'utf-16le', '\t'],
    ['UTF-16 the other way round', utf16be(plain.replaceAll(',', ';')), 'utf-16be', ';'],
    ['semicolons', plain.replaceAll(',', ';'), 'utf-8', ';'],
    ['tabs', plain.replaceAll(',', '\t'), 'utf-8', '\t'],
    ['LF', plain.replaceAll('\r\n', '\n'), 'utf-8', ','],
    ['CR', plain.replaceAll('\r\n', '\r'), 'utf-8', ','],
    ['no line end at the end', plain.trimEnd(), 'utf-8', ','],
    ["Excel's first line", `sep=;\r\n${plain.replaceAll(',', ';')}`, 'utf-8', ';'],
    ["Excel's first line, after a mark", utf16le(`SEP=,\n${plain}`), 'utf-16le', ','],
    ['a header in quotation marks', plain.replace('to,name', '"to","name"'), 'utf-8', ','],
    ['delimiters within the quoted names of a header', '"a, b, c, d";to;name\n;+41791234567;Zoë', 'utf-8', ';'],
    ['as many commas as semicolons in the header', 'a, b, c;to;name\n;+41791234567;Zoë', 'utf-8', ';'],
    ['line ends of several kinds', 'to,name\r\n+41791234567,Zoë\n\r', 'utf-8', ','],
    ['an empty row of delimiters at the end', `${plain},\r\n,\r\n`, 'utf-8', ','],
    ['columns without a name at the end', 'to,name,,\n+41791234567,Zoë,,', 'utf-8', ','],
    ['rows that lack empty cells at their end', 'to,name,city\n+41791234567,Zoë', 'utf-8', ','],
    ['blanks around the number', plain.replace('+41791234567', ' +41791234567\u00a0'), 'utf-8', ','],
  ])('in %s', async (_, content, encoding, delimiter) => {
    const sheet = await openFile(content, named);

    expect(sheet).toMatchObject({ encoding, delimiter, toColumn: 'to' });
    expect(await listed(sheet.rows())).toEqual(zoe);
    expect(await listed(sheet.rows())).toEqual(zoe);
  });

  it('with each character of windows-1252', async () => {
    const characters = `${cp1252}¡Ãüÿ`;

    expect(await rowsOf(windows1252(`to,name\n079,${characters}`), named)).toMatchObject([
      { values: { name: characters } },
    ]);
  });

  it.each(['Šimić', 'KOŠIR', 'Žižek Š.', 'Œuvre', 'Bœuf', 'Ÿ', '„Ada“, 5€ – Bar…', 'O’Hara', 'Ada† 2020', 'Tomaš'])(
    'with letters of windows-1252 where others would have others: %s',
    async (name) => {
      const [row] = await rowsOf(windows1252(`to,name,x\n079,"${name.replace('ć', 'c')}",é`), named);

      expect(row).toMatchObject({ values: { name: name.replace('ć', 'c') } });
    },
  );

  it('with quotation marks, delimiters and line ends in cells', async () => {
    const rows = await rowsOf('name,to\r\n"Ada ""the"" first, of\nher name",079\r\n5" pipe,078\r\n', named);

    expect(rows).toEqual([
      { row: 2, to: '079', values: { name: 'Ada "the" first, of\nher name' } },
      { row: 3, to: '078', values: { name: '5" pipe' } },
    ]);
  });

  it('with the row numbers of the spreadsheet', async () => {
    const rows = await rowsOf('\n;\nto;name\n\n1;"a\r\nb"\n;;\n \n2;c\n\n\n3;d\n', named);

    expect(rows.map(({ row, to }) => [row, to])).toEqual([
      [5, '1'],
      [8, '2'],
      [11, '3'],
    ]);
  });

  it('with the digest of its bytes', async () => {
    expect(await openFile('to\n1')).toMatchObject({
      sha256: '41a158757e32f924b735a243c3ea25460e94d74500e33b15d5c9a0fbba9f522c',
    });
  });

  it('with no values if the text has no placeholders', async () => {
    expect(await rowsOf('to,name\n079,Ada', { text: 'Ends in {{braces}}' })).toEqual([
      { row: 2, to: '079', values: {} },
    ]);
  });
});

describe('the cells that a library writes are read back', () => {
  // Of beyond ASCII letters alone: in windows-1252, one before a sign such as € is a character of UTF-8.
  const cell = fc.string({ unit: fc.constantFrom(...'ab" ,;\t\r\n=+\'Ääéß'), maxLength: 8 });
  const encodings = {
    'utf-8': (text: string) => Buffer.from(text),
    'utf-8 with mark': (text: string) => Buffer.from(`\ufeff${text}`),
    'utf-16le': utf16le,
    'utf-16be': utf16be,
    'windows-1252': windows1252,
  };

  it('in each encoding, delimiter and kind of line end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: cell, note: cell }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...Object.values(encodings)),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        async (rows, encode, delimiter, end, quoted) => {
          const header = [['name', 'note', 'to']];
          const records = [...header, ...rows.map(({ name, note }) => [name, note, '079'])];
          const text = stringify(records, { delimiter, record_delimiter: end, quoted, quoted_match: /[\r\n"]/ });

          const read = await rowsOf(encode(text), { text: '{name}{note}', defaults: { name: '', note: '' } });

          const blankIs = (value: string) => (value.trim() === '' ? '' : value);
          expect(read).toEqual(
            rows.map(({ name, note }, index) => ({
              row: index + 2,
              to: '079',
              values: { name: blankIs(name), note: blankIs(note) },
            })),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each(Object.entries(encodings))('in %s, wherever the file is cut into chunks', async (_, encode) => {
    const names = Array.from({ length: 4_000 }, (_, index) => `${'é'.repeat(index % 7)}"${index}"\r\n`);
    const text = stringify([['to', 'name'], ...names.map((name) => ['079', name])], { record_delimiter: '\r\n' });

    const read = await rowsOf(encode(`sep=,\r\n${text}`), named);

    expect(read).toEqual(names.map((name, index) => ({ row: index + 2, to: '079', values: { name } })));
  });
});

const manual = 'Save it as CSV in UTF-8 ("CSV UTF-8" in Excel), and use that file.';

describe('a file is rejected in words', () => {
  it.each<readonly [string, string | Buffer, string]>([
    ['an .xlsx', Buffer.from('PK\u0003\u0004…'), `FILE is a spreadsheet (.xlsx, .ods or .numbers), not CSV. ${manual}`],
    ['an .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), `FILE is a spreadsheet (.xls), not CSV. ${manual}`],
    ['NUL bytes', 'to\n079\0', `FILE is not a text file: it contains NUL bytes. ${manual}`],
    [
      'UTF-16 without a mark',
      utf16le('to\n079').subarray(2),
      `FILE is not a text file: it contains NUL bytes. ${manual}`,
    ],
    [
      'UTF-16 that is cut off',
      utf16le('to\n079').subarray(0, -1),
      `FILE begins like UTF-16LE, but is not valid; perhaps it was cut off. ${manual}`,
    ],
    [
      'a mark of UTF-8 before other bytes',
      Buffer.from('efbbbf746f0a3037e9', 'hex'),
      `FILE begins like UTF-8, but is not valid; perhaps it was cut off. ${manual}`,
    ],
    [
      'UTF-8 that is cut off',
      Buffer.from('to,name\n079,Zoë\n078,Zoë').subarray(0, -1),
      `FILE is UTF-8 except for some bytes: perhaps it was cut off, or put together from several files. ${manual}`,
    ],
    [
      'MS-DOS',
      Buffer.from([...Buffer.from('to,name\n079,M'), 0x81]),
      `FILE is neither UTF-8 nor windows-1252, so its letters would come out wrong. ${manual}`,
    ],
    ...(
      [
        ['MS-DOS, without ü', 'B\x84r'],
        ['MS-DOS, with an accent at an end', 'Ren\x82'],
        ['MS-DOS, with ö alone', 'K\x94ln'],
        ['an old Macintosh', 'M\x9fller'],
        ['an old Macintosh, with an accent at an end', 'Ren\x8e'],
      ] as const
    ).map(
      ([what, name]) =>
        [
          what,
          Buffer.from(`to,name\n079,${name}\n078,Eva`, 'latin1'),
          `FILE is neither UTF-8 nor windows-1252, so its letters would come out wrong. ${manual}`,
        ] as const,
    ),
    ['nothing', '', 'FILE is empty.'],
    ['a mark alone', '\ufeff', 'FILE is empty.'],
    ['blanks', '\n;;\n', 'FILE contains nothing but blanks.'],
    ['a header alone', 'to,name\n,\n', 'FILE has no rows below the names of its columns.'],
    [
      'no header',
      '+41 79 123 45 67;Ada\n078;Eva',
      'The first row contains a phone number. Insert a row above it with the names of the columns.',
    ],
    [
      'another delimiter',
      'sep=|\nto|name',
      'The first line of the file is "sep=|". Cells can only be separated by commas, semicolons or tabs.',
    ],
    [
      'a quotation mark that is not closed',
      'to,name\n\n079,"a\nb"\n078,"Ada\n077,Eva',
      'In row 4 a cell begins with a quotation mark that is never closed.',
    ],
    [
      'a quotation mark that closes a cell of another row',
      'to,name\n079,"Ada\n078,"Eva"',
      'Row 2 has text after a closing quotation mark. If a cell contains quotation marks, write each of them twice, and put the whole cell in quotation marks.',
    ],
    [
      'a blank before a quotation mark',
      'to,name\r\n078,Eva\r\n079, "Ada, Countess"',
      'Row 3 has a blank before a quotation mark. If a cell contains quotation marks, write each of them twice, and put the whole cell in quotation marks.',
    ],
    [
      'a cell without end',
      `to,name\n079,"${'x\n'.repeat(600_000)}`,
      'In row 2 a cell begins with a quotation mark that is not closed within a million characters.',
    ],
    [
      'a row without end',
      `to,name\n079,${'x'.repeat(1_100_000)}`,
      'Row 2 has more than a million characters. Is this file a table?',
    ],
  ])('with %s', async (_, content, words) => {
    expect(await rejectionOf(content)).toBe(words);
  });

  it('where there is none, or a folder', async () => {
    await expect(openSheet(join(folder, 'none.csv'), { text: 'a' })).rejects.toThrow(
      `There is no file ${folder}/none.csv.`,
    );
    await expect(openSheet(folder, { text: 'a' })).rejects.toThrow(`${folder} is not a regular file.`);
  });

  it.each([1, 16, 17, 18, 40])('and that nobody reads to its end, of %i rows, fails nowhere', async (count) => {
    const sheet = await openFile(`to\n${'079\n'.repeat(count)}`);
    const failed = vi.fn();
    process.once('uncaughtException', failed);
    for await (const _ of sheet.rows()) {
      await pause(10);
      break;
    }
    await pause(10);
    process.removeListener('uncaughtException', failed);

    expect(failed).not.toHaveBeenCalled();
  });

  it('that changes after it was opened', async () => {
    const sheet = await openFile('to\n079\n');
    await writeFile(join(folder, 'customers.csv'), 'to\n078\n');

    await expect(listed(sheet.rows())).rejects.toThrow('was changed while it was read.');
  });
});

describe('the column with the numbers', () => {
  it.each([
    ...['to', 'Phone', 'PHONE NUMBER', 'phone_number', 'Mobile', 'Number', 'Recipient', 'MSISDN', 'Tel.', 'Telefon'],
    ...['Handy-Nr', 'Natel', 'Mobil', 'Téléphone', 'téléphone portable', 'Portable', 'N° de téléphone', 'Cellulare'],
    ...[
      'Handynummer',
      'Empfänger',
      'Numero di telefono',
      'Cell phone',
      'Phone No.',
      'Mobile no',
      'Tél. mobile',
      'N° mobile',
    ],
  ])('is found by its name: %s', async (name) => {
    expect(await openFile(`Order,${name},Name\n4711,079,Ada`)).toMatchObject({ toColumn: name });
  });

  it.each<readonly [string, string, string]>([
    ['of exactly this name', 'mobile,Mobile', 'Mobile'],
    ['in another spelling', 'to,Mobile_Phone,Second', 'mobile phone'],
  ])('is the one that is asked for, %s', async (_, header, toColumn) => {
    const [row] = await rowsOf(`${header}\n1,2,3`, { toColumn });

    expect(row).toMatchObject({ to: '2' });
  });

  it.each<readonly [string, string, string | undefined, string]>([
    [
      'there are two',
      'Phone,Name,Mobile',
      undefined,
      'The phone numbers may be in "Phone", "Mobile". Say which column it is: --to-column NAME.',
    ],
    [
      'there is none',
      'Order,Name',
      undefined,
      'No column has a usual name for phone numbers. Say which column it is: --to-column NAME. The columns are "Order", "Name".',
    ],
    [
      'the one asked for is not there',
      'Order,Name',
      'Phone',
      'There is no column "Phone". The columns are "Order", "Name".',
    ],
  ])('is asked for where %s', async (_, header, toColumn, words) => {
    expect(await rejectionOf(`${header}\n1,2,3`, toColumn === undefined ? {} : { toColumn })).toBe(words);
  });
});

describe("the columns for a text's placeholders", () => {
  it.each([
    ['first_name', 'First name,first_name', 'b'],
    ['first_name', 'FIRST  Name,Name', 'a'],
    ['First-Name', 'first_name,Name', 'a'],
    ['Straße', 'Name,strasse,Straße', 'c'],
    ['__proto__', 'Name,__proto__', 'b'],
  ])('{%s} of %s', async (name, header, value) => {
    const cells = header.split(',').map((_, index) => 'abc'[index]);

    const [row] = await rowsOf(`to,${header}\n079,${cells}`, { text: `{${name}}` });

    expect(row).toMatchObject({ values: { [name]: value } });
  });

  it.each<readonly [string, string, string]>([
    [
      'Hello {name} in {city}',
      'First name,Mobile',
      'There is no column for {name}. There is no column for {city}. The columns are "First name", "Mobile".',
    ],
    [
      '{first_name}',
      'First name,first-name,to',
      '{first_name} may be "First name", "first-name": rename all but one. The columns are "First name", "first-name", "to".',
    ],
    [
      '{name}',
      'name,name,to',
      '{name} may be "name", "name": rename all but one. The columns are "name", "name", "to".',
    ],
    ['50% {off', 'name,to', 'The text has a "{" without a matching brace. For the brace itself, write "{{".'],
    ['', 'name,to', 'The text is empty.'],
  ])('are missing: "%s", and there is %s', async (text, header, words) => {
    expect(await rejectionOf(`${header}\n1,2,3`, { text })).toBe(words);
  });

  it('have defaults, for placeholders alone', async () => {
    const rows = await rowsOf('to,name\n079,\n078,Ada\n077, \n076', { ...named, defaults: { name: 'customer' } });

    expect(rows).toMatchObject(['customer', 'Ada', 'customer', 'customer'].map((name) => ({ values: { name } })));
    expect(await rejectionOf('to,name\n079,', { ...named, defaults: { nam: 'customer' } })).toBe(
      'There is a --default for {nam}, but the text does not use it.',
    );
    expect(await rowsOf('to,constructor\n079,', { text: '{constructor}' })).toMatchObject([{ code: 'invalid_values' }]);
  });
});

describe('a row is rejected by itself', () => {
  const exponent =
    'A spreadsheet has shortened the number ("E+"), and its last digits are lost. Format the column as text, enter the number again and export it again.';
  it.each<readonly [string, string, string, string]>([
    ['an empty number', ',Ada', 'invalid_number', 'The recipient is empty.'],
    ['an apostrophe alone', "',Ada", 'invalid_number', 'The recipient is empty.'],
    ['an exponent', '4.17912E+10,Ada', 'invalid_number', exponent],
    ['an exponent behind a comma', '"4,17912E+10",Ada', 'invalid_number', exponent],
    ['an exponent behind an apostrophe', "'4.17912e10,Ada", 'invalid_number', exponent],
    [
      'too many cells',
      '079,Ada,Lovelace',
      'invalid_recipient',
      'The row has 3 cells, but the header 2. Put cells that contain the delimiter in quotation marks.',
    ],
    [
      'an empty value',
      '079,',
      'invalid_values',
      'The value for {name} is empty. Fill it in, or give a --default for it.',
    ],
    [
      'no cell for a value',
      '079',
      'invalid_values',
      'The value for {name} is empty. Fill it in, or give a --default for it.',
    ],
    [
      'a value of blanks',
      '079," \n"',
      'invalid_values',
      'The value for {name} is empty. Fill it in, or give a --default for it.',
    ],
    [
      'a letter that was lost',
      '079,Zo\ufffd',
      'invalid_values',
      'The value for {name} contains "\ufffd": a letter was lost before the file was saved.',
    ],
    ...['#N/A', '#NV', '#BEZUG!', '#NAME?', '#DIV/0!', '#ÜBERLAUF!', '#¿NOMBRE?', 'Err:502', '#####'].map(
      (value) =>
        [
          'a formula that failed',
          `079,${value}`,
          'invalid_values',
          `The value for {name} is "${value}", which a spreadsheet shows in place of a value.`,
        ] as const,
    ),
    [
      'a control character',
      '079,a\u0007b',
      'invalid_values',
      'The value for {name} contains a character that cannot be sent: U+0007.',
    ],
    [
      'a number without end',
      `${'079 '.repeat(75_000)},Zoë`,
      'invalid_number',
      'This is not a phone number: it has more than 64 characters.',
    ],
    [
      'a value without end',
      `079,${'x'.repeat(10_001)}`,
      'invalid_values',
      'The value for {name} makes the text far too long.',
    ],
  ])('with %s', async (_, line, code, detail) => {
    const rows = await rowsOf(`to,name\n${line}\n078,Eva`, named);

    expect(rows).toEqual([
      { row: 2, to: expect.any(String), code, detail },
      { row: 3, to: '078', values: { name: 'Eva' } },
    ]);
  });

  it.each(["'+41791234567", '+41 79 123 45 67', 'tel:0791234567', 'nobody', '1'])(
    'and not with %s, which is for the API to judge',
    async (to) => {
      expect(await rowsOf(`to,name\n${to},Ada`, named)).toEqual([{ row: 2, to, values: { name: 'Ada' } }]);
    },
  );
});
