/** Characters that could move the cursor, change colours or turn the direction of a text. The joiners of emoji are allowed. */
const unseen = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\u200c\u200d]]/gv;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Makes a text from elsewhere safe to print, on one line: invisible characters are written out, as `\n` or `\u001b`. */
export const visible = (text: string): string =>
  text.replace(unseen, (character) => named[character] ?? `\\u${hex(character)}`);

/** JSON that is safe to print: JSON itself escapes only some of these characters. Line ends between its lines are kept. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(unseen, (character) =>
    character === '\n' ? character : character.replace(/[\s\S]/g, (unit) => `\\u${hex(unit)}`),
  );

const hex = (character: string): string => {
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length > 4 ? `{${digits}}` : digits.padStart(4, '0');
};
