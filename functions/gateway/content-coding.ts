/** Loaded on first use, as hardly any reply is coded: it takes 13 ms of a cold start. */
const zlib = () => process.getBuiltinModule('node:zlib');

type Unpack = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

const gunzip: Unpack = (bytes, options) => zlib().gunzipSync(bytes, options);
const unbrotli: Unpack = (bytes, options) => zlib().brotliDecompressSync(bytes, options);
/** RFC 9110 has deflate in zlib's wrapping; some servers leave that off. */
const inflate: Unpack = (bytes, options) =>
  isWrapped(bytes) ? zlib().inflateSync(bytes, options) : zlib().inflateRawSync(bytes, options);

/** By the check bits of zlib's header (RFC 1950 §2.2). */
const isWrapped = ([first = 0, second = 0]: Uint8Array): boolean =>
  (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;

const codings: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', unbrotli],
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
  const listed = (contentEncoding ?? '').toLowerCase().split(',');
  const named = listed.flatMap((coding) => codings.get(coding.trim()) ?? []).reverse();
  if (named.length > mostCodings) throw new ContentCodingError('The body is coded too many times.');
  const unpacked = named.reduce((bytes, coding) => unpackOnce(bytes, coding, maxBytes), body);
  return isGzip(unpacked) ? unpackOnce(unpacked, gunzip, maxBytes) : unpacked;
};

const unpackOnce = (bytes: Buffer, coding: Unpack, maxOutputLength: number): Buffer => {
  if (isClear(bytes)) return bytes;
  try {
    return coding(bytes, { maxOutputLength });
  } catch (cause) {
    throw new ContentCodingError('The body cannot be unpacked.', codeOf(cause) === 'Z_BUF_ERROR', cause);
  }
};

/** No coding begins a body with blanks, a byte order mark and a tag; in UTF-16 there are zeros between. */
const isClear = (bytes: Buffer): boolean =>
  /^(?:[\s\0\xef\xbb\xbf]|\xff\xfe|\xfe\xff)*<\0?[?!a-z]/i.test(bytes.toString('latin1', 0, 1000));

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
