import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { callKey } from '../messages/calls.ts';
import type { AskedState, CallMark, CallState, Calls } from '../messages/ports.ts';
import { storeMillis } from '../messages/time-budget.ts';
import { callsKeptMillis } from '../messages/timing.ts';
import { isPassing } from './unavailable.ts';

interface Options {
  readonly client: DynamoDBClient;
  /** The accounts' table, because the stream of the messages' table should have messages only. */
  readonly table: string;
  readonly clock: () => Date;
}

const states = ['begun', 'given_up', 'fenced'] as const;

type Decided = (typeof states)[number];

interface Decision {
  readonly state: CallState;
  /** Whether the run that asks now decided the state. */
  readonly isOwn: boolean;
}

const askedState = ({ state, isOwn }: Decision): AskedState => (state === 'begun' && !isOwn ? 'taken' : state);

/** What sweeps give as their name: it makes no difference which of them decided. */
const noName = '';

/** Each call has one item. Whoever writes it first decides the call's state; all others read that state. */
export const createCalls = ({ client, table, clock }: Options): Calls => {
  const decide = async (mark: CallMark, state: Decided, by = noName): Promise<Decision> => {
    const expiresAt = Math.floor((clock().getTime() + callsKeptMillis) / 1000);
    const command = new UpdateItemCommand({
      TableName: table,
      Key: marshall({ pk: `CALL#${callKey(mark)}`, sk: 'CALL' }),
      UpdateExpression:
        'SET #state = if_not_exists(#state, :state), #by = if_not_exists(#by, :by), expiresAt = :expiry',
      ExpressionAttributeNames: { '#state': 'state', '#by': 'by' },
      ExpressionAttributeValues: marshall({ ':state': state, ':by': by, ':expiry': expiresAt }),
      ReturnValues: 'ALL_NEW',
    });
    const abortSignal = AbortSignal.timeout(storeMillis);
    const decided = await client.send(command, { abortSignal }).catch((error: unknown) => {
      if (isPassing(error)) return undefined;
      throw error;
    });
    const { state: found, by: name } = decided?.Attributes ?? {};
    return { state: states.find((known) => known === found?.S) ?? 'unknown', isOwn: name?.S === by };
  };

  return {
    begin: async (mark, by) => askedState(await decide(mark, 'begun', by)),
    fence: async (mark) => (await decide(mark, 'fenced')).state,
    giveUp: async (mark, as, by) => askedState(await decide(mark, as === 'closed' ? 'given_up' : 'fenced', by)),
  };
};
