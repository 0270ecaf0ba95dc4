import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { storeMillis } from '../messages/time-budget.ts';
import type { Delivery, DeliveryKey } from '../webhooks/delivery.ts';
import type { Deliveries, DeliveryOutcome } from '../webhooks/ports.ts';
import { attributesOf } from './attributes.ts';
import { readBatches } from './batch-reads.ts';
import { createWriteBatches } from './conditional-batches.ts';
import { byState } from './delivery-indexes.ts';
import { deliveryKeyText, fromDeliveryItem, stateKey, toDeliveryRecord } from './delivery-item.ts';
import { eventsBetween } from './delivery-times.ts';
import { createIndexPages } from './index-pages.ts';
import { recogniseOwnWrites } from './own-writes.ts';
import { readEach } from './read-each.ts';
import { insertStatement, updateStatement } from './statement.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Told of a record that is none of ours: it is treated as absent, and stops no others. */
  readonly onUnreadable: (key: unknown) => void;
  /** Told why deliveries could not be added, where another try cannot mend it. */
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds that a write is given. */
  readonly within?: number;
}

const entrySchema = v.pipe(
  v.object({ webhook: v.string(), id: v.string(), stateSort: v.string() }),
  v.transform(({ stateSort, ...entry }) => ({ ...entry, key: stateSort })),
);

/** Sorts behind all times. */
const behindAllTimes = '9';

/** The names of a delivery's key. */
const keyNames = ['webhook', 'id'] as const;

/** Deliveries in DynamoDB, each an item of its webhook's partition. */
export const createDeliveries = (options: Options): Deliveries => {
  const { client, table, onUnreadable, onFailure, within = storeMillis } = options;
  const write = createWriteBatches(client);

  const find: Deliveries['find'] = async (keys) => {
    const unique = new Map(
      keys.map(({ webhook, id }) => [deliveryKeyText({ webhook, id }), attributesOf({ webhook, id })]),
    );
    const items = await readBatches({ client, table, keys: [...unique.values()] });
    return readEach(items, fromDeliveryItem, ({ webhook, id }) => onUnreadable({ webhook, id }));
  };

  const standing = async (deliveries: readonly Delivery[]) => {
    const found = new Map((await find(deliveries)).map((record) => [deliveryKeyText(record), record]));
    return new Set(deliveries.filter((delivery) => isDeepStrictEqual(found.get(deliveryKeyText(delivery)), delivery)));
  };

  const byStatePages = createIndexPages({
    client,
    table,
    index: byState,
    read: (item) => v.parse(entrySchema, unmarshall(item)),
    onUnreadable,
  });

  return {
    find,

    add: async (deliveries) => {
      // What becomes of an item that a batch names twice is not documented.
      const unique = new Map(deliveries.map((delivery) => [deliveryKeyText(delivery), delivery]));
      const statements = [...unique.values()].map((delivery) => insertStatement(table, toDeliveryRecord(delivery)));
      const written = await write(statements, within).catch((error: unknown) => {
        onFailure(error);
        return [];
      });
      // Refused is what is there already, be it by an insert whose answer was lost.
      const isThere = new Map(
        [...unique.keys()].map((key, index) => [key, written[index] === 'written' || written[index] === 'refused']),
      );
      return deliveries.map((delivery) => isThere.get(deliveryKeyText(delivery)) === true);
    },

    change: async (changes) => {
      const statements = changes.map(({ before, after }) =>
        updateStatement(table, toDeliveryRecord(before), toDeliveryRecord(after), keyNames),
      );
      const intended = changes.map(({ after }) => after);
      const recognised = await recogniseOwnWrites(intended, await write(statements, within), standing, 0);
      return recognised.map((result) => outcomes[result]);
    },

    waiting: async (webhook, after, limit) => {
      const { entries } = await byStatePages(stateKey(webhook, 'waiting'), after, behindAllTimes, limit);
      return entries.map(({ key, id }) => ({ webhook, id, key, dueAt: key.slice(0, key.indexOf('#')) }));
    },

    failed: async (webhook, since, until, limit, after = ''): Promise<readonly DeliveryKey[]> => {
      const range = eventsBetween(since, until);
      const first = after > range.after ? after : range.after;
      const { entries } = await byStatePages(stateKey(webhook, 'failed'), first, range.until, limit);
      return entries.map(({ id }) => ({ webhook, id }));
    },
  };
};

/** No delivery costs credits. */
const outcomes = {
  written: 'applied',
  refused: 'stale',
  no_credit: 'unavailable',
  unavailable: 'unavailable',
} as const satisfies Record<string, DeliveryOutcome>;
