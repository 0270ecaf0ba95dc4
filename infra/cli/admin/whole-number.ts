import { UsageError } from '../errors.ts';

/** Digits, with a minus or none: ` 5 `, `1e3`, `0x10` and `+5` are no numbers here. */
const form = /^-?\d+$/;

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** What it may be, for who typed another one. */
  readonly rule: string;
}

/** An option that is a whole number, read before anything is written. @throws UsageError */
export const readWholeNumber = (text: string, { least, most, rule }: Bounds): number => {
  const number = form.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new UsageError(`Not a whole number: ${text}. ${rule}`);
  if (number < least || number > most) throw new UsageError(`${rule} It is not ${text}.`);
  return number;
};
