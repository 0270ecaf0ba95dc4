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
import { confirmOwnWrites } from './own-writes.ts';
import { readEach } from './read-each.ts';
import { insertStatement, updateStatement } from './statement.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Called with the key of a record that cannot be read. The record counts as absent; the others are not affected. */
  readonly onUnreadable: (key: unknown) => void;
  /** Called with the reason if deliveries could not be added and a retry would not help. */
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds that a write may take. */
  readonly within?: number;
}

const entrySchema = v.pipe(
  v.object({ webhook: v.string(), id: v.string(), stateSort: v.string() }),
  v.transform(({ stateSort, ...entry }) => ({ ...entry, key: stateSort })),
);

/** Sorts after all times. */
const afterAllTimes = '9';

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

  const amongRecorded = async (deliveries: readonly Delivery[]) => {
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
      // DynamoDB does not document what happens when a batch has the same item twice.
      const unique = new Map(deliveries.map((delivery) => [deliveryKeyText(delivery), delivery]));
      const statements = [...unique.values()].map((delivery) => insertStatement(table, toDeliveryRecord(delivery)));
      const written = await write(statements, within).catch((error: unknown) => {
        onFailure(error);
        return [];
      });
      // An insert is refused if the delivery is there already, perhaps by an insert whose answer was lost.
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
      const confirmed = await confirmOwnWrites(intended, await write(statements, within), amongRecorded, 0);
      return confirmed.map((result) => outcomes[result]);
    },

    waiting: async (webhook, after, limit) => {
      const { entries } = await byStatePages(stateKey(webhook, 'waiting'), after, afterAllTimes, limit);
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

/** Deliveries cost no credits, so `no_credit` never comes. */
const outcomes = {
  written: 'applied',
  refused: 'stale',
  no_credit: 'unavailable',
  unavailable: 'unavailable',
} as const satisfies Record<string, DeliveryOutcome>;
