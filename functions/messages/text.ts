import { notXml } from '../contract/characters.ts';
import type { Encoding } from './message.ts';

/**
 * The GSM 7-bit default alphabet, 3GPP TS 23.038 §6.2.1, in the order of its table. It leaves out 0x1B, which is not a
 * character but the escape to the extension table.
 */
const gsmBasic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Its extension table, §6.2.1.1: each character takes two septets, an escape and itself. */
const gsmExtension = '\f^{}\\[~]|€';

const septets: ReadonlyMap<string, number> = new Map([
  ...Array.from(gsmBasic, (character) => [character, 1] as const),
  ...Array.from(gsmExtension, (character) => [character, 2] as const),
]);

/** Whether a character is in the GSM 7-bit alphabet or its extension table. */
export const isGsm = (character: string): boolean => septets.has(character);

/**
 * What fits into a segment of 140 octets, in septets (GSM-7) or UTF-16 code units (UCS-2). If a text needs more than
 * one segment, a concatenation header takes 6 octets of each (3GPP TS 23.040 §9.2.3.24.1).
 */
const capacity = {
  'gsm-7': { single: 160, concatenated: 153 },
  'ucs-2': { single: 70, concatenated: 67 },
} as const;

/** The most UTF-16 code units that fit into so many segments. */
export const mostUnits = (segments: number): number => {
  const { single, concatenated } = capacity['gsm-7'];
  return segments === 1 ? single : segments * concatenated;
};

export interface TextMeasure {
  readonly encoding: Encoding;
  readonly segments: number;
  /** Septets for GSM-7, UTF-16 code units for UCS-2. */
  readonly units: number;
}

/**
 * Counts the segments of a text. One character outside the GSM alphabet turns the whole text to UCS-2.
 *
 * An extension character (two septets) or a surrogate pair is never split between segments. So a long text may need one
 * segment more than its length suggests.
 */
export const measureText = (text: string): TextMeasure => {
  const characters = Array.from(text);
  const fitsGsm = characters.every(isGsm);
  const encoding = fitsGsm ? 'gsm-7' : 'ucs-2';
  const sizes = characters.map((character) => (fitsGsm ? septets.get(character) : undefined) ?? character.length);

  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { single, concatenated } = capacity[encoding];
  return { encoding, segments: units <= single ? 1 : countSegments(sizes, concatenated), units };
};

const countSegments = (sizes: readonly number[], perSegment: number): number => {
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > perSegment) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
};

/** Why a text with this many segments cannot be sent, in a sentence for the caller; else `undefined`. */
export const textProblem = (
  text: string,
  { segments }: Pick<TextMeasure, 'segments'>,
  maxSegments: number,
): string | undefined => {
  if (text === '') return 'The text is empty.';
  const character = characterProblem(text);
  if (character !== undefined) return `The text ${character}.`;
  if (segments > maxSegments) return `The text takes ${segments} segments; at most ${maxSegments} are allowed.`;
  return undefined;
};

/** Which character in a text cannot be sent, as the end of a sentence; `undefined`: all can. */
export const characterProblem = (text: string): string | undefined => {
  if (!text.isWellFormed()) return 'is not valid Unicode: it contains half of a surrogate pair';
  const forbidden = notXml.exec(text);
  return forbidden ? `contains a character that cannot be sent: ${codePoint(forbidden[0])}` : undefined;
};

const codePoint = (character: string): string =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
