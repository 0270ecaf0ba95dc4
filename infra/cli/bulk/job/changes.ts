import type { BadRow, Row } from '../sheet/row.ts';
import { rowNumbers } from '../words.ts';
import { type Content, checksumOf, checksumsIn, optionDigest } from './content.ts';
import type { Plan } from './plan-file.ts';
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

/** Names of the options that are not as they were. */
export const changedOptions = (
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
