import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { refundOf } from '../messages/charge.ts';
import { StoreUnavailableError } from '../messages/errors.ts';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/ports.ts';
import { storeMillis } from '../messages/time-budget.ts';
import { pause } from '../runtime/backoff.ts';
import { createWriteBatches, type Written } from './conditional-batches.ts';
import { toItem, toRecord } from './message-item.ts';
import { createFind } from './message-reads.ts';
import { createMeteredWrites } from './metered-writes.ts';
import { throttled } from './pauses.ts';
import { insertStatement, updateStatement } from './statement.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Where the accounts' credits are. */
  readonly accounts: string;
  readonly retentionDays: number;
  /** Told of a record that is none of ours: it is treated as absent, and stops no others. */
  readonly onUnreadable: (key: unknown) => void;
}

/** Messages in DynamoDB, each an item. */
export const createMessageStore = ({ client, table, accounts, retentionDays, onUnreadable }: Options): MessageStore => {
  const recordOf = (message: Message) => toRecord(message, retentionDays);
  const itemOf = (message: Message) => toItem(message, retentionDays);
  const find = createFind({ client, table, onUnreadable });
  const write = createWriteBatches(client);
  const metered = createMeteredWrites({ client, messages: table, accounts, itemOf });

  /**
   * If the answer to a write was lost, the write may have been carried out, and its repetition is refused by it. So whatever
   * was not taken is compared with the record; where that cannot be read `within` these milliseconds, nobody knows.
   */
  const confirmOwnWrites = async (
    intended: readonly Message[],
    written: readonly Written[],
    within: number,
  ): Promise<Written[]> => {
    const doubtful = intended.filter((_, index) => isDoubtful(written[index]));
    const found = doubtful.length === 0 ? undefined : await findWithin(doubtful, within);
    return intended.map((message, index) => {
      const result = written[index] ?? 'unavailable';
      if (!isDoubtful(result)) return result;
      if (found === undefined) return 'unavailable';
      return isSameWrite(found.get(message.id), message) ? 'written' : result;
    });
  };

  /** Asks for the records again where the store does not answer; `undefined`: it did not in time. */
  const findWithin = async (
    messages: readonly Message[],
    within: number,
  ): Promise<ReadonlyMap<string, Message> | undefined> => {
    const ids = messages.map(({ id }) => id);
    const signal = AbortSignal.timeout(within);
    for (let round = 1; ; round += 1) {
      const found = await find(ids).catch(undefinedIfUnavailable);
      if (found !== undefined || signal.aborted) return found;
      await pause(round, throttled, signal);
    }
  };

  return {
    find,

    insert: async (messages, within = 0) => {
      const { time, timeLeft } = timeFor(within);
      const written = await divided(
        messages,
        ({ charge = 0 }) => charge > 0,
        (charged) => metered.insert(charged, time),
        (plain) =>
          write(
            plain.map((message) => insertStatement(table, recordOf(message))),
            time,
          ),
      );
      const recognised = await confirmOwnWrites(messages, written, timeLeft());
      return recognised.map((result) => insertOutcomes[result]);
    },

    apply: async (changes, within = 0) => {
      const { time, timeLeft } = timeFor(within);
      const written = await divided(
        changes,
        (change) => refundOf(change) > 0,
        (refunded) => metered.apply(refunded, time),
        (plain) =>
          write(
            plain.map(({ before, after }) => updateStatement(table, recordOf(before), recordOf(after))),
            time,
          ),
      );
      const intended = changes.map(({ after }) => after);
      return (await confirmOwnWrites(intended, written, timeLeft())).map((result) => changeOutcomes[result]);
    },
  };
};

/** What a caller gives a write, from now on: at least the usual time. The look at what was written has what is left then. */
const timeFor = (within: number) => {
  const end = Date.now() + within;
  return { time: Math.max(storeMillis, within), timeLeft: () => Math.max(0, end - Date.now()) };
};

const insertOutcomes = {
  written: 'added',
  refused: 'exists',
  no_credit: 'no_credit',
  unavailable: 'unknown',
} as const;
/** A change charges nothing, so that it never lacks credit. */
const changeOutcomes = {
  written: 'applied',
  refused: 'stale',
  no_credit: 'unavailable',
  unavailable: 'unavailable',
} as const;

const isDoubtful = (result: Written | undefined): boolean => result !== 'written' && result !== 'no_credit';

const isSameWrite = (record: Message | undefined, intended: Message): boolean =>
  record?.attempt === intended.attempt &&
  record.version === intended.version &&
  record.status === intended.status &&
  record.updatedAt === intended.updatedAt;

const undefinedIfUnavailable = (error: unknown): undefined => {
  if (!(error instanceof StoreUnavailableError)) throw error;
};

/** Writes the entries of two kinds each in its way, and returns the results in the order of the entries. */
const divided = async <T>(
  entries: readonly T[],
  isMetered: (entry: T) => boolean,
  writeMetered: (entries: readonly T[]) => Promise<Written[]>,
  writePlain: (entries: readonly T[]) => Promise<Written[]>,
): Promise<readonly Written[]> => {
  const kinds = [entries.filter(isMetered), entries.filter((entry) => !isMetered(entry))] as const;
  const [metered, plain] = await Promise.all([writeMetered(kinds[0]), writePlain(kinds[1])]);
  const results = new Map([
    ...kinds[0].map((entry, index) => [entry, metered[index]] as const),
    ...kinds[1].map((entry, index) => [entry, plain[index]] as const),
  ]);
  return entries.map((entry) => results.get(entry) ?? 'unavailable');
};
