import {
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { pause } from '../runtime/backoff.ts';
import { chunksOf, eachOf } from '../runtime/concurrency.ts';
import { throttled } from './pauses.ts';
import { isPassing } from './unavailable.ts';

/** The outcome of a write. `refused`: its condition did not hold. `no_credit`: the balance is too low. */
export type Written = 'written' | 'refused' | 'no_credit' | 'unavailable';

/** DynamoDB's limit. */
const statementsPerBatch = 25;
/** Batches under way at once: 1,000 records take 40. */
const batchesAtOnce = 10;

/**
 * Runs statements, each independent of the others. Retries those that DynamoDB throttles, for `within` milliseconds.
 */
export type WriteBatches = (statements: readonly BatchStatementRequest[], within: number) => Promise<Written[]>;

/**
 * Uses PartiQL, because one call can carry 25 statements, each with its own condition. BatchWriteItem has no
 * conditions, and a transaction costs twice the write units.
 */
export const createWriteBatches = (client: DynamoDBClient): WriteBatches => {
  const executeBatch = async (batch: BatchStatementRequest[], signal: AbortSignal): Promise<Written[]> => {
    const { Responses = [] } = await client
      .send(new BatchExecuteStatementCommand({ Statements: batch }), { abortSignal: signal })
      .catch((error: unknown) => {
        if (isPassing(error)) return { Responses: [] };
        throw error;
      });
    return batch.map((_, index) => {
      const response = Responses[index];
      if (response === undefined) return 'unavailable';
      switch (response.Error?.Code) {
        case undefined:
          return 'written';
        case 'DuplicateItem':
        case 'ConditionalCheckFailed':
          return 'refused';
        case 'ValidationError':
        case 'AccessDenied':
        case 'ResourceNotFound':
        case 'ItemCollectionSizeLimitExceeded':
          throw new Error(`DynamoDB refused a statement: ${response.Error.Code}.`);
        default:
          return 'unavailable';
      }
    });
  };

  return async (statements, within) => {
    const results = new Array<Written>(statements.length).fill('unavailable');
    const signal = AbortSignal.timeout(within);
    let left = statements.map((_, index) => index);
    for (let round = 0; left.length > 0 && !signal.aborted; round += 1) {
      if (round > 0) await pause(round, throttled, signal);
      await eachOf(chunksOf(left, statementsPerBatch), batchesAtOnce, async (indexes) => {
        const batch = indexes.flatMap((index) => statements[index] ?? []);
        const outcomes = await executeBatch(batch, signal);
        for (const [position, index] of indexes.entries()) results[index] = outcomes[position] ?? 'unavailable';
      });
      left = left.filter((index) => results[index] === 'unavailable');
    }
    return results;
  };
};
