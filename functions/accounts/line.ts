/** In characters. */
const longest = 100;

/** Says, for an administrator, why lists cannot show a text in one line. `undefined`: they can. */
export const lineProblem = (what: string, text: string): string | undefined => {
  if (text.replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, '') === '') return `${what} is empty.`;
  if (text.length > longest) return `${what} has ${text.length} characters; at most ${longest} are allowed.`;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return `${what} has a line break or another control character.`;
  return text.isWellFormed() ? undefined : `${what} is not valid Unicode: it contains half of a surrogate pair.`;
};

/** The first entry that a list has twice. */
export const repeatedIn = <T>(list: readonly T[]): T | undefined =>
  list.find((entry, index) => list.indexOf(entry) !== index);
