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

/**
 * Lanes and errands lie beside the deliveries. A shard has one deliverer at a time, but a write of the one before may land
 * late: each is on condition of what it was computed from.
 */
export const createLanes = ({ client, table, onUnreadable }: Options): Lanes => {
  const find = async <T>(webhook: string, id: string, read: Parameters<typeof readEach<T>>[1]) => {
    const key = { webhook, id };
    const command = new GetItemCommand({ TableName: table, Key: attributesOf(key), ConsistentRead: true });
    const { Item } = await client.send(command).catch(unavailable);
    return readEach(Item === undefined ? [] : [Item], read, () => onUnreadable(key))[0];
  };

  /** Puts a record in the place of the one with this mark, or of none. Answers whether it stands there. */
  const putInPlace = async (record: StoredRecord & { readonly mark: string }, before: string | undefined) => {
    const command = new PutItemCommand({
      TableName: table,
      Item: attributesOf(record),
      // Or it stands there already: a repetition.
      ConditionExpression: before === undefined ? 'attribute_not_exists(id) OR mark = :own' : 'mark IN (:before, :own)',
      ExpressionAttributeValues: attributesOf({
        ':own': record.mark,
        ...(before !== undefined && { ':before': before }),
      }),
    });
    return isCarriedOut(client.send(command)).catch(unavailable);
  };

  /** Removes the record with this mark. Answers whether there is none any more. */
  const removeMarked = async (webhook: string, id: string, mark: string) => {
    const command = new DeleteItemCommand({
      TableName: table,
      Key: attributesOf({ webhook, id }),
      ConditionExpression: 'attribute_not_exists(id) OR mark = :mark',
      ExpressionAttributeValues: attributesOf({ ':mark': mark }),
    });
    return isCarriedOut(client.send(command)).catch(unavailable);
  };

  return {
    find: (webhook) => find(webhook, laneId, fromLaneItem),
    put: (lane, before) => putInPlace({ ...toLaneRecord(lane), mark: lane.mark }, before?.mark),
    remove: ({ webhook, mark }) => removeMarked(webhook, laneId, mark),
    findErrand: (webhook) => find(webhook, errandId, fromErrandItem),
    putErrand: (errand, before) => putInPlace({ ...toErrandRecord(errand), mark: errand.mark }, before?.mark),
    removeErrand: async ({ webhook, mark }) => {
      await removeMarked(webhook, errandId, mark);
    },
  };
};
