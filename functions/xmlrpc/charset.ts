import { isAscii, isUtf8 } from 'node:buffer';
import { XmlRpcDecodeError } from './errors.ts';

/**
 * Characters that XML 1.0 (§2.2) does not allow. The decoders used here never produce lone surrogates. `notXml` in
 * contract/characters.ts must be the same set, and a test compares the two.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
export const illegalCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

type Decoder = (bytes: Uint8Array) => string;

const webDecoder =
  (label: string): Decoder =>
  (bytes) =>
    new TextDecoder(label, { fatal: true }).decode(bytes);

const latin1: Decoder = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

const ascii: Decoder = (bytes) => {
  if (!isAscii(bytes)) throw new TypeError('A byte is not ASCII.');
  return latin1(bytes);
};

const utf8 = webDecoder('utf-8');
const windows1252 = webDecoder('windows-1252');

const c1Controls = /[\u0080-\u009f]/;

/**
 * PHP and Windows programs declare an ISO 8859 charset but send windows-1252, which has the euro and curly quotes from
 * 0x80 to 0x9F. ISO 8859 has control characters there, which no text contains. So a document with any of these bytes is
 * read as windows-1252, as browsers do.
 */
const iso8859 =
  (decode: Decoder): Decoder =>
  (bytes) => {
    const text = decode(bytes);
    return c1Controls.test(text) ? windows1252(bytes) : text;
  };

/**
 * Each charset with its names in IANA's registry (https://www.iana.org/assignments/character-sets), and other names
 * that programs use. `TextDecoder` always reads `us-ascii` and `iso-8859-1` as windows-1252. Here these names are taken
 * literally.
 */
const charsets: readonly (readonly [Decoder, string])[] = [
  [utf8, 'utf-8 csutf8 utf8 unicode-1-1-utf-8'],
  [ascii, 'us-ascii iso-ir-6 ansi_x3.4-1968 ansi_x3.4-1986 iso_646.irv:1991 iso646-us us ibm367 cp367 csascii ascii'],
  [
    iso8859(latin1),
    'iso-8859-1 iso_8859-1:1987 iso-ir-100 iso_8859-1 latin1 l1 ibm819 cp819 csisolatin1 latin-1 iso8859-1 iso88591',
  ],
  [iso8859(webDecoder('iso-8859-15')), 'iso-8859-15 iso_8859-15 latin-9 csiso885915 latin9 l9 iso8859-15 iso885915'],
  [windows1252, 'windows-1252 cswindows1252 cp1252 cp-1252 x-cp1252 windows1252'],
];

const decoders: ReadonlyMap<string, Decoder> = new Map(
  charsets.flatMap(([decode, names]) => names.split(' ').map((name) => [name, decode] as const)),
);

/**
 * Names that a document never means. UTF-16 is recognised only by the first bytes, whatever is declared. A declaration
 * in UTF-32 could not be read. The rest are words that programs use for no charset.
 */
const isNeverMeant = (name: string): boolean =>
  /^(?:(?:cs)?(?:utf-?(?:16|32)(?:[bl]e)?|(?:iso-10646-)?ucs-?[24]|unicode)|none|null|undefined|unknown|binary)$/.test(
    name,
  );

export interface CharsetOptions {
  readonly contentType?: string | undefined;
  readonly undeclaredCharset?: string | undefined;
  readonly believesUtf8?: boolean | undefined;
}

/**
 * The document's text, with line ends normalised to LF (XML 1.0 §2.11) and only characters that XML allows.
 *
 * By RFC 7303 §3 a byte order mark outranks the Content-Type's `charset`, which outranks the XML declaration. Without
 * any of them the document is read as UTF-8, or as `undeclaredCharset` if it is not valid UTF-8. A byte that the
 * charset does not have is an error, and never becomes a replacement character.
 *
 * A declared charset that cannot be true is ignored:
 * - UTF-16 (.NET's StringWriter declares it), UTF-32 and words such as `none`
 * - if `undeclaredCharset` is given: us-ascii for bytes that are not ASCII, as Perl's RPC::XML declares
 * - with `believesUtf8`, if the bytes are UTF-8: an unknown charset, or us-ascii
 * @throws XmlRpcDecodeError
 */
export const decodeText = (bytes: Uint8Array, options: CharsetOptions): string => {
  const text = decodeWith(decoderOf(bytes, options), bytes);
  const illegal = text.search(illegalCharacters);
  if (illegal !== -1) {
    throw new XmlRpcDecodeError('character', 'The document has a character that XML does not allow', illegal);
  }
  return text.replace(/\r\n?/g, '\n');
};

const decoderOf = (bytes: Uint8Array, options: CharsetOptions): Decoder => {
  const shown = charsetShown(bytes);
  if (shown !== undefined) return shown;

  const { contentType, undeclaredCharset } = options;
  const believed = [charsetOf(contentType), declaredEncoding(bytes)]
    .flatMap((name) => name?.toLowerCase() ?? [])
    .find((name) => !isFalse(name, bytes, options));
  const name = believed ?? (undeclaredCharset === undefined || isUtf8(bytes) ? 'utf-8' : undeclaredCharset);
  const decode = decoders.get(name);
  if (decode === undefined)
    throw new XmlRpcDecodeError('charset', 'The charset of the document is not supported: send UTF-8', 0);
  return decode;
};

/** Whether a declared charset cannot be true. */
const isFalse = (
  name: string,
  bytes: Uint8Array,
  { undeclaredCharset, believesUtf8 = false }: CharsetOptions,
): boolean => {
  if (isNeverMeant(name)) return true;
  const decode = decoders.get(name);
  const mayBe = decode !== undefined && (decode !== ascii || isAscii(bytes));
  if (mayBe) return false;
  return (believesUtf8 && isUtf8(bytes)) || (decode === ascii && undeclaredCharset !== undefined);
};

const utf16le = webDecoder('utf-16le');
const utf16be = webDecoder('utf-16be');

const byteOrderMarks: readonly (readonly [Decoder, readonly number[]])[] = [
  [utf8, [0xef, 0xbb, 0xbf]],
  [utf16le, [0xff, 0xfe]],
  [utf16be, [0xfe, 0xff]],
];

/** White space, and the zero bytes of UTF-16. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0x00]);

/** The charset that the first bytes show, by a byte order mark or a `<` in UTF-16 (XML 1.0, appendix F). */
const charsetShown = (bytes: Uint8Array): Decoder | undefined => {
  const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return marked[0];

  const start = bytes.findIndex((byte) => !blanks.has(byte));
  if (bytes[start] !== 0x3c) return undefined;
  if (start % 2 === 0) return bytes[start + 1] === 0x00 ? utf16le : undefined;
  return bytes[start - 1] === 0x00 ? utf16be : undefined;
};

const decodeWith = (decode: Decoder, bytes: Uint8Array): string => {
  try {
    return decode(bytes);
  } catch {
    if (decode === utf8 && isUtf8CutShort(bytes)) {
      throw new XmlRpcDecodeError('character', 'The document ends in the middle of a character', 0, true);
    }
    throw new XmlRpcDecodeError('character', 'The document has bytes that do not fit its charset', 0);
  }
};

/** Whether bytes that are not valid UTF-8 are only cut off. A streaming decoder accepts such bytes. */
const isUtf8CutShort = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};

/** A parameter of a Content-Type. A quoted value may contain what looks like another parameter. */
const parameter = /;\s*([^\s;="]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;"]*)/g;

const charsetOf = (contentType = ''): string | undefined => {
  const charset = [...contentType.matchAll(parameter)].find(([, name]) => name?.toLowerCase() === 'charset');
  return /^["']?\s*([\w.:-]+)/.exec(charset?.[2] ?? '')?.[1];
};

/** Programs pad declarations, but not to this length. */
const longestDeclaration = 4096;

/** The encoding in the XML declaration, which is ASCII in every charset above. Only blanks may come before it. */
const declaredEncoding = (bytes: Uint8Array): string | undefined => {
  const start = bytes.subarray(bytes.indexOf(0x3c)).subarray(0, longestDeclaration);
  return /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/.exec(latin1(start))?.[1];
};
