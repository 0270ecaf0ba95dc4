import type { BadRow, Row } from '../sheet/row.ts';
import { type Content, checksumLength, checksumOf, optionDigest } from './content.ts';
import type { Plan } from './plan-file.ts';

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

const named = 5;

/** Which rows are not as they were, in words; `undefined`: all are. */
export const changedRows = async (plan: Plan, rows: AsyncIterable<Row | BadRow>): Promise<string | undefined> => {
  const source = rows[Symbol.asyncIterator]();
  const first: number[] = [];
  let changed = 0;
  let missing = 0;
  for await (const { checksums } of plan.requests()) {
    for (let at = 0; at < checksums.length; at += checksumLength) {
      const { value: row } = await source.next();
      if (row === undefined) missing += 1;
      else if (checksumOf(row) !== checksums.slice(at, at + checksumLength)) {
        changed += 1;
        if (first.length < named) first.push(row.row);
      }
    }
  }
  let added = 0;
  for (let next = await source.next(); next.done !== true; next = await source.next()) added += 1;
  const parts = [
    changed > 0 &&
      `${changed} of its rows ${changed === 1 ? 'is' : 'are'} not as before (${rowsInWords(first, changed)})`,
    missing > 0 && `${missing} ${missing === 1 ? 'is' : 'are'} missing at its end`,
    added > 0 && `${added} ${added === 1 ? 'was' : 'were'} added at its end`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : parts.join(', ');
};

const rowsInWords = (rows: readonly number[], count: number): string =>
  `row${count === 1 ? '' : 's'} ${rows.join(', ')}${count > rows.length ? ', …' : ''}`;
