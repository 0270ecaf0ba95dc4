import type { BadRow, Row } from '../sheet/row.ts';
import type { Content } from './content.ts';
import { createRoom } from './room.ts';

/** A row with what the dry run has found out. */
export type SortedRow =
  | {
      readonly kind: 'message';
      readonly row: Row;
      /** In E.164; absent if it is not a valid number. */
      readonly number?: string;
    }
  | { readonly kind: 'duplicate'; readonly row: Row; readonly of: number }
  | { readonly kind: 'bad'; readonly row: BadRow };

/** Consecutive rows of one request, including those that get no message. */
export type Group = readonly SortedRow[];

/**
 * Divides a file into requests. The result only depends on the rows and options: not on the rate, the time or earlier runs.
 * A new request begins when a recipient would make the present one too large, or is in it already, which the API rejects.
 */
export async function* groupsOf(
  rows: AsyncIterable<SortedRow>,
  content: Content,
  requestSize: number,
): AsyncGenerator<Group> {
  const room = createRoom(content, requestSize);
  let group: SortedRow[] = [];
  let numbers = new Set<string>();
  for await (const sorted of rows) {
    const message = sorted.kind === 'message' ? sorted : undefined;
    const number = message?.number;
    const isInIt = number !== undefined && numbers.has(number);
    if (isInIt || !room.take(message?.row)) {
      if (group.length > 0) yield group;
      group = [];
      numbers = new Set();
      room.begin(message?.row);
    }
    group.push(sorted);
    if (number !== undefined) numbers.add(number);
  }
  if (group.length > 0) yield group;
}
