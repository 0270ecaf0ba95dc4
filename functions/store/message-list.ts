import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { InvalidCursorError } from '../messages/errors.ts';
import type { Message } from '../messages/message.ts';
import type { ListQuery, MessageStore } from '../messages/ports.ts';
import { type Position, positionSchema, readCursor, writeCursor } from './cursor.ts';
import { keysPerRead } from './message-reads.ts';
import { unavailable } from './unavailable.ts';

/** Pages of the index that one list request may look through for what its filters ask. */
const pagesPerList = 10;

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly find: MessageStore['find'];
}

/** An account's messages, newest first, from the index over them. */
export const createList = ({ client, table, find }: Options): MessageStore['list'] => {
  return async (query) => {
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
  };
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
