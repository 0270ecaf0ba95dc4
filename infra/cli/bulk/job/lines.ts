export interface Line {
  readonly text: string;
  /** Where the next line begins, in bytes. */
  readonly end: number;
  /** False if the line end was not written, and perhaps more is missing. */
  readonly isWhole: boolean;
}

const lineEnd = 0x0a;
const lost = 0x00;

/**
 * Gives the lines of a plan or of results, in UTF-8. It stops at a NUL byte: after a loss of power, a file system may have left
 * some at the end of a file.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let end = 0;
  for await (const chunk of bytes) {
    let given = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const loss = given.indexOf(lost);
    if (loss !== -1) given = given.subarray(0, loss);
    let start = 0;
    for (let at = given.indexOf(lineEnd); at !== -1; at = given.indexOf(lineEnd, start)) {
      end += at + 1 - start;
      yield { text: given.toString('utf8', start, at), end, isWhole: true };
      start = at + 1;
    }
    rest = given.subarray(start);
    if (loss !== -1) break;
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), end: end + rest.length, isWhole: false };
}
