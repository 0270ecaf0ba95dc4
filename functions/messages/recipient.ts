import { isRecord } from '../contract/fields.ts';
import { type NumberReading, type NumberRules, readNumber } from './numbers.ts';

/** One of a request's recipients, as its caller wrote it. */
export interface Entry {
  readonly to: unknown;
  /** What its own text has in its places. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What is wrong with the form of the entry. */
  readonly problem?: string;
}

/** What stands in a request for its recipients. */
interface Listed {
  readonly to: readonly unknown[];
  readonly listedIn?: 'to' | 'recipients';
}

/** The entry at a place of the list, whatever stands there. */
export const entryAt = ({ to, listedIn }: Listed, index: number): Entry => {
  const given = to[index];
  if (listedIn !== 'recipients') return { to: given };
  if (!isRecord(given)) {
    return {
      to: given,
      problem: 'An entry of recipients is an object, as in {"to": "+41791234567"}, and this is none.',
    };
  }
  const { to: number, values, ...others } = given;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    return {
      to: number,
      problem: `An entry of recipients has "to" and "values", and not "${shownRecipient(unknown)}".`,
    };
  }
  if (values === undefined || values === null) return { to: number };
  return isRecord(values)
    ? { to: number, values }
    : { to: number, problem: 'The values of a recipient must be an object.' };
};

/** Where an entry stands in the request, for a problem with this code. */
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

/** Reads an entry, whatever it is. One that is no text is refused like one that is no number. */
export const readRecipient = ({ to, problem }: Entry, rules: NumberRules): RecipientReading => {
  if (problem !== undefined) return { ok: false, code: 'invalid_recipient', problem };
  return typeof to === 'string'
    ? readNumber(to, rules)
    : { ok: false, code: 'invalid_number', problem: `A recipient is a text, and this is ${kindOf(to)}.` };
};

const kindOf = (entry: unknown): string => {
  if (entry === null || entry === undefined) return 'null, which is nobody';
  if (typeof entry === 'number')
    return 'a number. Put it in quotation marks: a number has no plus sign, and loses zeros';
  if (typeof entry === 'boolean') return 'true or false';
  return Array.isArray(entry) ? 'a list. Put all recipients into one list' : 'an object';
};

const longestShown = 64;

/**
 * An entry as it may be shown to its sender: a text as it came, anything else as its JSON. It has at most 64 characters, of
 * which the last is an ellipsis if there were more.
 */
export const shownRecipient = (entry: unknown): string => {
  const text = typeof entry === 'string' ? entry : JSON.stringify(shallow(entry));
  return (text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text).toWellFormed();
};

/** Values may be nested deeper than `JSON.stringify` can follow. */
const shallow = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(hideInside);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hideInside(member)]));
};

const hideInside = (value: unknown): unknown => (typeof value === 'object' && value !== null ? '…' : value);
