import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { StoreUnavailableError } from '../messages/errors.ts';
import { storeMillis } from '../messages/time-budget.ts';
import { type Backoff, pause } from '../runtime/backoff.ts';
import { unavailable } from './unavailable.ts';

/** Transactions on the same items get in each other's way: tried again after about 10, 20, 40 … 320 ms. */
const pauses: Backoff = { first: 10, longest: 320, spread: [0.5, 1.5] };

/**
 * Carries a transaction out.
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
    await pause(round, pauses);
  }
  throw new StoreUnavailableError('The store was too busy.');
};
