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

/** A transaction takes 100 items, and one of them is the balance. */
export const messagesPerTransaction = 99;

interface Options {
  readonly client: DynamoDBClient;
  readonly messages: string;
  readonly accounts: string;
  readonly itemOf: (message: Message) => Item;
}

/** The conditional write of one message. */
interface Entry {
  readonly write: TransactWriteItem;
  readonly account: string;
  /** What the write charges to the account, or gives back. */
  readonly amount: number;
}

/** The write of the balance that goes with messages whose amounts add up to `sum`. */
type BalanceWrite = (account: string, sum: number) => TransactWriteItem;

/**
 * Writes messages that cost credits or give them back. The message and the balance change in one transaction. So no
 * crash can separate them, and a repeated write is refused without touching the balance.
 */
export const createMeteredWrites = ({ client, messages, accounts, itemOf }: Options) => {
  /**
   * Writes entries of one account together with the sum of their amounts. If DynamoDB refuses the transaction, it says
   * which entries are the cause; the others are tried again.
   */
  const writeTogether = async (
    entries: readonly Entry[],
    writeBalance: BalanceWrite,
    signal: AbortSignal,
  ): Promise<Written[]> => {
    const results = new Array<Written>(entries.length).fill('unavailable');
    let left = entries.map((entry, index) => ({ ...entry, index }));
    for (let round = 0; left.length > 0 && !signal.aborted; round += 1) {
      const [first] = left;
      if (first === undefined) break;
      const sum = left.reduce((total, { amount }) => total + amount, 0);
      const TransactItems = [writeBalance(first.account, sum), ...left.map(({ write }) => write)];
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
        for (const { index } of left) results[index] = 'written';
        break;
      }
      const before = left.length;
      left = withoutRefused(left, canceled, results);
      // If no entry was refused, another transaction was in the way, or the table was busy.
      if (left.length === before) await pause(round + 1, crowded, signal);
    }
    return results;
  };

  const writeAll = async (
    entries: readonly Entry[],
    writeBalance: BalanceWrite,
    within: number,
  ): Promise<Written[]> => {
    const results: Written[] = [];
    const signal = AbortSignal.timeout(within);
    // One after the other: all change the same balance, so they would only collide.
    for (const chunk of chunksOf(entries, messagesPerTransaction)) {
      results.push(...(await writeTogether(chunk, writeBalance, signal)));
    }
    return results;
  };

  const charge: BalanceWrite = (account, sum) => chargeOf(accounts, account, sum);
  const refund: BalanceWrite = (account, sum) => refundOf(accounts, account, sum);

  return {
    /** Adds messages of one account and charges for them. Retries for `within` milliseconds if DynamoDB is busy. */
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

    /** Changes messages that are still as in `before`, and gives back what they no longer cost. */
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

interface NumberedEntry extends Entry {
  readonly index: number;
}

/** Puts what a cancelled transaction refused into `results`, and returns the entries to try again. */
const withoutRefused = (entries: readonly NumberedEntry[], error: Error, results: Written[]): NumberedEntry[] => {
  if (!(error instanceof TransactionCanceledException)) return [...entries];
  const [balance, ...writes] = error.CancellationReasons ?? [];
  const rest = entries.filter(({ index }, position) => {
    if (writes[position]?.Code !== 'ConditionalCheckFailed') return true;
    results[index] = 'refused';
    return false;
  });
  if (balance?.Code !== 'ConditionalCheckFailed') return rest;

  // First come, first served, each as far as the balance goes. So the result does not depend on how the entries are
  // divided into transactions.
  let available = availableIn(balance.Item);
  return rest.filter(({ index, amount }) => {
    if (amount > available) {
      results[index] = 'no_credit';
      return false;
    }
    available -= amount;
    return true;
  });
};
