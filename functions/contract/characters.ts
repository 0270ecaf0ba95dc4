/** Characters that XML 1.0 §2.2 cannot carry, not even as references. Lone surrogates need a check of their own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
export const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
