import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { callKey } from '../messages/calls.ts';
import type { CallMark, CallState, Calls } from '../messages/ports.ts';
import { storeMillis } from '../messages/time-budget.ts';
import { callsKeptMillis } from '../messages/timing.ts';
import { isPassing } from './unavailable.ts';

interface Options {
  readonly client: DynamoDBClient;
  /** The accounts' table: the messages' table has a stream, which tells of messages alone. */
  readonly table: string;
  readonly clock: () => Date;
}

const states = ['begun', 'given_up', 'fenced'] as const;

type Decided = (typeof states)[number];

/** One item a call. The first who writes it decides its state, and every later one is told that. */
export const createCalls = ({ client, table, clock }: Options): Calls => {
  const decide = async (mark: CallMark, state: Decided): Promise<CallState> => {
    const expiresAt = Math.floor((clock().getTime() + callsKeptMillis) / 1000);
    const command = new UpdateItemCommand({
      TableName: table,
      Key: marshall({ pk: `CALL#${callKey(mark)}`, sk: 'CALL' }),
      UpdateExpression: 'SET #state = if_not_exists(#state, :state), expiresAt = :expiry',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: marshall({ ':state': state, ':expiry': expiresAt }),
      ReturnValues: 'ALL_NEW',
    });
    const abortSignal = AbortSignal.timeout(storeMillis);
    const decided = await client.send(command, { abortSignal }).catch((error: unknown) => {
      if (isPassing(error)) return undefined;
      throw error;
    });
    return states.find((known) => known === decided?.Attributes?.['state']?.S) ?? 'unknown';
  };

  return {
    begin: (mark) => decide(mark, 'begun'),
    fence: (mark) => decide(mark, 'fenced'),
    giveUp: (mark, as) => decide(mark, as === 'closed' ? 'given_up' : 'fenced'),
  };
};
