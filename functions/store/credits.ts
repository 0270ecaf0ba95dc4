import {
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { type Balance, type CreditStore, mostCredits } from '../accounts/credits.ts';
import { CreditsOutOfRangeError, UnknownAccountError } from '../accounts/errors.ts';
import { accountKey } from './account-item.ts';
import { isCarriedOut } from './condition.ts';
import type { Item } from './message-item.ts';
import { transact } from './transaction.ts';
import { unavailable } from './unavailable.ts';

/**
 * An account's credits are one item. `available` is what may still be spent. It includes the overdraft, so that a
 * charge needs one comparison. The sums must agree with it: added − charged + refunded = available − overdraft.
 */
const balanceSchema = v.object({
  available: v.number(),
  overdraft: v.number(),
  added: v.number(),
  charged: v.number(),
  refunded: v.number(),
  threshold: v.exactOptional(v.number()),
});

export const creditsKey = (account: string) => ({ pk: accountKey(account).pk, sk: 'CREDITS' });

/** Takes an amount from `available`, on condition that there is enough. */
export const chargeOf = (table: string, account: string, amount: number): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: marshall(creditsKey(account)),
    UpdateExpression: 'ADD available :negative, charged :amount',
    ConditionExpression: 'available >= :amount',
    ExpressionAttributeValues: marshall({ ':amount': amount, ':negative': -amount }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** Gives an amount back. */
export const refundOf = (table: string, account: string, amount: number): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: marshall(creditsKey(account)),
    UpdateExpression: 'ADD available :amount, refunded :amount',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: marshall({ ':amount': amount }),
  },
});

/** What may be spent according to the item of a refused charge. An account without the item has nothing. */
export const availableIn = (item: Item | undefined): number => Number(item?.['available']?.N ?? 0);

export const readBalance = async (
  client: DynamoDBClient,
  table: string,
  account: string,
): Promise<Balance | undefined> => {
  const command = new GetItemCommand({ TableName: table, Key: marshall(creditsKey(account)), ConsistentRead: true });
  const { Item } = await client.send(command).catch(unavailable);
  if (Item === undefined) return undefined;
  const { available, ...sums } = v.parse(balanceSchema, unmarshall(Item));
  return { ...sums, balance: available - sums.overdraft };
};

/** The operations of the admin command. */
export const createCreditStore = (client: DynamoDBClient, table: string): CreditStore => ({
  read: (account) => readBalance(client, table, account),

  add: async (account, amount, { id, note, now }) => {
    const entry = { ...accountKey(account), sk: `CREDIT#${now.toISOString()}#${id}`, amount, note };
    const sums = 'added = if_not_exists(added, :zero) + :amount, available = if_not_exists(available, :zero) + :amount';
    const rest = ['overdraft', 'charged', 'refunded']
      .map((name) => `${name} = if_not_exists(${name}, :zero)`)
      .join(', ');
    // Credits cannot be taken from an account that never had any: that would begin to meter it, and so stop its sends.
    // If an earlier version left an account with more credits than can be counted, they can still be taken off.
    const condition =
      amount < 0
        ? 'added >= :bound AND available >= :bound'
        : 'attribute_not_exists(pk) OR (added <= :bound AND available <= :bound)';
    const [isUnknown, isOutOfRange] = await transact(client, [
      {
        // From its first credits on, an account is metered.
        Update: {
          TableName: table,
          Key: marshall(accountKey(account)),
          UpdateExpression: 'SET metered = :true',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: marshall({ ':true': true }),
        },
      },
      {
        Update: {
          TableName: table,
          Key: marshall(creditsKey(account)),
          UpdateExpression: `SET ${sums}, ${rest}`,
          ConditionExpression: condition,
          ExpressionAttributeValues: marshall({
            ':amount': amount,
            ':zero': 0,
            ':bound': (amount < 0 ? -mostCredits : mostCredits) - amount,
          }),
        },
      },
      { Put: { TableName: table, Item: marshall(entry), ConditionExpression: 'attribute_not_exists(pk)' } },
    ]);
    if (isUnknown) throw new UnknownAccountError(account);
    if (isOutOfRange) throw new CreditsOutOfRangeError(account, amount);
  },

  setOverdraft: async (account, before, overdraft) => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: marshall(creditsKey(account)),
      UpdateExpression: 'SET overdraft = :overdraft ADD available :more',
      ConditionExpression: 'overdraft = :before',
      ExpressionAttributeValues: marshall({ ':overdraft': overdraft, ':more': overdraft - before, ':before': before }),
    });
    return isCarriedOut(client.send(command));
  },

  setThreshold: async (account, threshold) => {
    const change =
      threshold === 'none'
        ? { UpdateExpression: 'REMOVE threshold' }
        : {
            UpdateExpression: 'SET threshold = :threshold',
            ExpressionAttributeValues: marshall({ ':threshold': threshold }),
          };
    const command = new UpdateItemCommand({
      TableName: table,
      Key: marshall(creditsKey(account)),
      ConditionExpression: 'attribute_exists(pk)',
      ...change,
    });
    return isCarriedOut(client.send(command));
  },
});
