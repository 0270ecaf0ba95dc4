import {
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { pause } from '../runtime/backoff.ts';
import { chunksOf, eachOf } from '../runtime/concurrency.ts';
import { throttled } from './pauses.ts';
import { isPassing } from './unavailable.ts';

/** What became of a write. `refused`: its condition did not hold. `no_credit`: the balance does not cover it. */
export type Written = 'written' | 'refused' | 'no_credit' | 'unavailable';

/** DynamoDB's limit. */
const statementsPerBatch = 25;
/** Batches under way at once: 1,000 records take 40. */
const batchesAtOnce = 10;

/** Runs statements `within` these milliseconds, each for itself; what was throttled again, until the time is used up. */
export type WriteBatches = (statements: readonly BatchStatementRequest[], within: number) => Promise<Written[]>;

/**
 * PartiQL statements, because a batch of 25 of them costs one call where each keeps its own condition: BatchWriteItem has no
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
    let open = statements.map((_, index) => index);
    for (let round = 0; open.length > 0 && !signal.aborted; round += 1) {
      if (round > 0) await pause(round, throttled, signal);
      await eachOf(chunksOf(open, statementsPerBatch), batchesAtOnce, async (indexes) => {
        const batch = indexes.flatMap((index) => statements[index] ?? []);
        const outcomes = await executeBatch(batch, signal);
        for (const [position, index] of indexes.entries()) results[index] = outcomes[position] ?? 'unavailable';
      });
      open = open.filter((index) => results[index] === 'unavailable');
    }
    return results;
  };
};
