import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SheetError } from '../errors.ts';
import type { SheetEncoding } from './row.ts';
import { decodeWindows1252, isWindows1252 } from './windows-1252.ts';

/** What is known of a file's bytes before they are parsed. */
export interface FileText {
  readonly path: string;
  /** In hex. */
  readonly sha256: string;
  readonly encoding: SheetEncoding;
  /** Length of the byte order mark before the text. */
  readonly markBytes: number;
}

type Unicode = Exclude<SheetEncoding, 'windows-1252'>;

/** Byte order marks. UTF-32's begins like UTF-16's: it is recognised by its NUL characters. */
const marks: readonly (readonly [encoding: Unicode, mark: Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** First bytes of files that are not CSV. */
const formats: readonly (readonly [what: string, start: Buffer])[] = [
  ['a spreadsheet (.xlsx, .ods or .numbers)', Buffer.from('PK\u0003\u0004')],
  ['a spreadsheet (.xls)', Buffer.from([0xd0, 0xcf, 0x11, 0xe0])],
  ['a PDF', Buffer.from('%PDF-')],
];

const saveAsCsv = 'Save it as CSV in UTF-8 ("CSV UTF-8" in Excel), and use that file.';

const longestStart = 8;

/** With larger chunks, rows outlive V8's young generation: a third more memory, and no faster. */
const bytesAtOnce = 16 * 1024;

/**
 * Reads the file once, as a stream. Without a byte order mark it is UTF-8 if all of it is valid, and windows-1252 if not.
 * @throws {SheetError} if it is not text, or in another encoding
 */
export const inspectFile = async (path: string): Promise<FileText> => {
  await rejectOtherThanFile(path);
  const start = await startOf(path);
  const [format] = formats.find(([, bytes]) => start.indexOf(bytes) === 0) ?? [];
  if (format !== undefined) throw new SheetError(`${path} is ${format}, not CSV. ${saveAsCsv}`);
  const [marked, mark] = marks.find(([, mark]) => start.indexOf(mark) === 0) ?? [undefined, Buffer.alloc(0)];
  // Some programs add a second mark to a file that has one.
  const markBytes =
    marked !== undefined && start.indexOf(mark, mark.length) === mark.length ? 2 * mark.length : mark.length;

  const unicode = marked ?? 'utf-8';
  const hash = createHash('sha256');
  const isValid = createValidity(unicode);
  let isUnicode = true;
  let size = 0;
  for await (const chunk of chunksOf(path)) {
    hash.update(chunk);
    size += chunk.length;
    isUnicode &&= isValid(chunk);
    if (unicode === 'utf-8' && chunk.includes(0))
      throw new SheetError(`${path} is not a text file: it contains NUL bytes. ${saveAsCsv}`);
  }
  isUnicode &&= isValid();
  if (size === markBytes) throw new SheetError(`${path} is empty.`);
  if (!isUnicode && marked !== undefined) {
    throw new SheetError(
      `${path} begins like ${marked.toUpperCase()}, but is not valid; perhaps it was cut off. ${saveAsCsv}`,
    );
  }
  if (!isUnicode) await rejectOtherBytes(path);
  return { path, sha256: hash.digest('hex'), encoding: isUnicode ? unicode : 'windows-1252', markBytes };
};

/** The text as UTF-8, without its mark. @throws {SheetError} if the file has changed since it was inspected */
export async function* utf8Of({ path, sha256, encoding, markBytes }: FileText): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const toUtf8 = transcoderOf(encoding);
  let left = markBytes;
  for await (const chunk of chunksOf(path)) {
    hash.update(chunk);
    // Only the last chunk can be shorter than a mark.
    yield toUtf8(chunk.subarray(left));
    left = 0;
  }
  if (hash.digest('hex') !== sha256)
    throw new SheetError(`${path} was changed while it was read. Run the command again.`);
}

const rejectOtherThanFile = async (path: string): Promise<void> => {
  try {
    // A pipe will not do: the file is read more than once.
    if (!(await stat(path)).isFile()) throw new SheetError(`${path} is not a regular file.`);
  } catch (error) {
    throw asSheetError(path, error);
  }
};

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: bytesAtOnce });
    yield* chunks;
  } catch (error) {
    throw asSheetError(path, error);
  }
}

const asSheetError = (path: string, error: unknown): unknown => {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  const isMissing = 'code' in error && error.code === 'ENOENT';
  const problem = isMissing ? `There is no file ${path}.` : `${path} cannot be read: ${error.message}`;
  return new SheetError(problem, { cause: error });
};

const startOf = async (path: string): Promise<Buffer> => {
  for await (const chunk of chunksOf(path)) return chunk.subarray(0, longestStart);
  return Buffer.alloc(0);
};

/** Call it with each chunk, then without one for the end. It tells whether the bytes are valid in the encoding. */
const createValidity = (encoding: Unicode) => {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (chunk?: Buffer): boolean => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch {
      return false;
    }
  };
};

const transcoderOf = (encoding: SheetEncoding): ((chunk: Buffer) => Buffer) => {
  if (encoding === 'utf-8') return (chunk) => chunk;
  if (encoding === 'windows-1252') return (chunk) => Buffer.from(decodeWindows1252(chunk));
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }));
};

/** Non-ASCII characters of UTF-8, and single non-ASCII bytes, in text that has one character for each byte. */
const sequences = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;
const beyondAscii = /[\x80-\xff]/g;

/** Wrong letters are worse than none, so a file with a doubtful encoding is rejected. */
const rejectOtherBytes = async (path: string): Promise<void> => {
  let ofUtf8 = 0;
  let others = 0;
  for await (const chunk of chunksOf(path)) {
    if (!isWindows1252(chunk)) {
      throw new SheetError(
        `${path} is neither UTF-8 nor windows-1252, so its letters would come out wrong. ${saveAsCsv}`,
      );
    }
    const text = chunk.toString('latin1');
    ofUtf8 += text.match(sequences)?.length ?? 0;
    others += text.replace(sequences, '').match(beyondAscii)?.length ?? 0;
  }
  if (ofUtf8 >= others) {
    throw new SheetError(
      `${path} is UTF-8 except for some bytes: perhaps it was cut off, or put together from several files. ${saveAsCsv}`,
    );
  }
};
