import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergedReplacements, smartly, ucs2Characters } from '../../../functions/messages/smart-encoding.ts';
import { measureText } from '../../../functions/messages/text.ts';
import { holds } from '../../support/runner/property.ts';

describe('smartly', () => {
  test.each([
    [
      'quotation marks',
      '“Grüezi” „so“ «là» l’été ‘a’ ‚b‘ 5′ 3″ geht´s',
      '"Grüezi" "so" "là" l\'été \'a\' \'b\' 5\' 3" geht\'s',
    ],
    ['dashes, hyphens and minus', '9–12 — a‐b‑c −5', '9-12 - a-b-c -5'],
    ['an ellipsis', 'Moment…', 'Moment...'],
    ['spaces and tabs', 'CHF\u00a05\u202f000\tzum\u2009Tag\u3000!', 'CHF 5 000 zum Tag !'],
    ['line and paragraph separators', 'a\u2028b\u2029c\u0085d', 'a\nb\nc\nd'],
    ['what is not shown', '\ufeffAuf\u200clage\u00ad \u200ea\u2060b\u2069*\ufe0f', 'Auflage ab*'],
    ['fullwidth punctuation', '（1）！？：～', '(1)!?:~'],
    ['letters with their accents apart', 'Zu\u0308rich, cafe\u0301', 'Zürich, café'],
    ['a letter with its accent apart, and a variation selector', 'u\u0308\ufe0f', 'ü'],
    ['what Unicode takes for the same letter', '\u212aelvin \u212b \u2126', 'Kelvin Å Ω'],
  ])('replaces %s', (_, text, expected) => {
    expect(smartly(text).text).toBe(expected);
  });

  test.each([
    ['has letters outside the alphabet', 'ça “va”'],
    ['has Greek letters outside the alphabet', 'Καλημέρα “σου”'],
    ['joins emoji', '“👨\u200d👩\u200d👧”'],
    ['is Persian with its non-joiners', 'می\u200cخواهم…'],
    ['has an accent on a letter that has none in the alphabet', '“n\u0301”'],
    ['fits the alphabet already', '"5 €" ~ \f'],
    ['would be empty', '\u200b\u200e'],
    ['would take more segments', '…'.repeat(60)],
    ['has half a surrogate pair', '“\ud83d”'],
  ])('leaves a text exactly as it came that %s', (_, text) => {
    expect(smartly(text)).toEqual({ text, replaced: [] });
  });

  test('tells each replacement once, with how often it was made, by its first place', () => {
    expect(smartly('Cafe\u0301 “à” – l’été… e\u0301t\u200be\u0301 ’').replaced).toEqual([
      { from: 'e\u0301', to: 'é', count: 3 },
      { from: '“', to: '"', count: 1 },
      { from: '”', to: '"', count: 1 },
      { from: '–', to: '-', count: 1 },
      { from: '’', to: "'", count: 2 },
      { from: '…', to: '...', count: 1 },
      { from: '\u200b', to: '', count: 1 },
    ]);
  });

  test('counts together what was replaced in several texts', () => {
    const replaced = mergedReplacements(['a ’ ’', '“ ’'].map((text) => smartly(text).replaced));

    expect(replaced).toEqual([
      { from: '’', to: "'", count: 3 },
      { from: '“', to: '"', count: 1 },
    ]);
  });

  test('replaces no letter or digit by anything but what is canonically the same', () => {
    const changed = everyCharacter().filter((character) => smartly(`a${character}`).replaced.length > 0);

    const others = changed.filter((character) => character.normalize('NFC') === character);
    expect(others.filter((character) => /[\p{L}\p{N}]/u.test(character))).toEqual([]);
    // That many are known; a table that came to nothing would pass the line before.
    expect(others.length).toBeGreaterThan(100);
  });

  test('a text is unchanged, or fits GSM-7 in no more segments', () =>
    holds(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '€', '…', '’', '\u200d', '😀', 'u\u0308', '\u0308') }),
        (text) => {
          const smart = smartly(text);

          if (smart.replaced.length === 0) expect(smart.text).toBe(text);
          else {
            expect(measureText(smart.text).encoding).toBe('gsm-7');
            expect(measureText(smart.text).segments).toBeLessThanOrEqual(measureText(text).segments);
            expect(smartly(smart.text)).toEqual({ text: smart.text, replaced: [] });
          }
        },
      ),
    ));
});

/** All of the first plane but surrogates and the thousands of Chinese and Korean, and the symbols of the second. */
const everyCharacter = (): string[] =>
  [
    [0, 0x3400],
    [0xa000, 0xac00],
    [0xf900, 0x10000],
    [0x1d400, 0x1fa00],
  ].flatMap(([from = 0, to = 0]) =>
    Array.from({ length: to - from }, (_, place) => String.fromCodePoint(from + place)),
  );

describe('ucs2Characters', () => {
  test('names the characters outside GSM-7 as they are shown, by their first place', () => {
    const family = '👨\u200d👩\u200d👧';

    expect(ucs2Characters(`l’été ç ${family} a ’ €\r\n${family}’`)).toEqual([
      { character: '’', count: 3 },
      { character: 'ç', count: 1 },
      { character: family, count: 2 },
    ]);
  });

  test('names a letter whose accent alone is outside', () => {
    expect(ucs2Characters('an\u0301')).toEqual([{ character: 'n\u0301', count: 1 }]);
  });

  test('names ten at most', () => {
    expect(
      ucs2Characters('абвгдежзийкл')
        .map(({ character }) => character)
        .join(''),
    ).toBe('абвгдежзий');
  });

  test('names none of a text that fits GSM-7', () => {
    expect(ucs2Characters('Zürich 5 €')).toEqual([]);
  });
});
