import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fill, fixedPart, namesInText, placeholdersIn, readTemplate } from '../../../functions/messages/template.ts';
import { holds } from '../../support/runner/property.ts';

const filled = (text: string, values: Readonly<Record<string, unknown>>) => {
  const template = readTemplate(text);
  if (typeof template === 'string') throw new Error(template);
  return fill(template, [values]);
};

describe('a text with placeholders', () => {
  test.each([
    ['Order {order} is on its way.', { order: 'A-42' }, 'Order A-42 is on its way.'],
    ['{a}{b}{a}', { a: 1, b: 2 }, '121'],
    ['{{a}} costs {price}', { price: 12.5 }, '{a} costs 12.5'],
    ['{{{a}}}', { a: 'x' }, '{x}'],
    ['{Straße_1.name-2}', { 'Straße_1.name-2': 'ß' }, 'ß'],
    ['no placeholders', {}, 'no placeholders'],
    ['{a}', { a: '' }, ''],
    ['{a}', { a: '{b} {{' }, '{b} {{'],
    ['{a}', { a: 'He said "C:\\temp"\r\nand $& left' }, 'He said "C:\\temp"\r\nand $& left'],
    ['{a} {b}', { a: 0, b: -0 }, '0 0'],
    ['{n}', { n: 9_007_199_254_740_991 }, '9007199254740991'],
    ['{n}', { n: 0.123456789012345 }, '0.123456789012345'],
    ['{नाम}', { नाम: 'x' }, 'x'],
    ['{toString}', { toString: 'own' }, 'own'],
  ])('%j with %j is %j', (text, values, expected) => {
    expect(filled(text, values)).toEqual({ text: expected });
  });

  test.each([
    ['{a}', {}, 'The value for {a} is missing.'],
    ['{a}', { a: null }, 'The value for {a} is missing.'],
    ['{toString}', {}, 'The value for {toString} is missing.'],
    ['{a} {b}', { a: 'x', b: true }, 'The value for {b} is neither a string nor a number.'],
    ['{a}', { a: ['x'] }, 'The value for {a} is neither a string nor a number.'],
    ['{a}', { a: { b: 1 } }, 'The value for {a} is neither a string nor a number.'],
    ['{a}', { a: 2 ** 53 }, 'The value for {a} is a number that JSON cannot carry exactly. Give it as a string.'],
    [
      '{a}',
      { a: JSON.parse('123456789012.123456') },
      'The value for {a} is a number that JSON cannot carry exactly. Give it as a string.',
    ],
    ['{a}', { a: 1e-7 }, 'The value for {a} is a number that JSON cannot carry exactly. Give it as a string.'],
    [
      '{a}',
      { a: Number.POSITIVE_INFINITY },
      'The value for {a} is a number that JSON cannot carry exactly. Give it as a string.',
    ],
    ['{a}', { a: '\u0000' }, 'The value for {a} contains a character that cannot be sent: U+0000.'],
    ['{a}', { a: '\ud83d' }, 'The value for {a} is not valid Unicode: it contains half of a surrogate pair.'],
  ])('%j with %j has none: %s', (text, values, problem) => {
    expect(filled(text, values)).toEqual({ problem });
  });

  test.each([
    ['a { b', 'The text has a "{" without a matching brace. For the brace itself, write "{{".'],
    ['a } b', 'The text has a "}" without a matching brace. For the brace itself, write "}}".'],
    ['{a', 'The text has a "{" without a matching brace. For the brace itself, write "{{".'],
    ['{a}}', 'The text has a "}" without a matching brace. For the brace itself, write "}}".'],
    [
      '{}',
      'The placeholder {} is not valid: a name has 1 to 40 letters, digits, "_", "-" and ".". For braces, write "{{" and "}}".',
    ],
    [
      '{ a }',
      'The placeholder { a } is not valid: a name has 1 to 40 letters, digits, "_", "-" and ".". For braces, write "{{" and "}}".',
    ],
  ])('%j is none', (text, problem) => {
    expect(readTemplate(text)).toBe(problem);
  });

  test('takes a name of 40 characters, and none of 41', () => {
    expect(readTemplate(`{${'ä'.repeat(40)}}`)).toEqual([{ name: 'ä'.repeat(40) }]);
    expect(readTemplate(`{${'ä'.repeat(41)}}`)).toContain(`The placeholder {${'ä'.repeat(39)}…} `);
  });

  test('shows a name of 40 characters in full where it is none', () => {
    const name = 'a '.repeat(20);

    expect(readTemplate(`{${name}}`)).toContain(`The placeholder {${name}}`);
  });

  test('names its placeholders, and what it has without them', () => {
    const template = readTemplate('Dear {a}, {b} and {a}');

    expect(typeof template === 'string' ? [] : [placeholdersIn(template), fixedPart(template)]).toEqual([
      ['{a}', '{b}'],
      'Dear ,  and ',
    ]);
    expect(namesInText('Dear {a}, {b} and {a}')).toEqual(['a', 'b', 'a']);
    expect(namesInText('a { b')).toEqual([]);
  });

  test.each([
    ['abc', { text: '-abc' }],
    ['abcd', { problem: 'The value for {a} makes the text far too long.' }],
  ])('takes values of so many units, and of no more: %s', (a, expected) => {
    const template = readTemplate('-{a}');

    expect(typeof template === 'string' || fill(template, [{ a }], 3)).toEqual(expected);
  });

  test('tells of half of a surrogate pair in whole characters', () => {
    expect(readTemplate('{\ud800}')).toContain('The placeholder {\ufffd} ');
  });

  test('whatever a value is, it arrives exactly, and so does any text with its braces doubled', () => {
    const texts = [fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })] as const;
    const exact = fc.property(...texts, (around, value) => {
      const escaped = around.replaceAll('{', '{{').replaceAll('}', '}}');
      const result = filled(`${escaped}{value}${escaped}`, { value });
      if ('text' in result) expect(result.text).toBe(`${around}${value}${around}`);
      else expect(result.problem).toContain('{value}');
    });

    holds(exact);
  });
});
