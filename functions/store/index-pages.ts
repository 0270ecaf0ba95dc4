import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { readEach } from './read-each.ts';
import type { TableIndex } from './table-index.ts';
import { unavailable } from './unavailable.ts';

interface Options<T> {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** It must have a single partition key. */
  readonly index: TableIndex;
  readonly read: (item: Record<string, AttributeValue>) => T;
  /** Called with the sort key of an entry that cannot be read. */
  readonly onUnreadable: (key: unknown) => void;
}

/** Entries in order of their keys. */
export interface IndexPage<T> {
  readonly entries: readonly T[];
  /** The next page begins after this key; absent: there is none. */
  readonly next?: string;
}

/**
 * Reads entries of a partition of an index, after one key and up to another. Eventually consistent.
 * @throws StoreUnavailableError
 */
export const createIndexPages =
  <T>({ client, table, index: { name, partition, sort }, read, onUnreadable }: Options<T>) =>
  async (of: string, after: string, until: string, limit: number): Promise<IndexPage<T>> => {
    // BETWEEN includes its bounds. Whatever a longer key continues with sorts after the space.
    const from = `${after} `;
    // DynamoDB refuses such a range as a mistake.
    if (from > until) return { entries: [] };
    const { Items = [], LastEvaluatedKey } = await client
      .send(
        new QueryCommand({
          TableName: table,
          IndexName: name,
          KeyConditionExpression: `${partition[0]} = :of AND ${sort} BETWEEN :from AND :until`,
          ExpressionAttributeValues: marshall({ ':of': of, ':from': from, ':until': until }),
          Limit: limit,
        }),
      )
      .catch(unavailable);
    const next = LastEvaluatedKey?.[sort]?.S;
    return {
      entries: readEach(Items, read, (item) => onUnreadable(item[sort])),
      ...(next !== undefined && { next }),
    };
  };
