import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * E.164, a number without a country code being read as Swiss; `undefined` if no phone can have it.
 *
 * Also read without its plus sign, the form in which `clean_number` gives numbers out.
 */
export const normalizeNumber = (input: string): string | undefined =>
  [parsePhoneNumberFromString(input, 'CH'), parsePhoneNumberFromString(`+${input}`)].find((number) => number?.isValid())
    ?.number;
