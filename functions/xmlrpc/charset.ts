import { isAscii, isUtf8 } from 'node:buffer';
import { XmlRpcDecodeError } from './errors.ts';

/**
 * Characters that XML 1.0 (§2.2) does not allow. Lone surrogates cannot come out of the decoders used here. The message
 * service, which knows nothing of this codec, says the same of its texts (`notXml`): a test holds the two together.
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
  const end = bytes.findIndex((byte) => byte > 0x7f);
  if (end !== -1) throw new TypeError('The byte is not ASCII.');
  return latin1(bytes);
};

const utf8 = webDecoder('utf-8');
const windows1252 = webDecoder('windows-1252');

const c1Controls = /[\u0080-\u009f]/;

/**
 * PHP and Windows programs declare an ISO 8859 and send windows-1252. From 0x80 to 0x9F that has the euro and the curly
 * quotes where ISO 8859 has control characters, which no text has: a document with any of these bytes is read as
 * windows-1252, as the Web reads it.
 */
const iso8859 =
  (decode: Decoder): Decoder =>
  (bytes) => {
    const text = decode(bytes);
    return c1Controls.test(text) ? windows1252(bytes) : text;
  };

/** The Web's decoders read `us-ascii` and `iso-8859-1` as windows-1252 throughout; here they mean what they say. */
const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['utf-8', utf8],
  ['utf8', utf8],
  ['us-ascii', ascii],
  ['ascii', ascii],
  ['iso-8859-1', iso8859(latin1)],
  ['latin1', iso8859(latin1)],
  ['iso-8859-15', iso8859(webDecoder('iso-8859-15'))],
  ['windows-1252', windows1252],
  ['cp1252', windows1252],
]);

/**
 * The document's text, its line ends normalised to LF (XML 1.0 §2.11), with only the characters that XML allows.
 *
 * By RFC 7303 §3 a byte order mark outranks the Content-Type's `charset`, which outranks the XML declaration; without
 * any of them the document is UTF-8, or in `undeclared` where it is not. A byte that is not of the charset is an error,
 * never a replacement character. Where `undeclared` is given, a document that has other bytes than the us-ascii that it
 * declares counts as undeclared: Perl's RPC::XML declares that whatever it sends.
 * @throws XmlRpcDecodeError
 */
export const decodeText = (bytes: Uint8Array, contentType: string | undefined, undeclared?: string): string => {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const declared = hasMark ? 'utf-8' : (charsetOf(contentType) ?? declaredEncoding(bytes));
  const believed = undeclared !== undefined && isFalselyAscii(declared, bytes) ? undefined : declared;
  const charset = believed ?? (undeclared === undefined || isUtf8(bytes) ? 'utf-8' : undeclared);
  const decode = decoders.get(charset.toLowerCase());
  if (decode === undefined) throw new XmlRpcDecodeError('charset', 'The charset is not supported', 0);

  const text = decodeWith(decode, bytes);
  const illegal = text.search(illegalCharacters);
  if (illegal !== -1) {
    throw new XmlRpcDecodeError('character', 'The document has a character that XML does not allow', illegal);
  }
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
};

const isFalselyAscii = (declared: string | undefined, bytes: Uint8Array): boolean =>
  declared !== undefined && /^(us-)?ascii$/i.test(declared) && !isAscii(bytes);

const decodeWith = (decode: Decoder, bytes: Uint8Array): string => {
  try {
    return decode(bytes);
  } catch {
    if (decode === utf8 && isUtf8CutShort(bytes)) {
      throw new XmlRpcDecodeError('character', 'The document ends within a character', 0, true);
    }
    throw new XmlRpcDecodeError('character', 'The document is not in its charset', 0);
  }
};

/** Whether bytes that are not UTF-8 would be with more after them: a decoder that expects more takes them. */
const isUtf8CutShort = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};

const charsetOf = (contentType: string | undefined): string | undefined =>
  contentType === undefined ? undefined : /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];

/** The XML declaration is ASCII in every charset above, and stands within the document's first bytes. */
const declaredEncoding = (bytes: Uint8Array): string | undefined =>
  /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(latin1(bytes.subarray(0, 128)))?.[1];
