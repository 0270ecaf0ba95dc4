import { bareNumber } from '../messages/number-spelling.ts';

/**
 * The ways to read a number, best first. Bare digits that do not begin with a zero may have a country code without the
 * plus sign, as `clean_number` answers them.
 */
export const formsOf = (number: string): readonly string[] => {
  const bare = bareNumber(number);
  return /^[1-9][0-9]+$/.test(bare) ? [`+${bare}`, bare] : [bare];
};
