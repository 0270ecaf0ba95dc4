import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { refundOf as refundedBy } from '../messages/charge.ts';
import type { Message } from '../messages/message.ts';
import type { Change } from '../messages/ports.ts';
import { pause } from '../runtime/backoff.ts';
import { chunksOf } from '../runtime/concurrency.ts';
import type { Written } from './conditional-batches.ts';
import { availableIn, chargeOf, refundOf } from './credits.ts';
import type { Item } from './message-item.ts';
import { crowded } from './pauses.ts';
import { isPassing } from './unavailable.ts';

/** A transaction takes 100 items: the balance, and so many messages. */
export const messagesPerTransaction = 99;

interface Options {
  readonly client: DynamoDBClient;
  readonly messages: string;
  readonly accounts: string;
  readonly itemOf: (message: Message) => Item;
}

/** A message as it shall stand, on which condition, and what that costs its account or gives back. */
interface Entry {
  readonly write: TransactWriteItem;
  readonly account: string;
  readonly amount: number;
}

/** The write of the balance that goes with messages whose amounts add up to `sum`. */
type BalanceWrite = (account: string, sum: number) => TransactWriteItem;

/**
 * Writes of messages that cost credits or give them back. The message and the balance change in one transaction: no
 * crash can come between them, and a write that is repeated finds its condition gone, and the balance untouched.
 */
export const createMeteredWrites = ({ client, messages, accounts, itemOf }: Options) => {
  /**
   * Writes entries of one account with the sum of their amounts. A transaction that is refused tells for which entries;
   * it is tried again without those.
   */
  const writeTogether = async (
    entries: readonly Entry[],
    settle: BalanceWrite,
    signal: AbortSignal,
  ): Promise<Written[]> => {
    const results = new Array<Written>(entries.length).fill('unavailable');
    let open = entries.map((entry, index) => ({ ...entry, index }));
    for (let round = 0; open.length > 0 && !signal.aborted; round += 1) {
      const [first] = open;
      if (first === undefined) break;
      const sum = open.reduce((total, { amount }) => total + amount, 0);
      const TransactItems = [settle(first.account, sum), ...open.map(({ write }) => write)];
      const canceled = await client
        .send(new TransactWriteItemsCommand({ TransactItems }), { abortSignal: signal })
        .then(
          () => undefined,
          (error: unknown) => {
            if (error instanceof TransactionCanceledException || isPassing(error)) return error;
            throw error;
          },
        );
      if (canceled === undefined) {
        for (const { index } of open) results[index] = 'written';
        break;
      }
      const before = open.length;
      open = withoutRefused(open, canceled, results);
      // Nothing was refused: another transaction was in the way, or the table was busy.
      if (open.length === before) await pause(round + 1, crowded, signal);
    }
    return results;
  };

  const writeAll = async (entries: readonly Entry[], settle: BalanceWrite, within: number): Promise<Written[]> => {
    const results: Written[] = [];
    const signal = AbortSignal.timeout(within);
    // One after the other: all change the same balance, and would only get in each other's way.
    for (const chunk of chunksOf(entries, messagesPerTransaction)) {
      results.push(...(await writeTogether(chunk, settle, signal)));
    }
    return results;
  };

  const charge: BalanceWrite = (account, sum) => chargeOf(accounts, account, sum);
  const refund: BalanceWrite = (account, sum) => refundOf(accounts, account, sum);

  return {
    /**
     * Adds messages that do not exist yet, and charges for them. All belong to one account. A store that is busy is asked
     * again `within` these milliseconds.
     */
    insert: (drafts: readonly Message[], within: number): Promise<Written[]> =>
      writeAll(
        drafts.map((message) => ({
          account: message.account,
          amount: message.charge ?? 0,
          write: {
            Put: { TableName: messages, Item: itemOf(message), ConditionExpression: 'attribute_not_exists(id)' },
          },
        })),
        charge,
        within,
      ),

    /** Changes messages whose `before` still stands, and gives back what they no longer cost. */
    apply: async (changes: readonly Change[], within: number): Promise<Written[]> => {
      const results = new Map<Change, Written>();
      for (const own of Map.groupBy(changes, ({ before }) => before.account).values()) {
        const written = await writeAll(
          own.map(({ before, after }) => ({
            account: before.account,
            amount: refundedBy({ before, after }),
            write: {
              Put: {
                TableName: messages,
                Item: itemOf(after),
                ConditionExpression: '#version = :version',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: marshall({ ':version': before.version }),
              },
            },
          })),
          refund,
          within,
        );
        for (const [index, change] of own.entries()) results.set(change, written[index] ?? 'unavailable');
      }
      return changes.map((change) => results.get(change) ?? 'unavailable');
    },
  };
};

interface OpenEntry extends Entry {
  readonly index: number;
}

/** Notes what a cancelled transaction says of its entries, and returns those that are worth another try. */
const withoutRefused = (open: readonly OpenEntry[], error: Error, results: Written[]): OpenEntry[] => {
  if (!(error instanceof TransactionCanceledException)) return [...open];
  const [settlement, ...writes] = error.CancellationReasons ?? [];
  const rest = open.filter(({ index }, position) => {
    if (writes[position]?.Code !== 'ConditionalCheckFailed') return true;
    results[index] = 'refused';
    return false;
  });
  if (settlement?.Code !== 'ConditionalCheckFailed') return rest;

  // First come, first served: each that the balance covers still. So it does not matter how they fall into transactions.
  let available = availableIn(settlement.Item);
  return rest.filter(({ index, amount }) => {
    if (amount > available) {
      results[index] = 'no_credit';
      return false;
    }
    available -= amount;
    return true;
  });
};
