import { UsageError } from '../errors.ts';

/** Digits, with or without a minus. ` 5 `, `1e3`, `0x10` and `+5` are rejected. */
const form = /^-?\d+$/;

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** A sentence that says which numbers are allowed. */
  readonly rule: string;
}

/** @throws UsageError */
export const readWholeNumber = (text: string, { least, most, rule }: Bounds): number => {
  const number = form.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new UsageError(`${text} is not a whole number. ${rule}`);
  if (number < least || number > most) throw new UsageError(`${text} is not allowed. ${rule}`);
  return number;
};
