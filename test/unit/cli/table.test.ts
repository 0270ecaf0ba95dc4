import { describe, expect, test } from 'vitest';
import { createTable, render } from '../../../infra/cli/table.ts';
import { safeJson } from '../../../infra/cli/visible.ts';

describe('render', () => {
  test('prints a row as names and values, and rows as a table', () => {
    expect(render({ id: 'a', scopes: ['x', 'y'] })).toBe('id      a\nscopes  x,y');
    expect(render([{ id: 'a' }, { id: 'bcd', sender: 'Shop' }])).toBe('id   sender\na\nbcd  Shop');
    expect(render([])).toBe('None.');
    expect(render({ id: 'a', lines: [{ line: 3, problem: 'Empty.' }] })).toBe('id  a\n\nline  problem\n3     Empty.');
    expect(render({ id: 'a', lines: [] })).toBe('id     a\nlines');
  });

  test('leaves null blank', () => {
    expect(render({ id: 'a', sender: null })).toBe('id      a\nsender');
  });
});

describe('a table', () => {
  test('is cut to the terminal, and to nothing else', () => {
    const rows = [['msg_1', 'It is on its way, and will be with you tomorrow.']];

    expect(createTable(['ID', 'TEXT'], 30)(rows)).toBe('ID     TEXT\nmsg_1  It is on its way, and …');
    expect(createTable(['ID', 'TEXT'])(rows)).toContain('tomorrow.');
  });

  test('keeps a last column of ten places on a narrow terminal', () => {
    expect(createTable(['ID', 'TEXT'], 3)([['msg_1', 'It is on its way.']])).toBe('ID     TEXT\nmsg_1  It is on …');
  });

  test.each([
    ['a wide script', '日本語', '日本語  x'],
    ['emoji', '📦', '📦      x'],
    ['a joined accent', 'e\u0301', 'e\u0301       x'],
  ])('has columns as wide as what is drawn: %s', (_, text, line) => {
    expect(
      createTable([])([
        [text, 'x'],
        ['123456', 'y'],
      ]),
    ).toBe(`${line}\n123456  y`);
  });

  test('shows what would move the cursor', () => {
    const texts = ['\u001b[2J\u001b[31m', 'a\r\nb\tc', '\u009b5A', 'abc\u202e', '\ud83d', '\u2028'];

    expect(createTable([])(texts.map((text) => [text])).split('\n')).toEqual([
      '\\u001b[2J\\u001b[31m',
      'a\\r\\nb\\tc',
      '\\u009b5A',
      'abc\\u202e',
      '\\ud83d',
      '\\u2028',
    ]);
  });

  test('goes on with the columns of its first rows', () => {
    const table = createTable(['ID', 'TEXT']);

    expect(table([['msg_1', 'x']])).toBe('ID     TEXT\nmsg_1  x');
    expect(table([['m', 'y']])).toBe('m      y');
    expect(table([['message_1', 'z']])).toBe('message_1  z');
  });
});

test('JSON has nothing in it that a terminal obeys, and is read the same', () => {
  const answer = { text: 'a\r\nb\u001b[2J\u009b5A\u202e\u2028\u{e0041}\ud83d', emoji: '\u{1f469}\u200d\u{1f467}' };

  const json = safeJson(answer);

  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028\u{e0041}\p{Cs}]/u);
  expect(json).toContain(answer.emoji);
  expect(JSON.parse(json)).toEqual(answer);
});
