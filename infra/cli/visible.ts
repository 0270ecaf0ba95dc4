/** What would move a terminal's cursor, change its colours or turn the direction of a text; emoji keep what joins them. */
const unseen = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\u200c\u200d]]/gv;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text of somebody else, on one line, with what cannot be seen written out: `\n`, `\u001b`. */
export const visible = (text: string): string =>
  text.replace(unseen, (character) => named[character] ?? `\\u${hex(character)}`);

/** JSON for a terminal: JSON itself leaves most of these characters as they are. Its line ends are those between its lines. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(unseen, (character) =>
    character === '\n' ? character : character.replace(/[\s\S]/g, (unit) => `\\u${hex(unit)}`),
  );

const hex = (character: string): string => {
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length > 4 ? `{${digits}}` : digits.padStart(4, '0');
};
