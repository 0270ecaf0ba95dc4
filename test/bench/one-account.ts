import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { storeMillis } from '../../functions/messages/time-budget.ts';
import { toItem } from '../../functions/store/message-item.ts';
import { createMeteredWrites } from '../../functions/store/metered-writes.ts';
import { createQuota } from '../../functions/store/quota.ts';
import { openMessage } from './open-message.ts';
import type { Bench, Row } from './row.ts';

/** Assumed: DynamoDB only documents that it cancels a transaction if another one holds the item. */
const lockedMillis = 10;
/** The round trip to DynamoDB. */
const networkMillis = 3;
/** An item takes 1,000 write units per second. A transaction's units count twice. */
const ofTheItem = 500;

const rates = [20, 30, 40, 50, 60, 80, 100];
const seconds = 5;
/** The longest that one in a hundred callers may wait. */
const aimedMillis = 500;

/**
 * A DynamoDB that gets transactions on one item only, as those of one account are. It carries them out one at a time.
 */
const oneItem = (): Pick<DynamoDBClient, 'send'> => {
  let isLocked = false;
  const send = async (): Promise<object> => {
    await sleep(networkMillis);
    if (isLocked) {
      const CancellationReasons = [{ Code: 'TransactionConflict' }, { Code: 'None' }];
      throw new TransactionCanceledException({ message: 'Transaction cancelled', $metadata: {}, CancellationReasons });
    }
    isLocked = true;
    await sleep(lockedMillis);
    isLocked = false;
    return {};
  };
  return { send } as never;
};

/**
 * Sends at this rate, at random times as callers come. @returns the 99th percentile of the durations; infinite if one
 * failed
 */
const slowestAt = async (rate: number, write: () => Promise<boolean>, signal: AbortSignal): Promise<number> => {
  const writes: Promise<number>[] = [];
  const begin = performance.now();
  for (let due = begin; due < begin + seconds * 1000; due += (-Math.log(1 - Math.random()) * 1000) / rate) {
    await sleep(Math.max(0, due - performance.now()));
    signal.throwIfAborted();
    writes.push(write().then((isWritten) => (isWritten ? performance.now() - due : Number.POSITIVE_INFINITY)));
  }
  const took = (await Promise.all(writes)).toSorted((a, b) => a - b);
  return took[Math.floor(took.length * 0.99)] ?? 0;
};

const measure = async (what: string, write: () => Promise<boolean>, signal: AbortSignal): Promise<Row> => {
  let highest = 0;
  for (const rate of rates) {
    if ((await slowestAt(rate, write, signal)) > aimedMillis) break;
    highest = rate;
  }
  return {
    what,
    figure: `${highest} sends a second, of those tried (${rates.join(', ')})`,
    reference: `${ofTheItem}, what the item takes`,
    ratio: highest / ofTheItem,
  };
};

/**
 * How many sends per second one account with credits or a limit can make. Each is a transaction on one item of the
 * account, and colliding ones are tried again. With the real code, and an item that each transaction holds for 10 ms.
 */
export const oneAccount: Bench = async (signal) => {
  const client = oneItem() as DynamoDBClient;
  const metered = createMeteredWrites({ client, messages: 'm', accounts: 'a', itemOf: (item) => toItem(item, 90) });
  const quota = createQuota({ client, table: 'a', clock: () => new Date() });
  const charged = async () => {
    const [written] = await metered.insert([{ ...openMessage(new Date()), charge: 1 }], storeMillis);
    return written === 'written';
  };
  const counted = () =>
    quota.take('acc', { perMinute: 100_000 }, 1).then(
      () => true,
      () => false,
    );
  return [
    await measure(`with credits, 99 of 100 within ${aimedMillis} ms`, charged, signal),
    await measure(`with a limit, 99 of 100 within ${aimedMillis} ms`, counted, signal),
  ];
};
