import type { BadRow, Row } from '../sheet/row.ts';
import { type Content, heaviest, weighing } from './content.ts';

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

/** Duplicates and bad rows take no room in a request, and are held in memory all the same. */
const mostRows = 4_000;

/**
 * Cuts a file into requests. The same rows are cut the same way always, whatever the rate, the time or the number of tries:
 * a request begins anew where another recipient would make it too large, or stand in it twice, which the API refuses.
 */
export async function* groupsOf(
  rows: AsyncIterable<SortedRow>,
  content: Content,
  requestSize: number,
): AsyncGenerator<Group> {
  const { ofNobody, of } = weighing(content);
  let group: SortedRow[] = [];
  let numbers = new Set<string>();
  let [recipients, { body, reply }] = [0, ofNobody];
  for await (const sorted of rows) {
    const weight = sorted.kind === 'message' ? of(sorted.row) : { body: 0, reply: 0 };
    const hasRoom =
      group.length < mostRows &&
      (sorted.kind !== 'message' ||
        (recipients < requestSize &&
          !(sorted.number !== undefined && numbers.has(sorted.number)) &&
          body + weight.body <= heaviest.body &&
          reply + weight.reply <= heaviest.reply));
    if (!hasRoom && group.length > 0) {
      yield group;
      group = [];
      numbers = new Set();
      [recipients, { body, reply }] = [0, ofNobody];
    }
    group.push(sorted);
    if (sorted.kind === 'message') {
      recipients += 1;
      if (sorted.number !== undefined) numbers.add(sorted.number);
    }
    body += weight.body;
    reply += weight.reply;
  }
  if (group.length > 0) yield group;
}
