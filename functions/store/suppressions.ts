import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Suppression, SuppressionList, Suppressions } from '../messages/ports.ts';
import { attributesOf } from './attributes.ts';
import { readBatches } from './batch-reads.ts';
import { readSuppressionCursor, writeSuppressionCursor } from './cursor.ts';
import { unavailable } from './unavailable.ts';

/** An account's suppression list is a partition of the accounts' table, with an item for each number. */
const listOf = (account: string): string => `SUPPRESSED#${account}`;
const keyOf = (account: string, number: string) => attributesOf({ pk: listOf(account), sk: number });

const entrySchema = v.object({
  sk: v.string(),
  createdAt: v.string(),
  by: v.string(),
  reason: v.exactOptional(v.string()),
});

/** Looks numbers up before a hand-over. It reads one item for each number, however long the list is. */
export const createSuppressions = (client: DynamoDBClient, table: string): Suppressions => ({
  among: async (account, numbers) => {
    const keys = [...new Set(numbers)].map((number) => keyOf(account, number));
    const found = await readBatches({ client, table, keys, attribute: 'sk' });
    return new Set(found.flatMap(({ sk }) => sk?.S ?? []));
  },
});

/** The list as the account manages it. Its reads are consistent, so that they find each change at once. */
export const createSuppressionList = (client: DynamoDBClient, table: string): SuppressionList => ({
  add: async (account, { number, createdAt, by, reason }) => {
    const steps = [
      'createdAt = if_not_exists(createdAt, :createdAt)',
      '#by = if_not_exists(#by, :by)',
      ...(reason === undefined ? [] : ['#reason = :reason']),
    ];
    const command = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(account, number),
      UpdateExpression: `SET ${steps.join(', ')}`,
      ExpressionAttributeNames: { '#by': 'by', ...(reason !== undefined && { '#reason': 'reason' }) },
      ExpressionAttributeValues: attributesOf({
        ':createdAt': createdAt,
        ':by': by,
        ...(reason !== undefined && { ':reason': reason }),
      }),
      ReturnValues: 'ALL_NEW',
    });
    const { Attributes = {} } = await client.send(command).catch(unavailable);
    return fromItem(Attributes);
  },

  find: async (account, number) => {
    const command = new GetItemCommand({ TableName: table, Key: keyOf(account, number), ConsistentRead: true });
    const { Item } = await client.send(command).catch(unavailable);
    return Item && fromItem(Item);
  },

  takeOff: async (account, number) => {
    const command = new DeleteItemCommand({ TableName: table, Key: keyOf(account, number), ReturnValues: 'ALL_OLD' });
    const { Attributes } = await client.send(command).catch(unavailable);
    return Attributes && fromItem(Attributes);
  },

  page: async (account, limit, cursor) => {
    const after = cursor === undefined ? undefined : readSuppressionCursor(cursor, account);
    const command = new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: attributesOf({ ':pk': listOf(account) }),
      ...(after !== undefined && { ExclusiveStartKey: keyOf(account, after) }),
      ConsistentRead: true,
      // One more shows whether there is a next page.
      Limit: limit + 1,
    });
    const { Items = [], LastEvaluatedKey } = await client.send(command).catch(unavailable);
    const suppressions = Items.slice(0, limit).map(fromItem);
    const last = suppressions.at(-1);
    const isCut = Items.length > limit || LastEvaluatedKey !== undefined;
    return { suppressions, ...(isCut && last && { cursor: writeSuppressionCursor(account, last.number) }) };
  },
});

/** @throws ValiError if the item has another form */
const fromItem = (item: Record<string, AttributeValue>): Suppression => {
  const { sk: number, ...entry } = v.parse(entrySchema, unmarshall(item));
  return { number, ...entry };
};
