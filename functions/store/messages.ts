import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  type BatchStatementRequest,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { InvalidCursorError, StoreUnavailableError } from '../messages/errors.ts';
import type { Message } from '../messages/message.ts';
import type { ListQuery, MessageStore } from '../messages/ports.ts';
import { type Backoff, pause } from '../runtime/backoff.ts';
import { chunksOf, eachOf } from '../runtime/concurrency.ts';
import { type Position, positionSchema, readCursor, writeCursor } from './cursor.ts';
import { createdKey, fromItem, type Item, toItem } from './message-item.ts';
import { createMeteredWrites, refundFor, type Written } from './metered-writes.ts';
import { budgetMillis } from './retry.ts';
import { insertStatement, updateStatement } from './statement.ts';
import { isPassing, unavailable } from './unavailable.ts';

/** Limits of DynamoDB: statements in one batch, keys in one read. */
const statementsPerBatch = 25;
const keysPerRead = 100;
/** Batches under way at once: 1,000 records take 40. */
const batchesAtOnce = 10;
/** What DynamoDB did not take is tried again after about 50, 100, 200, 400 … 1,600 ms, until the time is used up. */
const pauses: Backoff = { first: 50, longest: 1_600, spread: [0.5, 1.5] };
/** Pages of the index that one list request may look through for what its filters ask. */
const pagesPerList = 10;

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Where the accounts' credits are. */
  readonly accounts: string;
  readonly retentionDays: number;
  /** Told of a record that is none of ours: it is treated as absent, and stops no others. */
  readonly onUnreadable: (key: unknown) => void;
}

/**
 * Messages in DynamoDB. Writes are PartiQL statements, because a batch of 25 of them costs one call where each keeps
 * its own condition: BatchWriteItem has no conditions, and a transaction costs twice the write units.
 */
export const createMessageStore = ({ client, table, accounts, retentionDays, onUnreadable }: Options): MessageStore => {
  const itemOf = (message: Message) => toItem(message, retentionDays);
  const metered = createMeteredWrites({ client, messages: table, accounts, itemOf });

  /** Runs statements, each for itself; what was throttled again, until the time is used up. */
  const write = async (statements: readonly BatchStatementRequest[], within: number): Promise<Written[]> => {
    const results = new Array<Written>(statements.length).fill('unavailable');
    const signal = AbortSignal.timeout(within);
    let open = statements.map((_, index) => index);
    for (let round = 0; open.length > 0 && !signal.aborted; round += 1) {
      if (round > 0) await pause(round, pauses, signal);
      await eachOf(chunksOf(open, statementsPerBatch), batchesAtOnce, async (indexes) => {
        const batch = indexes.flatMap((index) => statements[index] ?? []);
        const outcomes = await executeBatch(batch, signal);
        for (const [position, index] of indexes.entries()) results[index] = outcomes[position] ?? 'unavailable';
      });
      open = open.filter((index) => results[index] === 'unavailable');
    }
    return results;
  };

  const executeBatch = async (batch: BatchStatementRequest[], signal: AbortSignal): Promise<Written[]> => {
    const { Responses = [] } = await client
      .send(new BatchExecuteStatementCommand({ Statements: batch }), { abortSignal: signal })
      .catch((error: unknown) => {
        if (isPassing(error)) return { Responses: [] };
        throw error;
      });
    return batch.map((_, index) => {
      const response = Responses[index];
      if (response === undefined) return 'unavailable';
      switch (response.Error?.Code) {
        case undefined:
          return 'written';
        case 'DuplicateItem':
        case 'ConditionalCheckFailed':
          return 'refused';
        case 'ValidationError':
        case 'AccessDenied':
        case 'ResourceNotFound':
        case 'ItemCollectionSizeLimitExceeded':
          throw new Error(`DynamoDB refused a statement: ${response.Error.Code}.`);
        default:
          return 'unavailable';
      }
    });
  };

  /**
   * A write whose answer was lost may have been carried out: if it was repeated, it was then refused. Whether the record is
   * as this run meant it to be tells; where it cannot be read `within` these milliseconds, nobody knows.
   */
  const recogniseOwn = async (
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
  ): Promise<Map<string, Message> | undefined> => {
    const ids = messages.map(({ id }) => id);
    const signal = AbortSignal.timeout(within);
    for (let round = 1; ; round += 1) {
      const found = await find(ids).catch(undefinedIfUnavailable);
      if (found !== undefined || signal.aborted) return found;
      await pause(round, pauses, signal);
    }
  };

  const find = async (ids: readonly string[]): Promise<Map<string, Message>> => {
    const found = new Map<string, Message>();
    const signal = AbortSignal.timeout(budgetMillis);
    await eachOf(chunksOf([...new Set(ids)], keysPerRead), batchesAtOnce, async (batch) => {
      let keys: Item[] = batch.map((id) => marshall({ id }));
      for (let round = 0; keys.length > 0; round += 1) {
        if (round > 0) await pause(round, pauses, signal);
        const request = { [table]: { Keys: keys, ConsistentRead: true } };
        const { Responses, UnprocessedKeys } = await client
          .send(new BatchGetItemCommand({ RequestItems: request }), { abortSignal: signal })
          .catch(unavailable);
        for (const item of Responses?.[table] ?? []) {
          try {
            const message = fromItem(item);
            found.set(message.id, message);
          } catch {
            onUnreadable(item['id']?.S);
          }
        }
        keys = UnprocessedKeys?.[table]?.Keys ?? [];
      }
    });
    return found;
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
            plain.map((message) => insertStatement(table, itemOf(message))),
            time,
          ),
      );
      const recognised = await recogniseOwn(messages, written, timeLeft());
      return recognised.map((result) => insertOutcomes[result]);
    },

    apply: async (changes, within = 0) => {
      const { time, timeLeft } = timeFor(within);
      const written = await divided(
        changes,
        (change) => refundFor(change) > 0,
        (refunded) => metered.apply(refunded, time),
        (plain) =>
          write(
            plain.map(({ before, after }) => updateStatement(table, itemOf(before), itemOf(after))),
            time,
          ),
      );
      const intended = changes.map(({ after }) => after);
      return (await recogniseOwn(intended, written, timeLeft())).map((result) => changeOutcomes[result]);
    },

    list: async (query) => {
      const messages: Message[] = [];
      const { from = '0', until = '9' } = query;
      // DynamoDB takes such a range for a mistake.
      if (from > until) return { messages };
      let position = query.cursor === undefined ? undefined : readCursor(query.cursor, query.account);
      if (position && (position.createdKey < from || position.createdKey > until)) {
        throw new InvalidCursorError('The cursor belongs to a list with other times.');
      }
      for (let pages = 0; pages < pagesPerList; pages += 1) {
        const { Items = [], LastEvaluatedKey } = await client
          .send(new QueryCommand(listQuery(table, { ...query, from, until }, position)))
          .catch(unavailable);
        const entries = Items.map((item) => v.parse(positionSchema, unmarshall(item)));
        // The index knows recipients and references; the status is looked up in the records themselves.
        const records = await find(entries.map(({ id }) => id));
        for (const entry of entries) {
          const message = records.get(entry.id);
          if (message === undefined || (query.status !== undefined && message.status !== query.status)) continue;
          messages.push(message);
          if (messages.length === query.limit) return { messages, cursor: writeCursor(query.account, entry) };
        }
        if (LastEvaluatedKey === undefined) return { messages };
        position = v.parse(positionSchema, unmarshall(LastEvaluatedKey));
      }
      return { messages, ...(position && { cursor: writeCursor(query.account, position) }) };
    },

    cursorAfter: (message) => writeCursor(message.account, { createdKey: createdKey(message), id: message.id }),
  };
};

/** What a caller gives a write, from now on: at least the usual time. The look at what was written has what is left then. */
const timeFor = (within: number) => {
  const end = Date.now() + within;
  return { time: Math.max(budgetMillis, within), timeLeft: () => Math.max(0, end - Date.now()) };
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

const listQuery = (table: string, query: ListQuery, position: Position | undefined): QueryCommandInput => {
  const isAccount = '#account = :account';
  const isInTime = 'createdKey BETWEEN :from AND :until';
  const filters = [
    ...(query.to === undefined ? [] : ['#to = :to']),
    ...(query.reference === undefined ? [] : ['#reference = :reference']),
  ];
  return {
    TableName: table,
    IndexName: 'byAccount',
    KeyConditionExpression: `${isAccount} AND ${isInTime}`,
    ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
    ExpressionAttributeNames: {
      '#account': 'account',
      ...(query.to !== undefined && { '#to': 'to' }),
      ...(query.reference !== undefined && { '#reference': 'reference' }),
    },
    ExpressionAttributeValues: marshall(
      {
        ':account': query.account,
        // A key is a time, `#` and an id: this takes in all from `from` on, and all before `until`.
        ':from': query.from,
        ':until': query.until,
        ':to': query.to,
        ':reference': query.reference,
      },
      { removeUndefinedValues: true },
    ),
    ...(position && { ExclusiveStartKey: marshall({ ...position, account: query.account }) }),
    ScanIndexForward: false,
    // DynamoDB counts what it looks at. Where nothing is left out, each record beyond the page would be read for nothing.
    Limit: filters.length > 0 || query.status !== undefined ? keysPerRead : query.limit,
  };
};
