import { bareNumber } from '../messages/number-spelling.ts';

/**
 * The ways to read a number, best first. Digits alone that do not begin with a zero are what `clean_number` answers:
 * with a country code and without its plus sign.
 */
export const formsOf = (number: string): readonly string[] => {
  const bare = bareNumber(number);
  return /^[1-9][0-9]+$/.test(bare) ? [`+${bare}`, bare] : [bare];
};
