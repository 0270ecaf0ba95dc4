import type { BadRow, Row } from '../sheet/row.ts';
import type { Content } from './content.ts';
import { createRoom } from './room.ts';

/** A row of the file, with what is known of it before it is sent. */
export type SortedRow =
  | {
      readonly kind: 'message';
      readonly row: Row;
      /** In E.164; absent: the API reads none in it. */
      readonly number?: string;
    }
  | { readonly kind: 'duplicate'; readonly row: Row; readonly of: number }
  | { readonly kind: 'bad'; readonly row: BadRow };

/** Rows that follow one another, and go into one request, but for those that get no message. */
export type Group = readonly SortedRow[];

/**
 * Cuts a file into requests. The same rows are cut the same way always, whatever the rate, the time or the number of tries:
 * a request begins anew where another recipient would make it too large, or stand in it twice, which the API refuses.
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
    const standsInIt = number !== undefined && numbers.has(number);
    if (standsInIt || !room.take(message?.row)) {
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
