import { longestReason } from '../../../functions/contract/suppressions.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { bareNumber } from '../../../functions/messages/number-spelling.ts';
import { readNumber } from '../../../functions/messages/numbers.ts';
import type { Suppression, SuppressionList } from '../../../functions/messages/ports.ts';
import { type Backoff, pause } from '../../../functions/runtime/backoff.ts';
import { eachOf } from '../../../functions/runtime/concurrency.ts';
import { anyRegion } from './region.ts';

/** A line of a file that is no entry, and why. It does not repeat the number. */
interface BadLine {
  /** From 1. */
  readonly line: number;
  readonly problem: string;
}

type Entry = Pick<Suppression, 'number' | 'reason'>;

/**
 * Reads a file of numbers: one a line, and after a comma, a semicolon or a tab the reason, if there is one. Blank lines and
 * those that begin with `#` are left out. `region`: where national numbers are read; absent: they are bad lines.
 */
export const readEntries = (
  text: string,
  region: string | undefined,
): { readonly entries: readonly Entry[]; readonly badLines: readonly BadLine[] } => {
  // One entry a number: of several reasons the last one counts.
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

/** The entry, or what is wrong with it. */
const readLine = (line: string, region: string | undefined): Entry | string => {
  const [, written = '', rest = ''] = /^([^,;\t]*)[,;\t]?(.*)$/s.exec(line) ?? [];
  const reason = rest.trim().replace(/^"(.*)"$/, '$1');
  if (reason.length > longestReason)
    return `The reason has ${reason.length} characters, and may have ${longestReason}.`;
  const isNational = /\p{Nd}/u.test(written) && !/^[+\uff0b]/.test(bareNumber(written));
  if (region === undefined && isNational)
    return 'The number is not international, and the account has no region: say where it is to be read with --region CH.';
  const read = readNumber(written, { region: region ?? anyRegion, allowedCountries: [] });
  if (!read.ok && read.number === undefined) return read.problem;
  const { number = '' } = read;
  return { number, ...(reason !== '' && { reason }) };
};

/** An account's list takes 1,000 writes a second for a start; one write takes some 10 ms. */
const writesAtOnce = 25;
/** Tries of a write that the store does not take, with pauses that come to half a minute. */
const tries = 12;
const refused: Backoff = { first: 50, longest: 5_000, spread: [0.5, 1.5] };

/** Puts entries on an account's list. Those that are there stay as they are, but for a reason that is given. */
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
