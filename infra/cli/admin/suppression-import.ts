import { longestReason } from '../../../functions/contract/suppressions.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { bareNumber } from '../../../functions/messages/number-spelling.ts';
import { readNumber } from '../../../functions/messages/numbers.ts';
import type { Suppression, SuppressionList } from '../../../functions/messages/ports.ts';
import { type Backoff, pause } from '../../../functions/runtime/backoff.ts';
import { eachOf } from '../../../functions/runtime/concurrency.ts';
import { anyRegion } from './region.ts';

/** A line that could not be read. It does not contain the number. */
interface BadLine {
  /** From 1. */
  readonly line: number;
  readonly problem: string;
}

type Entry = Pick<Suppression, 'number' | 'reason'>;

/**
 * Reads a file of numbers: one on each line, with an optional reason after a comma, semicolon or tab. Blank lines and lines
 * that begin with `#` are skipped.
 * @param region the country of national numbers; if absent, they are bad lines
 */
export const readEntries = (
  text: string,
  region: string | undefined,
): { readonly entries: readonly Entry[]; readonly badLines: readonly BadLine[] } => {
  // One entry for each number: of several reasons, the last one counts.
  const entries = new Map<string, Entry>();
  const badLines: BadLine[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|[\r\n]/)
    .entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const read = readLine(line, region);
    if (typeof read === 'string') badLines.push({ line: index + 1, problem: read });
    else entries.set(read.number, read);
  }
  return { entries: [...entries.values()], badLines };
};

/** @returns the entry, or what is wrong with the line */
const readLine = (line: string, region: string | undefined): Entry | string => {
  const [, written = '', rest = ''] = /^([^,;\t]*)[,;\t]?(.*)$/s.exec(line) ?? [];
  const reason = rest.trim().replace(/^"(.*)"$/, '$1');
  if (reason.length > longestReason)
    return `The reason has ${reason.length} characters; at most ${longestReason} are allowed.`;
  const isNational = /\p{Nd}/u.test(written) && !/^[+\uff0b]/.test(bareNumber(written));
  if (region === undefined && isNational)
    return 'The number is national, and the account has no region. Say in which country it is: --region CH.';
  const read = readNumber(written, { region: region ?? anyRegion, allowedCountries: [] });
  if (!read.ok && read.number === undefined) return read.problem;
  const { number = '' } = read;
  return { number, ...(reason !== '' && { reason }) };
};

/** A new DynamoDB partition takes 1,000 writes a second, and one write takes about 10 ms. */
const writesAtOnce = 25;
/** If DynamoDB refuses a write, it is tried this often; the pauses amount to half a minute. */
const tries = 12;
const refused: Backoff = { first: 50, longest: 5_000, spread: [0.5, 1.5] };

/** Adds entries to an account's list. Of those that are there already, only the reason changes, if one is given. */
export const addEntries = async (
  list: Pick<SuppressionList, 'add'>,
  account: string,
  entries: readonly Entry[],
  now: Date,
): Promise<void> => {
  const createdAt = now.toISOString();
  await eachOf(entries, writesAtOnce, async (entry) => {
    await patiently(() => list.add(account, { ...entry, createdAt, by: 'admin' }));
  });
};

const patiently = async <T>(write: () => Promise<T>): Promise<T> => {
  for (let round = 1; round < tries; round += 1) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      await pause(round, refused);
    }
  }
  return write();
};
