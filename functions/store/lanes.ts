import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Lanes } from '../webhooks/ports.ts';
import { attributesOf, type StoredRecord } from './attributes.ts';
import { isCarriedOut } from './condition.ts';
import { errandId, fromErrandItem, fromLaneItem, laneId, toErrandRecord, toLaneRecord } from './lane-item.ts';
import { readEach } from './read-each.ts';
import { unavailable } from './unavailable.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Told of a record that is none of ours: it is treated as absent. */
  readonly onUnreadable: (key: unknown) => void;
}

/** Lanes and errands lie beside the deliveries. Each shard has one deliverer at a time, who is alone in writing its lanes: they need no versions. */
export const createLanes = ({ client, table, onUnreadable }: Options): Lanes => {
  const find = async <T>(webhook: string, id: string, read: Parameters<typeof readEach<T>>[1]) => {
    const key = { webhook, id };
    const command = new GetItemCommand({ TableName: table, Key: attributesOf(key), ConsistentRead: true });
    const { Item } = await client.send(command).catch(unavailable);
    return readEach(Item === undefined ? [] : [Item], read, () => onUnreadable(key))[0];
  };

  const put = async (record: StoredRecord) => {
    await client.send(new PutItemCommand({ TableName: table, Item: attributesOf(record) })).catch(unavailable);
  };

  return {
    find: (webhook) => find(webhook, laneId, fromLaneItem),
    put: (lane) => put(toLaneRecord(lane)),
    remove: async (webhook) => {
      const Key = attributesOf({ webhook, id: laneId });
      await client.send(new DeleteItemCommand({ TableName: table, Key })).catch(unavailable);
    },
    findErrand: (webhook) => find(webhook, errandId, fromErrandItem),
    putErrand: (errand) => put(toErrandRecord(errand)),
    removeErrand: async ({ webhook, mark }) => {
      const command = new DeleteItemCommand({
        TableName: table,
        Key: attributesOf({ webhook, id: errandId }),
        ConditionExpression: 'mark = :mark',
        ExpressionAttributeValues: attributesOf({ ':mark': mark }),
      });
      await isCarriedOut(client.send(command)).catch(unavailable);
    },
  };
};
