import { isGsm, measureText } from './text.ts';

/** One replacement in a text. A text lists each kind once, in the order in which they first occur. */
export interface Replacement {
  /** The character. If it was written as a letter and combining marks, all of them. */
  readonly from: string;
  /** Empty: the character was removed. */
  readonly to: string;
  readonly count: number;
}

interface SmartText {
  readonly text: string;
  readonly replaced: readonly Replacement[];
}

/**
 * Characters outside the GSM alphabet, and the GSM character that reads the same. Letters are never replaced: their
 * accents are part of a name. These are strings because esbuild escapes strings to ASCII, but not regular expressions.
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
 * Characters that show nothing: zero-width and bidirectional marks, soft hyphens, variation selectors. Letters in this
 * class are excluded: they are fillers in Hangul.
 */
const notShown = /[\p{Default_Ignorable_Code_Point}--\p{Letter}]/v;

/** Characters that may be a variant of another one, such as `…` and small or fullwidth forms. */
const maybeVariant = /[\p{Punctuation}\p{Math_Symbol}]/u;

const equivalentOf = (character: string): string => {
  if (isGsm(character)) return character;
  const found = equivalents.find(([characters]) => characters.includes(character));
  if (found) return found[1];
  if (space.test(character)) return ' ';
  if (notShown.test(character)) return '';
  // NFKC maps a variant to the characters it stands for: https://www.unicode.org/reports/tr15/#Norm_Forms.
  return maybeVariant.test(character) ? character.normalize('NFKC') : character;
};

/**
 * Replaces characters by their GSM equivalents, if then the whole text fits the GSM alphabet and takes no more
 * segments. Otherwise the text stays exactly as it came, because joined emoji and Persian need characters that show
 * nothing.
 */
export const smartly = (text: string): SmartText => {
  const asItCame = { text, replaced: [] };
  const before = measureText(text);
  if (before.encoding === 'gsm-7') return asItCame;

  const pieces = text.match(composable) ?? [];
  // Equal pieces are worked out once, because a request may have many long texts.
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

/** A character with the marks that NFC may combine with it. */
const composable = /\P{Mark}[\p{Mark}--\p{Default_Ignorable_Code_Point}]*|\p{Mark}/gv;

const same = (text: string): string => text;

/** Merges the replacements of several texts, so that each kind is listed once. */
export const mergedReplacements = (all: readonly (readonly Replacement[])[]): readonly Replacement[] =>
  [...Map.groupBy(all.flat(), ({ from }) => from).values()].flatMap((alike) =>
    alike.slice(0, 1).map((first) => ({ ...first, count: alike.reduce((sum, { count }) => sum + count, 0) })),
  );

/** A character as readers see it, and how often it occurs. */
export interface CharacterCount {
  readonly character: string;
  readonly count: number;
}

/** The characters that make a text need UCS-2, in the order in which they first occur. */
export const ucs2Characters = (text: string, most = 10): readonly CharacterCount[] => {
  const shown = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  const outside = shown.filter((character) => !Array.from(character).every(isGsm));
  const bySpelling = [...Map.groupBy(outside, same)];
  return bySpelling.slice(0, most).map(([character, { length }]) => ({ character, count: length }));
};
