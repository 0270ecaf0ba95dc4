import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { storeMillis } from '../messages/time-budget.ts';
import { pause } from '../runtime/backoff.ts';
import { chunksOf, eachOf } from '../runtime/concurrency.ts';
import { throttled } from './pauses.ts';
import { unavailable } from './unavailable.ts';

type Item = Record<string, AttributeValue>;

/** DynamoDB's limit. */
export const keysPerRead = 100;
/** Reads under way at once: 1,000 keys take 10. */
const readsAtOnce = 10;

export interface BatchRead {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Without duplicates: DynamoDB refuses them. */
  readonly keys: readonly Item[];
  /** The only attribute to read; absent: all. */
  readonly attribute?: string;
}

/**
 * Reads the items that have one of the keys, in no order. The reads are consistent: they find what was just written.
 * @throws StoreUnavailableError
 */
export const readBatches = async ({ client, table, keys, attribute }: BatchRead): Promise<readonly Item[]> => {
  const found: Item[] = [];
  const signal = AbortSignal.timeout(storeMillis);
  const projection = attribute === undefined ? {} : { ProjectionExpression: attribute };
  await eachOf(chunksOf(keys, keysPerRead), readsAtOnce, async (batch) => {
    let left = [...batch];
    for (let round = 0; left.length > 0; round += 1) {
      if (round > 0) await pause(round, throttled, signal);
      const request = { [table]: { Keys: left, ConsistentRead: true, ...projection } };
      const { Responses, UnprocessedKeys } = await client
        .send(new BatchGetItemCommand({ RequestItems: request }), { abortSignal: signal })
        .catch(unavailable);
      found.push(...(Responses?.[table] ?? []));
      left = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  });
  return found;
};
