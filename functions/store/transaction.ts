import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { StoreUnavailableError } from '../messages/errors.ts';
import { storeMillis } from '../messages/time-budget.ts';
import { pause } from '../runtime/backoff.ts';
import { crossed } from './pauses.ts';
import { unavailable } from './unavailable.ts';

/**
 * Runs a transaction, and retries it when it collides with another.
 * @returns for each item whether its condition failed; if any did, nothing was written
 * @throws StoreUnavailableError
 */
export const transact = async (client: DynamoDBClient, items: TransactWriteItem[]): Promise<readonly boolean[]> => {
  for (let round = 1, giveUpAt = Date.now() + storeMillis; Date.now() < giveUpAt; round += 1) {
    const canceled = await client.send(new TransactWriteItemsCommand({ TransactItems: items })).then(
      () => undefined,
      (error: unknown) => (error instanceof TransactionCanceledException ? error : unavailable(error)),
    );
    if (canceled === undefined) return items.map(() => false);
    const refused = (canceled.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed');
    if (refused.includes(true)) return refused;
    await pause(round, crossed);
  }
  throw new StoreUnavailableError('The database was too busy. Try again.');
};
