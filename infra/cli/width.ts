/** East Asian characters and emoji take two columns of a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
/** Drawn onto the character before them. */
const zero = /[\p{Mn}\p{Me}\u200c\u200d]/u;
const plain = /^[\x20-\x7e]*$/;

const widthOfOne = (character: string): number => (zero.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** How many columns of a terminal the text takes, accurate enough for tables. */
export const widthOf = (text: string): number =>
  plain.test(text) ? text.length : [...text].reduce((sum, character) => sum + widthOfOne(character), 0);

/** Cuts a text to a width, with `…` in place of the rest. */
export const cutTo = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOfOne(character);
    if (used > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
};
