import { isGsm, measureText } from './text.ts';

/** What was replaced, and how often; of a text each once, in the order in which they first stand there. */
export interface Replacement {
  /** A character; of a letter that was written in parts, all of them. */
  readonly from: string;
  /** Empty: it was left out. */
  readonly to: string;
  readonly count: number;
}

interface SmartText {
  readonly text: string;
  readonly replaced: readonly Replacement[];
}

/**
 * Characters outside the GSM alphabet with what reads the same in it. Never letters: their accents are part of a name.
 * Texts, and not one expression each, as the bundle writes them in ASCII.
 */
const equivalents = [
  ['“”„‟«»″‶〝〞〟❝❞', '"'],
  ['‘’‚‛‹›′‵❛❜´`', "'"],
  ['‐‑‒–—―−', '-'],
  ['⁄∕', '/'],
  ['\u0085\u2028\u2029', '\n'],
] as const;

const space = /[\t\p{Space_Separator}]/u;

/**
 * Zero-width and bidirectional marks, soft hyphens, variation selectors. The letters among them fill places in Hangul.
 */
const notShown = /[\p{Default_Ignorable_Code_Point}--\p{Letter}]/v;

/** What Unicode may take for another's variant: `…`, small and fullwidth forms. */
const maybeVariant = /[\p{Punctuation}\p{Math_Symbol}]/u;

const equivalentOf = (character: string): string => {
  if (isGsm(character)) return character;
  const found = equivalents.find(([characters]) => characters.includes(character));
  if (found) return found[1];
  if (space.test(character)) return ' ';
  if (notShown.test(character)) return '';
  // NFKC is Unicode's own list of what a character stands for: https://www.unicode.org/reports/tr15/#Norm_Forms.
  return maybeVariant.test(character) ? character.normalize('NFKC') : character;
};

/**
 * The text with what has a GSM equivalent replaced, where all of it then fits the GSM alphabet and takes no more
 * segments. Else exactly as it came: joined emoji and Persian need the characters that show nothing.
 */
export const smartly = (text: string): SmartText => {
  const asItCame = { text, replaced: [] };
  const before = measureText(text);
  if (before.encoding === 'gsm-7') return asItCame;

  const pieces = text.match(composable) ?? [];
  // Each piece is looked at once: a request may have many long texts.
  const replacements = Array.from(Map.groupBy(pieces, same), ([from, { length }]) => ({
    from,
    to: Array.from(from.normalize('NFC'), equivalentOf).join(''),
    count: length,
  }));
  const equivalentTo = new Map(replacements.map(({ from, to }) => [from, to]));
  const smart = pieces.map((piece) => equivalentTo.get(piece)).join('');
  const after = measureText(smart);
  const isWorthIt = smart !== '' && after.encoding === 'gsm-7' && after.segments <= before.segments;
  return isWorthIt ? { text: smart, replaced: replacements.filter(({ from, to }) => from !== to) } : asItCame;
};

/** A character with the marks that NFC may make one letter of. */
const composable = /\P{Mark}[\p{Mark}--\p{Default_Ignorable_Code_Point}]*|\p{Mark}/gv;

const same = (text: string): string => text;

/** Of several texts: each kind once. */
export const mergedReplacements = (all: readonly (readonly Replacement[])[]): readonly Replacement[] =>
  [...Map.groupBy(all.flat(), ({ from }) => from).values()].flatMap((alike) =>
    alike.slice(0, 1).map((first) => ({ ...first, count: alike.reduce((sum, { count }) => sum + count, 0) })),
  );

/** A character as it is shown, and how often it stands in a text. */
export interface CharacterCount {
  readonly character: string;
  readonly count: number;
}

/** The characters that turn a text to UCS-2, in the order in which they first stand there: at most so many. */
export const ucs2Characters = (text: string, most = 10): readonly CharacterCount[] => {
  const shown = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  const outside = shown.filter((character) => !Array.from(character).every(isGsm));
  const bySpelling = [...Map.groupBy(outside, same)];
  return bySpelling.slice(0, most).map(([character, { length }]) => ({ character, count: length }));
};
