import {
  type CountryCode,
  type NumberType,
  parsePhoneNumberFromString,
  type ValidatePhoneNumberLengthResult,
  validatePhoneNumberLength,
} from 'libphonenumber-js/core';
// Only the set "max" knows the types of numbers. infra/bundle.ts changes how it is loaded.
import metadata from 'libphonenumber-js/max/metadata';
import { bareNumber, isSeveral, severalNumbers, spellingProblem } from './number-spelling.ts';

export interface NumberRules {
  /** The region of numbers without a country code: ISO 3166-1 alpha-2, in capitals. */
  readonly region: string;
  /** ISO 3166-1 alpha-2. Territories count as countries: `GB` does not include Jersey (`JE`), which has other rates. */
  readonly allowedCountries: readonly string[];
}

export type NumberReading =
  | { readonly ok: true /** E.164. */; readonly number: string; readonly country: string }
  | {
      readonly ok: false;
      /** E.164, if the number is valid but not allowed. */
      readonly number?: string;
      readonly country?: string;
      readonly code: 'invalid_number' | 'number_type_not_allowed' | 'country_not_allowed';
      /** For the caller; does not repeat the number. */
      readonly problem: string;
    };

/**
 * The types of numbers that may get messages. Landlines are allowed: networks read the text out or refuse it, and in
 * some countries landlines take SMS. Premium-rate, shared-cost, toll-free, personal, pager, voicemail and company-wide
 * numbers are not: they have special charges or reach no phone.
 */
const allowedTypes: ReadonlySet<NumberType> = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'FIXED_LINE', 'VOIP']);

/**
 * Reads a phone number in national or international form into E.164. It may be a URI, or have around it what lists and
 * spreadsheets leave there. The number must be in a range that libphonenumber knows to be in use.
 *
 * @throws RangeError for a region that does not exist: the configuration is wrong, not the request.
 */
export const readNumber = (input: string, { region, allowedCountries }: NumberRules): NumberReading => {
  if (!isCountry(region)) throw new RangeError(`Unknown region for phone numbers: ${region}`);
  // Without `extract` the whole text must be a number: no digits are picked out of a sentence.
  const options = { defaultCountry: region, extract: false };
  const text = bareNumber(input);

  const parsed = parsePhoneNumberFromString(text, options, metadata);
  if (!parsed?.isValid()) {
    const fault = validatePhoneNumberLength(text, options, metadata);
    const problem = spellingProblem(text) ?? (fault ? lengthProblems[fault] : notAssigned);
    return { ok: false, code: 'invalid_number', problem };
  }
  // libphonenumber takes what follows a comma or semicolon for an extension, or skips it: it may be another number.
  const several = parsed.ext || text.includes(';') ? isSeveral(text) : false;
  if (parsed.ext || several) {
    const problem = several ? severalNumbers : 'The number has an extension. Give it without one.';
    return { ok: false, code: 'invalid_number', problem };
  }

  const { number, country } = parsed;
  const valid = { number, ...(country !== undefined && { country }) };
  if (!allowedTypes.has(parsed.getType())) {
    return {
      ok: false,
      ...valid,
      code: 'number_type_not_allowed',
      problem: 'Sending to this type of number is not allowed.',
    };
  }
  if (country === undefined || !allowedCountries.includes(country)) {
    const where = country ?? 'numbers that belong to no country';
    return { ok: false, ...valid, code: 'country_not_allowed', problem: `Sending to ${where} is not enabled.` };
  }
  return { ok: true, number, country };
};

/**
 * A valid number in E.164, even if messages to it are not allowed; `undefined` if it is not a valid number.
 * @throws RangeError for a region that does not exist
 */
export const normalizeNumber = (input: string, region: string): string | undefined => {
  if (!isCountry(region)) throw new RangeError(`Unknown region for phone numbers: ${region}`);
  const parsed = parsePhoneNumberFromString(bareNumber(input), { defaultCountry: region, extract: false }, metadata);
  return parsed?.isValid() ? parsed.number : undefined;
};

/** Whether a text has the form of a number in a record. Its range may be out of use by now. */
export const isE164 = (text: string): boolean => /^\+[1-9]\d{4,14}$/.test(text);

/** Whether a text is the ISO 3166-1 alpha-2 code, in capitals, of a country with a numbering plan. */
export const isCountry = (region: string): region is CountryCode => Object.hasOwn(metadata.countries, region);

const notAssigned = 'The number is in no range that is in use. Check its digits.';

const lengthProblems: Readonly<Record<ValidatePhoneNumberLengthResult, string>> = {
  NOT_A_NUMBER: 'This is not a phone number.',
  INVALID_COUNTRY: 'The number has an unknown country code.',
  TOO_SHORT: 'The number is too short.',
  TOO_LONG: 'The number is too long.',
  INVALID_LENGTH: 'The number has the wrong number of digits.',
};

/** A number as it may be logged: country, network and the last two digits, as in `+4179•••••67`. */
export const maskNumber = (number: string): string => {
  const head = 5;
  const tail = 2;
  if (number.length < head + tail + 3) return '•'.repeat(number.length);
  return number.slice(0, head) + '•'.repeat(number.length - head - tail) + number.slice(-tail);
};
