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
  /** Called with the key of a record that cannot be read; the list leaves it out. */
  readonly onUnreadable: (key: unknown) => void;
  /** How many deliveries one request may look at to find those that match. */
  readonly mostLookedAt?: number;
}

interface Looked {
  readonly deliveries: readonly Delivery[];
  /** How many it looked at. */
  readonly count: number;
  /** Where it stopped; absent: at the end. */
  readonly next?: DeliveryKey;
}

/** Looks at the next `count` deliveries after one. */
type Look = (after: DeliveryKey | undefined, count: number) => Promise<Looked>;

const keySchema = v.object({ webhook: v.string(), id: v.string() });

const keyIn = (item: Record<string, AttributeValue>): DeliveryKey => v.parse(keySchema, unmarshall(item));

/** Lists deliveries page by page. An index only says which to look at; each is then read as it is now. */
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
        // The prefix leaves out the webhook's lane and errand.
        KeyConditionExpression: 'webhook = :webhook AND begins_with(id, :deliveries)',
        ExpressionAttributeValues: attributesOf({ ':webhook': webhook, ':deliveries': 'evt_' }),
        ...(after && { ExclusiveStartKey: attributesOf(after) }),
        ConsistentRead: true,
        Limit: count,
      });
      return { ...looked, deliveries: readEach(items, fromDeliveryItem, ({ id }) => onUnreadable({ webhook, id })) };
    };

  /** Reads an index that is sorted by the deliveries' ids. */
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

  /** @param list the webhook or message that the list is about: its cursors name it */
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
      // The first look mostly finds enough, and one more, which shows that there is a next page. Each later look is as
      // long as all before it together.
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
