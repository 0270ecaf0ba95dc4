import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { refundOf } from '../messages/charge.ts';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/ports.ts';
import { storeMillis } from '../messages/time-budget.ts';
import { createWriteBatches, type Written } from './conditional-batches.ts';
import { toItem, toRecord } from './message-item.ts';
import { createFind } from './message-reads.ts';
import { createMeteredWrites } from './metered-writes.ts';
import { confirmOwnWrites } from './own-writes.ts';
import { insertStatement, updateStatement } from './statement.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** The accounts' table, which has their credits. */
  readonly accounts: string;
  readonly retentionDays: number;
  /** Called with the key of a record that cannot be read. The record counts as absent; the others are not affected. */
  readonly onUnreadable: (key: unknown) => void;
}

export const createMessageStore = ({ client, table, accounts, retentionDays, onUnreadable }: Options): MessageStore => {
  const recordOf = (message: Message) => toRecord(message, retentionDays);
  const itemOf = (message: Message) => toItem(message, retentionDays);
  const find = createFind({ client, table, onUnreadable });
  const write = createWriteBatches(client);
  const metered = createMeteredWrites({ client, messages: table, accounts, itemOf });

  const amongRecorded = async (messages: readonly Message[]) => {
    const found = await find(messages.map(({ id }) => id));
    return new Set(messages.filter((message) => isSameWrite(found.get(message.id), message)));
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
      const confirmed = await confirmOwnWrites(messages, written, amongRecorded, timeLeft());
      return confirmed.map((result) => insertOutcomes[result]);
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
      const confirmed = await confirmOwnWrites(intended, written, amongRecorded, timeLeft());
      return confirmed.map((result) => changeOutcomes[result]);
    },
  };
};

/** A write gets the caller's time, but at least the usual time. The check of what was written gets the time left. */
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
/** A change charges nothing, so `no_credit` never comes. */
const changeOutcomes = {
  written: 'applied',
  refused: 'stale',
  no_credit: 'unavailable',
  unavailable: 'unavailable',
} as const;

const isSameWrite = (record: Message | undefined, intended: Message): boolean =>
  record?.attempt === intended.attempt &&
  record.version === intended.version &&
  record.status === intended.status &&
  record.updatedAt === intended.updatedAt;

/** Writes two kinds of entries, each in its own way. Returns the results in the order of the entries. */
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
