import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/ports.ts';
import { storeMillis } from '../messages/time-budget.ts';
import { type Backoff, pause } from '../runtime/backoff.ts';
import { chunksOf, eachOf } from '../runtime/concurrency.ts';
import { fromItem, type Item } from './message-item.ts';
import { unavailable } from './unavailable.ts';

/** DynamoDB's limit. */
export const keysPerRead = 100;
/** Reads under way at once: 1,000 records take 10. */
const readsAtOnce = 10;
/** Keys that DynamoDB did not look up are tried again after about 50, 100, 200, 400 … 1,600 ms. */
const pauses: Backoff = { first: 50, longest: 1_600, spread: [0.5, 1.5] };

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Told of a record that is none of ours: it is treated as absent, and stops no others. */
  readonly onUnreadable: (key: unknown) => void;
}

/** Consistent reads: a message is found as soon as it was recorded. */
export const createFind = ({ client, table, onUnreadable }: Options): MessageStore['find'] => {
  return async (ids) => {
    const found = new Map<string, Message>();
    const signal = AbortSignal.timeout(storeMillis);
    await eachOf(chunksOf([...new Set(ids)], keysPerRead), readsAtOnce, async (batch) => {
      let keys: Item[] = batch.map((id) => marshall({ id }));
      for (let round = 0; keys.length > 0; round += 1) {
        if (round > 0) await pause(round, pauses, signal);
        const request = { [table]: { Keys: keys, ConsistentRead: true } };
        const { Responses, UnprocessedKeys } = await client
          .send(new BatchGetItemCommand({ RequestItems: request }), { abortSignal: signal })
          .catch(unavailable);
        for (const item of Responses?.[table] ?? []) {
          try {
            const message = fromItem(item);
            found.set(message.id, message);
          } catch {
            onUnreadable(item['id']?.S);
          }
        }
        keys = UnprocessedKeys?.[table]?.Keys ?? [];
      }
    });
    return found;
  };
};
