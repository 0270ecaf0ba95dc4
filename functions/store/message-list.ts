import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { InvalidCursorError } from '../messages/errors.ts';
import type { Message } from '../messages/message.ts';
import type { ListQuery, MessageList, MessagePage, MessageStore } from '../messages/ports.ts';
import { keysPerRead } from './batch-reads.ts';
import type { CompleteIndexes } from './complete-indexes.ts';
import { type Position, positionSchema, readCursor, writeCursor } from './cursor.ts';
import { byAccount, failureKeys, isFailure, lookupIndexes } from './message-indexes.ts';
import { createdKey } from './message-item.ts';
import { unavailable } from './unavailable.ts';

/** How many pages of an index one request may read to find the messages that match its filters. */
const pagesPerList = 10;

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly find: MessageStore['find'];
  readonly indexes: CompleteIndexes;
}

/** Where to read a list: its messages are spread over all of the partitions. */
interface Source {
  readonly index: string;
  readonly partitions: readonly Readonly<Record<string, string>>[];
  /** Further values that an entry must have, by attribute. */
  readonly filters: Readonly<Record<string, string>>;
  /** Whether all entries match the query. */
  readonly isExact: boolean;
}

/** Creation times: `from` is included, `until` is not. */
interface Times {
  readonly from: string;
  readonly until: string;
}

interface Page {
  readonly entries: readonly Position[];
  /** Where it stopped; absent: at the end. */
  readonly next?: Position;
}

/** Lists an account's messages, newest first, from the index that has the fewest entries to skip. */
export const createMessageList = ({ client, table, find, indexes }: Options): MessageList => {
  const sourceOf = async (query: ListQuery): Promise<Source> => {
    for (const source of sourcesOf(query)) if (await indexes.has(source.index)) return source;
    return allOf(query);
  };

  const listFrom = async (source: Source, query: ListQuery): Promise<MessagePage> => {
    const messages: Message[] = [];
    const times = timesOf(query);
    let position = startOf(query, times);
    for (let pages = 0; pages < pagesPerList; pages += 1) {
      // `Limit` counts the entries that DynamoDB looks at. If all of them match, more than the page needs would be
      // wasted.
      const { entries, next } = await pageOf(source, times, position, source.isExact ? query.limit : keysPerRead);
      const records = await find(entries.map(({ id }) => id));
      for (const entry of entries) {
        const message = records.get(entry.id);
        if (message === undefined || !isAskedFor(message, query)) continue;
        messages.push(message);
        if (messages.length === query.limit) return { messages, cursor: writeCursor(query.account, entry) };
      }
      if (next === undefined) return { messages };
      position = next;
    }
    return { messages, ...(position && { cursor: writeCursor(query.account, position) }) };
  };

  /** Merges a page of each partition. The next page begins where the first of them stopped. */
  const pageOf = async (
    { index, partitions, filters }: Source,
    times: Times,
    after: Position | undefined,
    limit: number,
  ): Promise<Page> => {
    const pages = await Promise.all(
      partitions.map((partition) => pageOfPartition(index, partition, filters, times, after, limit)),
    );
    const [next] = pages.flatMap((page) => page.next ?? []).sort(newestFirst);
    const entries = pages.flatMap((page) => page.entries).sort(newestFirst);
    if (next === undefined) return { entries };
    return { entries: entries.filter((entry) => entry.createdKey >= next.createdKey), next };
  };

  const pageOfPartition = async (
    index: string,
    partition: Readonly<Record<string, string>>,
    filters: Readonly<Record<string, string>>,
    { from, until }: Times,
    after: Position | undefined,
    limit: number,
  ): Promise<Page> => {
    const equalities = (attributes: object) => Object.keys(attributes).map((name) => `#${name} = :${name}`);
    const attributes = { ...partition, ...filters };
    const { Items = [], LastEvaluatedKey } = await client
      .send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          // A key is a time, `#` and an id. So this range includes `from` and excludes `until`.
          KeyConditionExpression: [...equalities(partition), 'createdKey BETWEEN :from AND :until'].join(' AND '),
          ...(Object.keys(filters).length > 0 && { FilterExpression: equalities(filters).join(' AND ') }),
          ExpressionAttributeNames: Object.fromEntries(Object.keys(attributes).map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: marshall({
            ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
            ':from': from,
            ':until': until,
          }),
          ...(after && { ExclusiveStartKey: marshall({ ...partition, ...after }) }),
          ScanIndexForward: false,
          Limit: limit,
        }),
      )
      .catch(unavailable);
    const entries = Items.map(positionIn);
    return { entries, ...(LastEvaluatedKey && { next: positionIn(LastEvaluatedKey) }) };
  };

  return {
    list: async (query) => {
      const { from, until } = timesOf(query);
      // DynamoDB refuses such a range as a mistake.
      if (from > until) return { messages: [] };
      const source = await sourceOf(query);
      return listFrom(source, query).catch((error: unknown) => {
        if (!isIndexGone(error)) throw error;
        indexes.forget();
        return listFrom(allOf(query), query);
      });
    },

    cursorAfter: (message) => writeCursor(message.account, { createdKey: createdKey(message), id: message.id }),
  };
};

/** The indexes for the query's filters, most selective first: an account sends few messages to one number. */
const sourcesOf = ({ account, to, reference, status }: ListQuery): readonly Source[] => {
  const isExact = [to, reference, status].filter((filter) => filter !== undefined).length === 1;
  const source = (index: string, partitions: Source['partitions']): Source => ({
    index,
    partitions,
    filters: {},
    isExact,
  });
  return [
    ...(to === undefined ? [] : [source(lookupIndexes.to.name, [{ account, to }])]),
    ...(reference === undefined ? [] : [source(lookupIndexes.reference.name, [{ account, reference }])]),
    ...(status === undefined || !isFailure(status)
      ? []
      : [
          source(
            lookupIndexes.status.name,
            failureKeys(status).map((failure) => ({ account, failure })),
          ),
        ]),
  ];
};

/** The index of all messages of the account. It can be filtered by recipient and reference. */
const allOf = ({ account, to, reference, status }: ListQuery): Source => ({
  index: byAccount.name,
  partitions: [{ account }],
  filters: { ...(to !== undefined && { to }), ...(reference !== undefined && { reference }) },
  isExact: to === undefined && reference === undefined && status === undefined,
});

/** Checks the record, because an index entry lacks some attributes and may be out of date. */
const isAskedFor = (message: Message, { to, reference, status }: ListQuery): boolean =>
  (to === undefined || message.to === to) &&
  (reference === undefined || message.reference === reference) &&
  (status === undefined || message.status === status);

const timesOf = ({ from = '0', until = '9' }: ListQuery): Times => ({ from, until });

/** @throws InvalidCursorError */
const startOf = ({ cursor, account }: ListQuery, { from, until }: Times): Position | undefined => {
  if (cursor === undefined) return undefined;
  const position = readCursor(cursor, account);
  if (position.createdKey < from || position.createdKey > until) {
    throw new InvalidCursorError(
      'The cursor belongs to a list with another `from` or `until`. Repeat the query with the same ones.',
    );
  }
  return position;
};

const positionIn = (item: Parameters<typeof unmarshall>[0]): Position => v.parse(positionSchema, unmarshall(item));

const newestFirst = (a: Position, b: Position): number => (a.createdKey < b.createdKey ? 1 : -1);

/**
 * How DynamoDB answers if an index does not exist or is not filled yet. It answers other mistakes in a query the same
 * way; these come again with the other index.
 */
const isIndexGone = (error: unknown): boolean => error instanceof Error && error.name === 'ValidationException';
