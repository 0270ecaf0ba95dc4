import { type DynamoDBClient, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { eachOf } from '../../../functions/runtime/concurrency.ts';
import { isCarriedOut } from '../../../functions/store/condition.ts';
import { failures } from '../../../functions/store/message-indexes.ts';
import { failureOf, type Item } from '../../../functions/store/message-item.ts';

/**
 * Gives the messages that ended badly under version 0.1.0 the key by which they are found, and tells how many there were.
 * It may be repeated, and run while messages are sent.
 */
export type IndexFailures = () => Promise<number>;

const writesAtOnce = 40;

const failedSchema = v.object({ id: v.string(), status: v.picklist(failures), version: v.number() });

export const createIndexFailures = (client: DynamoDBClient, table: string): IndexFailures => {
  async function* withoutKey(): AsyncGenerator<Item> {
    const statuses = failures.map((status, index) => [`:status${index}`, { S: status }] as const);
    const pages = paginateScan(
      { client },
      {
        TableName: table,
        FilterExpression: `attribute_not_exists(failure) AND #status IN (${statuses.map(([name]) => name).join(', ')})`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: Object.fromEntries(statuses),
      },
    );
    for await (const { Items = [] } of pages) yield* Items;
  }

  /** Whether it was given: one that has changed meanwhile has its key from that change. */
  const giveKey = async (item: Item): Promise<boolean> => {
    const { id, status, version } = v.parse(failedSchema, unmarshall(item));
    const command = new UpdateItemCommand({
      TableName: table,
      Key: marshall({ id }),
      UpdateExpression: 'SET failure = :failure',
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({ ':failure': failureOf({ id, status }), ':version': version }),
    });
    return isCarriedOut(client.send(command));
  };

  return async () => {
    let indexed = 0;
    await eachOf(withoutKey(), writesAtOnce, async (item) => {
      if (await giveKey(item)) indexed += 1;
    });
    return indexed;
  };
};
