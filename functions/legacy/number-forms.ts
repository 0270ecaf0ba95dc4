/**
 * The ways to read a number, best first. Digits alone that do not begin with a zero are what `clean_number` answers:
 * with a country code and without its plus sign.
 */
export const formsOf = (number: string): readonly string[] =>
  /^[1-9][0-9]+$/.test(number) ? [`+${number}`, number] : [number];
