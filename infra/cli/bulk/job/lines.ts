/** A line of a file. */
export interface Line {
  readonly text: string;
  /** Where the next one begins, in bytes. */
  readonly end: number;
  /** Whether its end was written: else the rest of it was lost. */
  readonly isWhole: boolean;
}

const lineEnd = 0x0a;
const lost = 0x00;

/**
 * The lines of a file of ours, in UTF-8. It ends where the file does, or at a byte 0: a file system may leave those where a
 * loss of power kept the bytes from being written.
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
