import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Delivery, DeliveryKey } from '../webhooks/delivery.ts';
import { statusOf } from '../webhooks/delivery-status.ts';
import type { Deliveries, DeliveryList, DeliveryPage, DeliveryPageQuery } from '../webhooks/ports.ts';
import { attributesOf } from './attributes.ts';
import { readDeliveryCursor, writeDeliveryCursor } from './cursor.ts';
import { byMessage, byState } from './delivery-indexes.ts';
import { deliveryKeyText, fromDeliveryItem, stateKey } from './delivery-item.ts';
import { readEach } from './read-each.ts';
import type { TableIndex } from './table-index.ts';
import { unavailable } from './unavailable.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly find: Deliveries['find'];
  /** Told of a record that is none of ours: it is left out. */
  readonly onUnreadable: (key: unknown) => void;
  /** Deliveries that one request may look at for those that it asks for. */
  readonly mostLookedAt?: number;
}

interface Looked {
  readonly deliveries: readonly Delivery[];
  /** How many it looked at. */
  readonly count: number;
  /** Where it stopped; absent: there is no more. */
  readonly next?: DeliveryKey;
}

/** Looks at so many deliveries that come after one. */
type Look = (after: DeliveryKey | undefined, count: number) => Promise<Looked>;

const keySchema = v.object({ webhook: v.string(), id: v.string() });

const keyIn = (item: Record<string, AttributeValue>): DeliveryKey => v.parse(keySchema, unmarshall(item));

/** Deliveries page by page, each as it is now: an index only tells which to look at. */
export const createDeliveryList = (options: Options): DeliveryList => {
  const { client, table, find, onUnreadable, mostLookedAt = 1_000 } = options;

  const ask = async (input: Omit<QueryCommandInput, 'TableName'>) => {
    const command = new QueryCommand({ TableName: table, ScanIndexForward: false, ...input });
    const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(command).catch(unavailable);
    return { items: Items, count: ScannedCount, ...(LastEvaluatedKey && { next: keyIn(LastEvaluatedKey) }) };
  };

  const lookThrough =
    (webhook: string): Look =>
    async (after, count) => {
      const { items, ...looked } = await ask({
        // Not its lane, and not its errand.
        KeyConditionExpression: 'webhook = :webhook AND begins_with(id, :deliveries)',
        ExpressionAttributeValues: attributesOf({ ':webhook': webhook, ':deliveries': 'evt_' }),
        ...(after && { ExclusiveStartKey: attributesOf(after) }),
        ConsistentRead: true,
        Limit: count,
      });
      return { ...looked, deliveries: readEach(items, fromDeliveryItem, ({ id }) => onUnreadable({ webhook, id })) };
    };

  /** By an index that is sorted by the deliveries' ids. */
  const lookUp =
    ({ name, partition: [partition], sort }: TableIndex, of: string): Look =>
    async (after, count) => {
      const { items, ...looked } = await ask({
        IndexName: name,
        KeyConditionExpression: '#partition = :of',
        ExpressionAttributeNames: { '#partition': partition },
        ExpressionAttributeValues: attributesOf({ ':of': of }),
        ...(after && { ExclusiveStartKey: attributesOf({ ...after, [partition]: of, [sort]: after.id }) }),
        Limit: count,
      });
      const keys = items.map(keyIn);
      const found = new Map((await find(keys)).map((delivery) => [deliveryKeyText(delivery), delivery]));
      return { ...looked, deliveries: keys.flatMap((key) => found.get(deliveryKeyText(key)) ?? []) };
    };

  /** @param list what its cursors are told by */
  const pageOf = async (
    list: string,
    { account, limit, cursor }: DeliveryPageQuery,
    look: Look,
    isAskedFor: (delivery: Delivery) => boolean,
  ): Promise<DeliveryPage> => {
    const cursorAfter = (key: DeliveryKey) => writeDeliveryCursor(account, list, key);
    const found: Delivery[] = [];
    let after = cursor === undefined ? undefined : readDeliveryCursor(cursor, account, list);
    for (let looked = 0; looked < mostLookedAt; ) {
      // The first look mostly finds enough, and one more, which tells that there is a next page. Each later one is as long as those before.
      const count = Math.min(Math.max(limit + 1, looked), mostLookedAt - looked);
      const page = await look(after, count);
      found.push(...page.deliveries.filter((delivery) => delivery.account === account && isAskedFor(delivery)));
      const last = found[limit - 1];
      if (last && (found.length > limit || page.next))
        return { deliveries: found.slice(0, limit), cursor: cursorAfter(last) };
      if (page.next === undefined) return { deliveries: found };
      after = page.next;
      looked += page.count;
    }
    return { deliveries: found, ...(after && { cursor: cursorAfter(after) }) };
  };

  return {
    ofWebhook: (webhook, { status, ...query }) => {
      const look = status === 'failed' ? lookUp(byState, stateKey(webhook, 'failed')) : lookThrough(webhook);
      return pageOf(webhook, query, look, ({ state }) => status === undefined || statusOf[state.name] === status);
    },
    ofMessage: (message, query) => pageOf(message, query, lookUp(byMessage, message), () => true),
  };
};
