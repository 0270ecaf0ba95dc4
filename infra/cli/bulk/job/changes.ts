import { JobError } from '../errors.ts';
import type { BadRow, Row } from '../sheet/row.ts';
import { rowNumbers } from '../words.ts';
import { refuseOthersAccount } from './account.ts';
import { type Content, checksumOf, checksumsIn, optionDigest } from './content.ts';
import type { Job } from './job.ts';
import type { Plan } from './plan-file.ts';
import type { Ports } from './ports.ts';
import { RowList } from './summary.ts';

/** Options that make a job what it is, as the command spells them. The rate is none of them. */
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

/** @throws {JobError} where a job is not the one that was planned */
export const refuseChanges = async (job: Job, plan: Plan, ports: Ports): Promise<void> => {
  const { head } = plan;
  const isAnother = (what: string) =>
    new JobError(
      `The job ${job.name} was planned with other ${what}. Give it what it had, to go on with it; or give what is new a name ` +
        'of its own, with --key: then everybody in it gets a message, also those who had one from this job.',
    );
  if (head.job !== job.name) throw isAnother(`names: it was ${head.job}`);
  const options = changedOptions(head.options, optionsOf(job.content, job.requestSize));
  if (options.length > 0) throw isAnother(`options: ${options.join(', ')}`);
  if (head.sha256 !== job.sheet.sha256) {
    const rows = await changedRows(plan, job.sheet.rows());
    if (rows !== undefined) throw isAnother(`rows: ${rows}`);
  }
  if (head.apiKey !== optionDigest(job.sender.apiKey)) await refuseOthersAccount(head, ports);
};

/** Names of the options that are not as they were. */
const changedOptions = (
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]);

/** Which rows are not as they were, in words; `undefined`: all are. */
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
      `${changed.count} of its rows ${changed.count === 1 ? 'is' : 'are'} not as before (${rowNumbers(changed.view())})`,
    missing > 0 && `${missing} ${missing === 1 ? 'is' : 'are'} missing at its end`,
    added > 0 && `${added} ${added === 1 ? 'was' : 'were'} added at its end`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : parts.join(', ');
};
