import {
  type CountryCode,
  type NumberType,
  parsePhoneNumberFromString,
  type ValidatePhoneNumberLengthResult,
  validatePhoneNumberLength,
} from 'libphonenumber-js/core';
// "max" is the one set that knows the type of a number; infra/bundle.ts has a say in how it is loaded.
import metadata from 'libphonenumber-js/max/metadata';
import { bareNumber, isSeveral, severalNumbers, spellingProblem } from './number-spelling.ts';

export interface NumberRules {
  /** Where a number without a country code is read: ISO 3166-1 alpha-2, in capitals. */
  readonly region: string;
  /** ISO 3166-1 alpha-2. Territories count for themselves: `GB` does not cover Jersey (`JE`), whose rates differ. */
  readonly allowedCountries: readonly string[];
}

export type NumberReading =
  | { readonly ok: true /** E.164. */; readonly number: string; readonly country: string }
  | {
      readonly ok: false;
      /** As above, of a number that is valid, and is not sent to. */
      readonly number?: string;
      readonly country?: string;
      readonly code: 'invalid_number' | 'number_type_not_allowed' | 'country_not_allowed';
      /** For the caller; does not repeat the number. */
      readonly problem: string;
    };

/**
 * What a message may go to. Landlines stay in: networks read texts out or refuse them, and in some countries they take
 * SMS. Premium-rate, shared-cost, toll-free, personal, pager, voicemail and company-wide numbers are out: they are
 * charged specially, or reach no phone.
 */
const allowedTypes: ReadonlySet<NumberType> = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'FIXED_LINE', 'VOIP']);

/**
 * Reads a phone number as people write it, national or international, into E.164; also as a URI, or with what lists and
 * spreadsheets leave around it.
 *
 * Only ranges that libphonenumber knows to be assigned pass.
 *
 * @throws RangeError for a region that does not exist: that is a mistake of configuration, not of the caller.
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
  if (parsed.ext) {
    // Two numbers with a comma or a semicolon between them look like that, too.
    const problem = isSeveral(text) ? severalNumbers : 'The number has an extension.';
    return { ok: false, code: 'invalid_number', problem };
  }

  const { number, country } = parsed;
  const valid = { number, ...(country !== undefined && { country }) };
  if (!allowedTypes.has(parsed.getType())) {
    return { ok: false, ...valid, code: 'number_type_not_allowed', problem: 'Numbers of this kind are not sent to.' };
  }
  if (country === undefined || !allowedCountries.includes(country)) {
    const where = country === undefined ? 'outside all countries' : `in ${country}`;
    return { ok: false, ...valid, code: 'country_not_allowed', problem: `Numbers ${where} are not sent to.` };
  }
  return { ok: true, number, country };
};

/** A valid number in E.164, whether or not it would be sent to; `undefined` for what is none. The region must exist. */
export const normalizeNumber = (input: string, region: string): string | undefined => {
  if (!isCountry(region)) throw new RangeError(`Unknown region for phone numbers: ${region}`);
  const parsed = parsePhoneNumberFromString(bareNumber(input), { defaultCountry: region, extract: false }, metadata);
  return parsed?.isValid() ? parsed.number : undefined;
};

/** Whether a text is written as records have numbers. Whether its range is in use by now does not matter: it was once. */
export const isE164 = (text: string): boolean => /^\+[1-9]\d{4,14}$/.test(text);

/** Whether a text is the ISO 3166-1 alpha-2 code, in capitals, of a country with a numbering plan. */
export const isCountry = (region: string): region is CountryCode => Object.hasOwn(metadata.countries, region);

const notAssigned = 'The number belongs to no range that is in use.';

const lengthProblems: Readonly<Record<ValidatePhoneNumberLengthResult, string>> = {
  NOT_A_NUMBER: 'This is not a phone number.',
  INVALID_COUNTRY: 'The number has an unknown country code.',
  TOO_SHORT: 'The number is too short.',
  TOO_LONG: 'The number is too long.',
  INVALID_LENGTH: 'No number has this many digits.',
};

/** A number as it may stand in a log: country, network and the last two digits, as in `+4179•••••67`. */
export const maskNumber = (number: string): string => {
  const head = 5;
  const tail = 2;
  if (number.length < head + tail + 3) return '•'.repeat(number.length);
  return number.slice(0, head) + '•'.repeat(number.length - head - tail) + number.slice(-tail);
};
