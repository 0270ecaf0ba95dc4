import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureText, mostUnits, textProblem } from '../../../functions/messages/text.ts';
import { holds } from '../../support/runner/property.ts';

describe('measureText', () => {
  test.each([
    ['one segment of GSM-7 holds 160 characters', 'a'.repeat(160), 'gsm-7', 1, 160],
    ['the 161st character needs a second segment', 'a'.repeat(161), 'gsm-7', 2, 161],
    ['two segments of GSM-7 hold 306 characters', 'a'.repeat(306), 'gsm-7', 2, 306],
    ['the 307th character needs a third segment', 'a'.repeat(307), 'gsm-7', 3, 307],
    ['one segment of UCS-2 holds 70 characters', 'ж'.repeat(70), 'ucs-2', 1, 70],
    ['the 71st needs a second segment', 'ж'.repeat(71), 'ucs-2', 2, 71],
    ['two segments of UCS-2 hold 134 characters', 'ж'.repeat(134), 'ucs-2', 2, 134],
    ['the 135th needs a third segment', 'ж'.repeat(135), 'ucs-2', 3, 135],
    ['French and German accents of the GSM alphabet keep GSM-7', 'Zürich: où est la "Straße"? à 5€', 'gsm-7', 1, 33],
    ['ç is not in the GSM alphabet, Ç is', 'ç', 'ucs-2', 1, 1],
    ['an extension character takes two septets', '€'.repeat(80), 'gsm-7', 1, 160],
    ['a tab turns the text to UCS-2', 'a\tb', 'ucs-2', 1, 3],
    ['an emoji takes two units of UCS-2', '😀'.repeat(35), 'ucs-2', 1, 70],
    [
      'an extension character is not split at the end of a segment',
      `${'a'.repeat(152)}€${'a'.repeat(152)}`,
      'gsm-7',
      3,
      306,
    ],
    ['a surrogate pair is not split at the end of a segment', `${'ж'.repeat(66)}😀${'ж'.repeat(66)}`, 'ucs-2', 3, 134],
  ] as const)('%s', (_, text, encoding, segments, units) => {
    expect(measureText(text)).toEqual({ encoding, segments, units });
  });

  test('every GSM character but the extensions takes one septet', () => {
    const table =
      '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
      '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

    expect(measureText(table)).toEqual({ encoding: 'gsm-7', segments: 1, units: 127 });
  });

  test('segments are never fewer than the units need, nor more than one lost unit each explains', () =>
    holds(
      fc.property(fc.string({ unit: fc.constantFrom('a', '€', 'ж', '😀'), minLength: 1, maxLength: 2000 }), (text) => {
        const { encoding, segments, units } = measureText(text);
        const [single, each] = encoding === 'gsm-7' ? [160, 153] : [70, 67];

        if (units <= single) expect(segments).toBe(1);
        else {
          expect(segments).toBeGreaterThanOrEqual(Math.ceil(units / each));
          expect(segments).toBeLessThanOrEqual(Math.ceil(units / (each - 1)));
        }
      }),
    ));
});

test.each([
  [1, 160],
  [2, 306],
  [10, 1530],
])('%i segments have room for %i units', (segments, units) => {
  expect(mostUnits(segments)).toBe(units);
});

describe('textProblem', () => {
  test.each([
    ['an empty text', '', 'The text is empty.'],
    ['a NUL', 'a\0b', 'The text contains a character that cannot be sent: U+0000.'],
    ['an escape', '\u001b', 'The text contains a character that cannot be sent: U+001B.'],
    ['a form feed, though GSM-7 has one', '\f', 'The text contains a character that cannot be sent: U+000C.'],
    ['U+FFFE', '\ufffe', 'The text contains a character that cannot be sent: U+FFFE.'],
    ['U+FFFF', '\uffff', 'The text contains a character that cannot be sent: U+FFFF.'],
    ['a lone high surrogate', 'a\ud83d', 'The text is not valid Unicode: it contains half of a surrogate pair.'],
    ['a lone low surrogate', '\ude00a', 'The text is not valid Unicode: it contains half of a surrogate pair.'],
    ['too many segments', 'a'.repeat(460), 'The text takes 4 segments; at most 3 are allowed.'],
  ])('refuses %s', (_, text, problem) => {
    expect(textProblem(text, measureText(text), 3)).toBe(problem);
  });

  test.each([
    ['tab, line feed and carriage return', 'a\tb\nc\rd'],
    ['markup', ']]>]]><value>&amp;'],
    ['astral characters', '😀𐍈'],
    ['noncharacters beyond the first plane, which XML carries', '\u{1fffe}'],
    ['as many segments as allowed', 'a'.repeat(459)],
  ])('accepts %s', (_, text) => {
    expect(textProblem(text, measureText(text), 3)).toBeUndefined();
  });

  test('accepts exactly the texts all of whose code points are characters of XML 1.0', () =>
    holds(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), minLength: 1 }),
        (text) => {
          const isXml = Array.from(text, (character) => character.codePointAt(0) ?? 0).every(
            (point) =>
              [0x9, 0xa, 0xd].includes(point) ||
              (point >= 0x20 && point <= 0xd7ff) ||
              (point >= 0xe000 && point <= 0xfffd) ||
              point >= 0x10000,
          );

          expect(textProblem(text, measureText(text), 10) === undefined).toBe(isXml);
        },
      ),
    ));
});
