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
  /** Called with the key of a record that cannot be read. It counts as absent. */
  readonly onUnreadable: (key: unknown) => void;
}

/**
 * Lanes and errands in the deliveries' table. A shard has one deliverer at a time, but a write of the one before may
 * arrive late. So each write has the condition that the record is still the one it was computed from.
 */
export const createLanes = ({ client, table, onUnreadable }: Options): Lanes => {
  const find = async <T>(webhook: string, id: string, read: Parameters<typeof readEach<T>>[1]) => {
    const key = { webhook, id };
    const command = new GetItemCommand({ TableName: table, Key: attributesOf(key), ConsistentRead: true });
    const { Item } = await client.send(command).catch(unavailable);
    return readEach(Item === undefined ? [] : [Item], read, () => onUnreadable(key))[0];
  };

  /**
   * Replaces the record that has the mark `before`, or adds one if `before` is absent. Answers whether the new record
   * is there.
   */
  const putInPlace = async (record: StoredRecord & { readonly mark: string }, before: string | undefined) => {
    const command = new PutItemCommand({
      TableName: table,
      Item: attributesOf(record),
      // A write that is repeated finds its own mark.
      ConditionExpression: before === undefined ? 'attribute_not_exists(id) OR mark = :own' : 'mark IN (:before, :own)',
      ExpressionAttributeValues: attributesOf({
        ':own': record.mark,
        ...(before !== undefined && { ':before': before }),
      }),
    });
    return isCarriedOut(client.send(command)).catch(unavailable);
  };

  /** Removes the record if it has this mark. Answers whether there is none now. */
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
