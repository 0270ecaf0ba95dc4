import { isRecord } from '../contract/fields.ts';
import { type NumberReading, type NumberRules, readNumber } from './numbers.ts';

/** One of a request's recipients, as the caller wrote it. */
export interface Entry {
  readonly to: unknown;
  /** The recipient's own values for the placeholders of the text. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Why the entry is malformed. */
  readonly problem?: string;
}

/** The members of a request that hold its recipients. */
interface Listed {
  readonly to: readonly unknown[];
  readonly listedIn?: 'to' | 'recipients';
}

/** The entry at a place of the list. The list may hold anything. */
export const entryAt = ({ to, listedIn }: Listed, index: number): Entry => {
  const given = to[index];
  if (listedIn !== 'recipients') return { to: given };
  if (!isRecord(given)) {
    return {
      to: given,
      problem: 'An entry of `recipients` must be an object such as {"to": "+41791234567"}.',
    };
  }
  const { to: number, values, ...others } = given;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    return {
      to: number,
      problem: `An entry of \`recipients\` has no field "${shownRecipient(unknown)}": only "to" and "values".`,
    };
  }
  if (values === undefined || values === null) return { to: number };
  return isRecord(values)
    ? { to: number, values }
    : { to: number, problem: 'The `values` of a recipient must be an object.' };
};

/** The field of the request that a problem of an entry names. It depends on the problem's code. */
export const fieldOf = ({ to, listedIn }: Listed, index: number, code: string): readonly (string | number)[] => {
  const isOfValues = code === 'invalid_values';
  if (listedIn === 'recipients') return ['recipients', index, isOfValues ? 'values' : 'to'];
  if (isOfValues) return ['values'];
  return listedIn === 'to' || to.length > 1 ? ['to', index] : ['to'];
};

export type RecipientReading =
  | NumberReading
  | {
      readonly ok: false;
      readonly number?: undefined;
      readonly country?: undefined;
      readonly code: 'invalid_recipient';
      readonly problem: string;
    };

/** Reads an entry, which may hold anything. */
export const readRecipient = ({ to, problem }: Entry, rules: NumberRules): RecipientReading => {
  if (problem !== undefined) return { ok: false, code: 'invalid_recipient', problem };
  return typeof to === 'string'
    ? readNumber(to, rules)
    : { ok: false, code: 'invalid_number', problem: `A recipient must be a string, but this is ${kindOf(to)}.` };
};

const kindOf = (entry: unknown): string => {
  if (entry === null || entry === undefined) return 'null';
  if (typeof entry === 'number')
    return 'a number. Put it in quotation marks: a JSON number loses the plus sign and leading zeros';
  if (typeof entry === 'boolean') return 'a boolean';
  return Array.isArray(entry) ? 'a list. Put all recipients into one flat list' : 'an object';
};

const longestShown = 64;

/**
 * An entry as the sender is shown it: a text as it came, anything else as JSON. It is cut to 64 characters, with an
 * ellipsis at the end if something was cut off.
 */
export const shownRecipient = (entry: unknown): string => {
  const text = typeof entry === 'string' ? entry : JSON.stringify(shallow(entry));
  return (text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text).toWellFormed();
};

/** Hides nested values, because they may be nested too deep for `JSON.stringify`. */
const shallow = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(hideInside);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hideInside(member)]));
};

const hideInside = (value: unknown): unknown => (typeof value === 'object' && value !== null ? '…' : value);
