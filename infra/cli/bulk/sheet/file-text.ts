import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SheetError } from '../errors.ts';
import type { SheetEncoding } from './row.ts';
import { decodeWindows1252, isWindows1252 } from './windows-1252.ts';

/** What a file's bytes are, without a look at what they say. */
export interface FileText {
  readonly path: string;
  /** In hex. */
  readonly sha256: string;
  readonly encoding: SheetEncoding;
  /** Bytes before the text: the byte order mark. */
  readonly markBytes: number;
}

type Unicode = Exclude<SheetEncoding, 'windows-1252'>;

/** Byte order marks. That of UTF-32 begins as one of UTF-16; its NUL characters are found. */
const marks: readonly (readonly [encoding: Unicode, mark: Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** What spreadsheets save under their own formats: how such files begin. */
const formats: readonly (readonly [what: string, start: Buffer])[] = [
  ['a spreadsheet (.xlsx, .ods or .numbers)', Buffer.from('PK\u0003\u0004')],
  ['a spreadsheet (.xls)', Buffer.from([0xd0, 0xcf, 0x11, 0xe0])],
  ['a PDF', Buffer.from('%PDF-')],
];

const saveAsCsv = 'In the spreadsheet, save it as CSV, in UTF-8 ("CSV UTF-8" in Excel), and send that file.';

const longestStart = 8;

/** Of more at once, the rows outlive V8's collections of young objects: a third more memory in use, and no faster. */
const bytesAtOnce = 16 * 1024;

/**
 * Reads the file once, as a stream. It is windows-1252 where it has no mark and, as a whole, is not UTF-8.
 * @throws {SheetError} where it is no text, or in no encoding that is read here
 */
export const inspectFile = async (path: string): Promise<FileText> => {
  await refuseOtherThanFile(path);
  const start = await startOf(path);
  const [format] = formats.find(([, bytes]) => start.indexOf(bytes) === 0) ?? [];
  if (format !== undefined) throw new SheetError(`${path} is ${format}, and not CSV. ${saveAsCsv}`);
  const [marked, mark] = marks.find(([, mark]) => start.indexOf(mark) === 0) ?? [undefined, Buffer.alloc(0)];
  // Programs that add one do not always look whether there is one.
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
      throw new SheetError(`${path} is no text: it has NUL bytes. ${saveAsCsv}`);
  }
  isUnicode &&= isValid();
  if (size === markBytes) throw new SheetError(`${path} is empty.`);
  if (!isUnicode && marked !== undefined) {
    throw new SheetError(`${path} says that it is ${marked.toUpperCase()}, and is not, or was cut off. ${saveAsCsv}`);
  }
  if (!isUnicode) await refuseOtherBytes(path);
  return { path, sha256: hash.digest('hex'), encoding: isUnicode ? unicode : 'windows-1252', markBytes };
};

/** The file's text as UTF-8, without its mark. @throws {SheetError} where the file has changed since it was inspected */
export async function* utf8Of({ path, sha256, encoding, markBytes }: FileText): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const toUtf8 = transcoderOf(encoding);
  let left = markBytes;
  for await (const chunk of chunksOf(path)) {
    hash.update(chunk);
    // A chunk is shorter than a mark only where the file ends.
    yield toUtf8(chunk.subarray(left));
    left = 0;
  }
  if (hash.digest('hex') !== sha256) throw new SheetError(`${path} has changed while it was read.`);
}

const refuseOtherThanFile = async (path: string): Promise<void> => {
  try {
    // It is read more than once.
    if (!(await stat(path)).isFile()) throw new SheetError(`${path} is no file.`);
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

/** Whether chunks, one after the other, and their end, are of the encoding. */
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

/** Characters of UTF-8 beyond ASCII, and bytes beyond ASCII, each of a byte as a character. */
const sequences = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;
const beyondAscii = /[\x80-\xff]/g;

/** Wrong letters are worse than none: a file that would be read with some of them is refused. */
const refuseOtherBytes = async (path: string): Promise<void> => {
  let ofUtf8 = 0;
  let others = 0;
  for await (const chunk of chunksOf(path)) {
    if (!isWindows1252(chunk)) {
      throw new SheetError(
        `${path} is neither in UTF-8 nor in windows-1252, and its letters cannot be told. ${saveAsCsv}`,
      );
    }
    const text = chunk.toString('latin1');
    ofUtf8 += text.match(sequences)?.length ?? 0;
    others += text.replace(sequences, '').match(beyondAscii)?.length ?? 0;
  }
  if (ofUtf8 >= others) {
    throw new SheetError(
      `${path} is UTF-8 but for some bytes: it was cut off, or put together from several. ${saveAsCsv}`,
    );
  }
};
