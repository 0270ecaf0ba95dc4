import { isClearXml } from '../xmlrpc/clear-text.ts';

/** Loaded on first use, as hardly any reply is coded: it takes 4 ms of a cold start. */
const zlib = () => process.getBuiltinModule('node:zlib');

type Unpack = (bytes: Buffer, maxOutputLength: number) => Buffer;

/** Node refuses by itself what follows, but for zeros. A blank there is none of gzip's own, which ends in a small size. */
const gunzip: Unpack = (bytes, maxOutputLength) => zlib().gunzipSync(withoutBlanksAtEnd(bytes), { maxOutputLength });

const unbrotli: Unpack = (bytes, maxOutputLength) =>
  wholeOf(bytes, zlib().brotliDecompressSync(bytes, { maxOutputLength, info: true }));

const unzstd: Unpack = (bytes, maxOutputLength) =>
  wholeOf(bytes, zlib().zstdDecompressSync(bytes, { maxOutputLength, info: true }));

/** RFC 9110 has deflate in zlib's wrapping; some servers leave that off. */
const inflate: Unpack = (bytes, maxOutputLength) => {
  const unpackOne = isWrapped(bytes) ? zlib().inflateSync : zlib().inflateRawSync;
  return wholeOf(bytes, unpackOne(bytes, { maxOutputLength, info: true }));
};

/** What `info: true` has zlib give, of which its types know nothing. */
interface Unpacked {
  readonly buffer: Buffer;
  /** Its count of packed bytes read: what follows them is passed over in silence. */
  readonly engine: { readonly bytesWritten: number };
}

const isUnpacked = (value: object): value is Unpacked => 'buffer' in value && 'engine' in value;

const wholeOf = (bytes: Buffer, unpacked: object): Buffer => {
  if (!isUnpacked(unpacked)) throw new TypeError('zlib gave no info.');
  const surplus = bytes.subarray(unpacked.engine.bytesWritten);
  const isPadding = surplus.every((byte) => byte === 0 || isBlank(byte));
  if (!isPadding) throw new ContentCodingError('There is something after the end of the packed body.');
  return unpacked.buffer;
};

/** A script's stray line end. */
const withoutBlanksAtEnd = (bytes: Buffer): Buffer =>
  bytes.subarray(0, bytes.findLastIndex((byte) => !isBlank(byte)) + 1);

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** By the check bits of zlib's header (RFC 1950 §2.2). */
const isWrapped = ([first = 0, second = 0]: Uint8Array): boolean =>
  (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;

const codings: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', unbrotli],
  ['zstd', unzstd],
]);

/** The body cannot be unpacked, or is too large when it is. */
export class ContentCodingError extends Error {
  override readonly name = 'ContentCodingError';
  /** It was sound as far as it went: its end is missing. */
  readonly truncated: boolean;

  constructor(problem: string, truncated = false, cause?: unknown) {
    super(problem, { cause });
    this.truncated = truncated;
  }
}

/** Each takes time and memory of its own. */
const mostCodings = 2;

/**
 * The document in a body that was coded without having been asked for. Where a document stands in clear, whatever the
 * header says of it, it is that: names of codings are invented, and gateways on the way unpack without telling so.
 * @throws ContentCodingError
 */
export const unpack = (body: Buffer, contentEncoding: string | undefined, maxBytes: number): Buffer => {
  if (isClearXml(body)) return body;
  const listed = (contentEncoding ?? '').toLowerCase().split(',');
  const named = listed.flatMap((coding) => codings.get(coding.trim()) ?? []).reverse();
  if (named.length > mostCodings) throw new ContentCodingError('The body is coded too many times.');
  const unpacked = named.reduce((bytes, coding) => unpackOnce(bytes, coding, maxBytes), body);
  return isGzip(unpacked) ? unpackOnce(unpacked, gunzip, maxBytes) : unpacked;
};

const unpackOnce = (bytes: Buffer, coding: Unpack, maxOutputLength: number): Buffer => {
  if (isClearXml(bytes)) return bytes;
  try {
    return (isGzip(bytes) ? gunzip : coding)(bytes, maxOutputLength);
  } catch (cause) {
    if (cause instanceof ContentCodingError) throw cause;
    throw new ContentCodingError('The body cannot be unpacked.', codeOf(cause) === 'Z_BUF_ERROR', cause);
  }
};

/** Whatever its name: no stream of deflate begins so, and hardly one of brotli. */
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
