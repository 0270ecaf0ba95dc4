/** Two words with a space between them are for people to read: that they may be worded otherwise, no test need notice. */
const isWording = (text) => /\p{L} \p{L}/u.test(text);

const isWords = (path) =>
  (path.isStringLiteral() && isWording(path.node.value)) ||
  (path.isTemplateLiteral() && path.node.quasis.some(({ value }) => isWording(value.raw)));

export const strykerPlugins = [
  { kind: 'Ignore', name: 'words', value: { shouldIgnore: (path) => (isWords(path) ? 'Words.' : undefined) } },
];
