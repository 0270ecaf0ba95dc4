import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/ports.ts';
import { storeMillis } from '../messages/time-budget.ts';
import { pause } from '../runtime/backoff.ts';
import { chunksOf, eachOf } from '../runtime/concurrency.ts';
import { fromItem, type Item } from './message-item.ts';
import { throttled } from './pauses.ts';
import { unavailable } from './unavailable.ts';

/** DynamoDB's limit. */
export const keysPerRead = 100;
/** Reads under way at once: 1,000 records take 10. */
const readsAtOnce = 10;

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
        if (round > 0) await pause(round, throttled, signal);
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
