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

/** Pages of the index that one list request may look through for what its filters ask. */
const pagesPerList = 10;

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly find: MessageStore['find'];
  readonly indexes: CompleteIndexes;
}

/** Where a list is read. Its messages are in all of the partitions together. */
interface Source {
  readonly index: string;
  readonly partitions: readonly Readonly<Record<string, string>>[];
  /** What else an entry has to have, by its attributes. */
  readonly filters: Readonly<Record<string, string>>;
  /** Whether each entry is a message that is asked for. */
  readonly isExact: boolean;
}

/** From one creation time, and before another. */
interface Times {
  readonly from: string;
  readonly until: string;
}

interface Page {
  readonly entries: readonly Position[];
  /** Where it stopped; absent: there is no more. */
  readonly next?: Position;
}

/** An account's messages, newest first, from the index that leaves out most of what is not asked for. */
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
      // DynamoDB counts what it looks at. Where nothing is left out, each record beyond the page would be read for nothing.
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

  /** A page of each partition, put together. What is behind the place where one of them stopped is left to the next page. */
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
          // A key is a time, `#` and an id: this takes in all from `from` on, and all before `until`.
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
      // DynamoDB takes such a range for a mistake.
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

/** The indexes that answer one of the filters, the one that leaves out most first: few messages go to one number. */
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

/** All messages of the account: the index of them knows recipients and references. */
const allOf = ({ account, to, reference, status }: ListQuery): Source => ({
  index: byAccount.name,
  partitions: [{ account }],
  filters: { ...(to !== undefined && { to }), ...(reference !== undefined && { reference }) },
  isExact: to === undefined && reference === undefined && status === undefined,
});

/** An index tells neither all that may be asked for nor always what is true now: the record decides. */
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

/** DynamoDB's word for an index that is not there, or not yet. Our other mistakes are reported as the same, and again. */
const isIndexGone = (error: unknown): boolean => error instanceof Error && error.name === 'ValidationException';
