import { type DynamoDBClient, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { eachOf } from '../../../functions/runtime/concurrency.ts';
import { isCarriedOut } from '../../../functions/store/condition.ts';
import { failures } from '../../../functions/store/message-indexes.ts';
import { failureOf, type Item } from '../../../functions/store/message-item.ts';

/**
 * Gives the failed messages of version 0.1.0 the key of the index of failures. It may be repeated, and may run while
 * messages are sent.
 * @returns how many messages it gave the key
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

  /** @returns false if the message has just been changed: that change gave it the key */
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
