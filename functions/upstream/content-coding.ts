import { isClearXml } from '../xmlrpc/clear-text.ts';

/** Loaded on first use, because hardly any reply is compressed and loading takes 4 ms of a cold start. */
const zlib = () => process.getBuiltinModule('node:zlib');

type Unpack = (bytes: Buffer, maxOutputLength: number) => Buffer;

/**
 * Node itself rejects bytes after the end, except zeros. Blanks can be cut off, because gzip data ends in the high byte
 * of its size, which is small here.
 */
const gunzip: Unpack = (bytes, maxOutputLength) => zlib().gunzipSync(withoutBlanksAtEnd(bytes), { maxOutputLength });

const unbrotli: Unpack = (bytes, maxOutputLength) =>
  wholeOf(bytes, zlib().brotliDecompressSync(bytes, { maxOutputLength, info: true }));

const unzstd: Unpack = (bytes, maxOutputLength) =>
  wholeOf(bytes, zlib().zstdDecompressSync(bytes, { maxOutputLength, info: true }));

/** RFC 9110 puts deflate into a zlib wrapper, but some servers leave it out. */
const inflate: Unpack = (bytes, maxOutputLength) => {
  const unpackOne = isWrapped(bytes) ? zlib().inflateSync : zlib().inflateRawSync;
  return wholeOf(bytes, unpackOne(bytes, { maxOutputLength, info: true }));
};

/** The result of zlib with `info: true`, which its types do not know. */
interface Unpacked {
  readonly buffer: Buffer;
  /** `bytesWritten` is how many packed bytes were read. zlib ignores the bytes after them. */
  readonly engine: { readonly bytesWritten: number };
}

const isUnpacked = (value: object): value is Unpacked => 'buffer' in value && 'engine' in value;

const wholeOf = (bytes: Buffer, unpacked: object): Buffer => {
  if (!isUnpacked(unpacked)) throw new TypeError('zlib gave no info.');
  const surplus = bytes.subarray(unpacked.engine.bytesWritten);
  const isPadding = surplus.every((byte) => byte === 0 || isBlank(byte));
  if (!isPadding) throw new ContentCodingError('The compressed body is followed by other bytes.');
  return unpacked.buffer;
};

/** Scripts may leave a line end after the data. */
const withoutBlanksAtEnd = (bytes: Buffer): Buffer =>
  bytes.subarray(0, bytes.findLastIndex((byte) => !isBlank(byte)) + 1);

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** Checks the header of a zlib wrapper (RFC 1950 §2.2). */
const isWrapped = ([first = 0, second = 0]: Uint8Array): boolean =>
  (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;

const codings: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', unbrotli],
  ['zstd', unzstd],
]);

/** The body cannot be unpacked, or is too large when unpacked. */
export class ContentCodingError extends Error {
  override readonly name = 'ContentCodingError';
  /** The body is sound, but its end is missing. */
  readonly truncated: boolean;

  constructor(problem: string, truncated = false, cause?: unknown) {
    super(problem, { cause });
    this.truncated = truncated;
  }
}

/** Each coding takes time and memory. */
const mostCodings = 2;

/**
 * Unpacks a body that was compressed although textgate asked for no compression. If the body is plain XML, the header
 * is ignored: servers invent names of codings, and proxies unpack bodies without changing the header.
 * @throws ContentCodingError
 */
export const unpack = (body: Buffer, contentEncoding: string | undefined, maxBytes: number): Buffer => {
  if (isClearXml(body)) return body;
  const listed = (contentEncoding ?? '').toLowerCase().split(',');
  const named = listed.flatMap((coding) => codings.get(coding.trim()) ?? []).reverse();
  if (named.length > mostCodings) throw new ContentCodingError('The body has too many content codings.');
  const unpacked = named.reduce((bytes, coding) => unpackOnce(bytes, coding, maxBytes), body);
  return isGzip(unpacked) ? unpackOnce(unpacked, gunzip, maxBytes) : unpacked;
};

const unpackOnce = (bytes: Buffer, coding: Unpack, maxOutputLength: number): Buffer => {
  if (isClearXml(bytes)) return bytes;
  try {
    return (isGzip(bytes) ? gunzip : coding)(bytes, maxOutputLength);
  } catch (cause) {
    if (cause instanceof ContentCodingError) throw cause;
    throw new ContentCodingError('The body cannot be decompressed.', codeOf(cause) === 'Z_BUF_ERROR', cause);
  }
};

/**
 * gzip is recognised by its first bytes, whatever the header says: no deflate stream begins like this, and hardly any
 * brotli.
 */
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
