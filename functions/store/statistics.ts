import { type DynamoDBClient, paginateQuery, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { type Counter, type Counts, isCounter } from '../statistics/counts.ts';
import type { AddCounts, ReadCounts } from '../statistics/ports.ts';
import type { Item } from './message-item.ts';
import { readEach } from './read-each.ts';
import { unavailable } from './unavailable.ts';

/**
 * An account's counters of an hour are one item in the accounts' table. It has only the counters that are not zero.
 * Even with all of them it is smaller than a kilobyte, so an addition costs one write unit.
 */
export const statisticsKey = (account: string, hour: string) => ({ pk: `STATISTICS#${account}`, sk: hour });

const keptSeconds = 400 * 24 * 3600;

/** The second at which an hour may be deleted. */
export const expiresAt = (hour: string): number => Date.parse(`${hour}:00:00Z`) / 1000 + keptSeconds;

/**
 * If the SDK repeats an addition because its answer was lost, it counts twice. Preventing this would double the price.
 */
export const createAddCounts =
  (client: DynamoDBClient, table: string): AddCounts =>
  async ({ account, hour, counts }) => {
    const added = [...counts];
    const command = new UpdateItemCommand({
      TableName: table,
      Key: marshall(statisticsKey(account, hour)),
      UpdateExpression: `SET expiresAt = :expiresAt ADD ${added.map((_, index) => `#${index} :${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(added.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: marshall({
        ':expiresAt': expiresAt(hour),
        ...Object.fromEntries(added.map(([, count], index) => [`:${index}`, count])),
      }),
    });
    await client.send(command).catch(unavailable);
  };

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly onUnreadable: (key: unknown) => void;
}

/** @throws StoreUnavailableError */
export const createReadCounts =
  ({ client, table, onUnreadable }: Options): ReadCounts =>
  async (account, from, to) => {
    const { pk } = statisticsKey(account, from);
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: marshall({ ':pk': pk, ':from': from, ':to': to }),
      },
    );
    const items: Item[] = [];
    try {
      for await (const { Items = [] } of pages) items.push(...Items);
    } catch (error) {
      unavailable(error);
    }
    return readEach(items, readHour, ({ pk, sk }) => onUnreadable({ pk: pk?.S, sk: sk?.S }));
  };

const hourSchema = v.looseObject({ sk: v.string() });

/** @throws ValiError if the item has another form */
const readHour = (item: Item) => {
  const { sk: hour, ...attributes } = v.parse(hourSchema, unmarshall(item));
  const counts = Object.entries(attributes).flatMap(([name, count]): (readonly [Counter, number])[] =>
    isCounter(name) && typeof count === 'number' ? [[name, count]] : [],
  );
  return { hour, counts: new Map(counts) satisfies Counts };
};
