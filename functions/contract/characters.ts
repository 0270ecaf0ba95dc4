/** What XML 1.0 §2.2 cannot carry, not even as a character reference; lone surrogates are looked for apart. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
export const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
