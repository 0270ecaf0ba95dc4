import { type NumberReading, type NumberRules, readNumber } from './numbers.ts';

/** Reads an entry of a list of recipients, whatever it is. One that is no text is refused like one that is no number. */
export const readRecipient = (entry: unknown, rules: NumberRules): NumberReading =>
  typeof entry === 'string'
    ? readNumber(entry, rules)
    : { ok: false, code: 'invalid_number', problem: `A recipient is a text, and this is ${kindOf(entry)}.` };

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
