import { JobError } from '../errors.ts';
import type { BadRow, Row } from '../sheet/row.ts';
import { rowNumbers } from '../words.ts';
import { rejectOthersAccount } from './account.ts';
import { type Content, checksumOf, checksumsIn, optionDigest } from './content.ts';
import type { Job } from './job.ts';
import type { Plan } from './plan-file.ts';
import type { Ports } from './ports.ts';
import { RowList } from './summary.ts';

/** Digests of the options that may not change while a job continues. The rate may. */
export const optionsOf = (content: Content, requestSize: number): Readonly<Record<string, string>> => {
  const { text, encoding, sender, type, scheduledAt, validUntil, validFor, reference, metadata } = content;
  const options = {
    '--text': text,
    '--encoding': encoding,
    '--sender': sender,
    '--type': type,
    '--at': scheduledAt,
    '--valid-until': validUntil,
    '--valid-for': validFor,
    '--reference': reference,
    '--metadata': metadata,
    '--request-size': requestSize,
  };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, optionDigest(value ?? null)]));
};

/** @throws {JobError} if the name, options, rows or account differ from the plan */
export const rejectChanges = async (job: Job, plan: Plan, ports: Ports): Promise<void> => {
  const { head } = plan;
  const isAnother = (what: string) =>
    new JobError(
      `The job ${job.name} was planned with other ${what}. To continue it, restore what has changed. To start a new job, give it ` +
        'another --key: then everybody in it gets a message, even those who got one from this job.',
    );
  if (head.job !== job.name) throw isAnother(`names: it was ${head.job}`);
  const options = changedOptions(head.options, optionsOf(job.content, job.requestSize));
  if (options.length > 0) throw isAnother(`options: ${options.join(', ')}`);
  if (head.sha256 !== job.sheet.sha256) {
    const rows = await changedRows(plan, job.sheet.rows());
    if (rows !== undefined) throw isAnother(`rows: ${rows}`);
  }
  if (head.apiKey !== optionDigest(job.sender.apiKey)) await rejectOthersAccount(head, ports);
};

const changedOptions = (
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]);

/** @returns in words, which rows have changed; `undefined` if none has */
export const changedRows = async (plan: Plan, rows: AsyncIterable<Row | BadRow>): Promise<string | undefined> => {
  const source = rows[Symbol.asyncIterator]();
  const changed = new RowList();
  let missing = 0;
  for await (const { checksums } of plan.requests()) {
    for (const checksum of checksumsIn(checksums)) {
      const { value: row } = await source.next();
      if (row === undefined) missing += 1;
      else if (checksumOf(row) !== checksum) changed.add(row.row);
    }
  }
  let added = 0;
  for (let next = await source.next(); next.done !== true; next = await source.next()) added += 1;
  const parts = [
    changed.count > 0 &&
      `${changed.count} ${changed.count === 1 ? 'row has' : 'rows have'} changed (${rowNumbers(changed.view())})`,
    missing > 0 && `${missing} ${missing === 1 ? 'is' : 'are'} missing at its end`,
    added > 0 && `${added} ${added === 1 ? 'was' : 'were'} added at its end`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : parts.join(', ');
};
