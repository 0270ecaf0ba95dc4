import type { BadRow, Row } from '../sheet/row.ts';
import { type Content, checksumOf, idempotencyKey, requestTo, textsOf } from './content.ts';
import { MessagesSeen } from './digests.ts';
import { type Group, groupsOf, type SortedRow } from './grouping.ts';
import type { Patience } from './patience.ts';
import type { PlannedRequest } from './plan-file.ts';
import type { Ports } from './ports.ts';
import { type Previewed, previewsOf } from './preview.ts';
import type { PlanCount } from './summary.ts';

interface Planning {
  readonly job: string;
  readonly content: Content;
  readonly requestSize: number;
  readonly rows: AsyncIterable<Row | BadRow>;
  readonly ports: Pick<Ports, 'client' | 'clock' | 'pause'>;
  readonly patience: Patience;
  readonly count: PlanCount;
}

/** Plans the requests of a job, with a dry run of every row, and counts what they would do. */
export async function* plannedRequests(planning: Planning): AsyncGenerator<PlannedRequest> {
  const { job, content, requestSize } = planning;
  for await (const group of groupsOf(sortedRows(planning), content, requestSize)) yield plannedFor(job, content, group);
}

/** The rows of a group that are in the request: they get a message, or the API rejects them. */
export const recipientsOf = (group: Group): readonly Row[] =>
  group.flatMap((sorted) => (sorted.kind === 'message' ? sorted.row : []));

const plannedFor = (job: string, content: Content, group: Group): PlannedRequest => {
  const recipients = recipientsOf(group);
  return {
    from: group[0]?.row.row ?? 0,
    to: group.at(-1)?.row.row ?? 0,
    messages: recipients.length,
    ...(recipients.length > 0 && { key: idempotencyKey(job, recipients, requestTo(content, recipients)) }),
    duplicates: group.flatMap((sorted) => (sorted.kind === 'duplicate' ? [sorted.row.row, sorted.of] : [])),
    checksums: group.map(({ row }) => checksumOf(row)).join(''),
  };
};

/**
 * Adds to each row the number that the API reads in it. In one dry run, the API rejects a number that occurs twice. If its text
 * is a different one, it is asked about again, to count its own verdict.
 */
async function* sortedRows({
  content,
  requestSize,
  rows,
  ports,
  patience,
  count,
}: Planning): AsyncGenerator<SortedRow> {
  const seen = new MessagesSeen();
  const textOf = textsOf(content);
  let askAgain: Asked[] = [];

  for await (const { rows: previewed, ucs2Characters } of previewsOf(rows, content, requestSize, ports, patience)) {
    count.characters(ucs2Characters);
    for (const entry of previewed) {
      count.rows += 1;
      if (entry.kind === 'bad') {
        count.bad(entry.row);
        yield entry;
        continue;
      }
      const { row, preview } = entry;
      const text = textOf(row);
      const number = preview.country === null ? undefined : preview.to;
      const first = number === undefined ? undefined : seen.add(number, text, row.row);
      if (first !== undefined) {
        count.duplicates.add(row.row);
        yield { kind: 'duplicate', row, of: first };
        continue;
      }
      if (preview.verdict === 'duplicate_recipient') askAgain.push(entry);
      else count.asked(row, text, preview);
      yield { kind: 'message', row, ...(number !== undefined && { number }) };
    }
    while (askAgain.length >= mostAskedAgain) askAgain = await askedAgain(askAgain);
  }
  while (askAgain.length > 0) askAgain = await askedAgain(askAgain);

  /** Asks once for each number. @returns the entries whose number was among them already */
  async function askedAgain(entries: readonly Asked[]): Promise<Asked[]> {
    const numbers = new Set<string>();
    const once = entries.filter(({ preview: { to } }) => !numbers.has(to) && numbers.add(to));
    const batches = previewsOf(inTurn(once.map(({ row }) => row)), content, requestSize, ports, patience);
    for await (const { rows: previewed } of batches) {
      for (const entry of previewed)
        if (entry.kind === 'asked') count.asked(entry.row, textOf(entry.row), entry.preview);
    }
    const isAsked = new Set<Previewed>(once);
    return entries.filter((entry) => !isAsked.has(entry));
  }
}

type Asked = Extract<Previewed, { readonly kind: 'asked' }>;

const mostAskedAgain = 1_000;

async function* inTurn<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
