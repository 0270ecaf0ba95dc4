import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { CreditWatch, LowCredits, WatchedCredits } from '../accounts/low-credits.ts';
import { readBatches } from './batch-reads.ts';
import { creditsKey } from './credits.ts';
import type { Item } from './message-item.ts';
import { transact } from './transaction.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Called with the key of an item that cannot be read. The item is skipped, so that it does not block the others. */
  readonly onUnreadable: (key: unknown) => void;
}

/** The parts of an account's credits that the watch reads. `threshold` and `low` exist only if it is watched. */
const watchedSchema = v.object({
  pk: v.string(),
  available: v.number(),
  overdraft: v.number(),
  added: v.number(),
  threshold: v.exactOptional(v.number()),
  low: v.exactOptional(
    v.object({
      at: v.string(),
      credits: v.number(),
      threshold: v.number(),
      added: v.number(),
      isTold: v.boolean(),
    }),
  ),
});

export const createCreditWatch = ({ client, table, onUnreadable }: Options): CreditWatch => {
  const readable = (item: Item) => {
    const read = v.safeParse(watchedSchema, unmarshall(item));
    if (!read.success) onUnreadable({ pk: item['pk']?.S, sk: item['sk']?.S });
    return read.success ? [read.output] : [];
  };

  /** A transaction, because `transact` retries it when it collides with one that charges messages to the same item. */
  const write = async (account: string, rest: Omit<NonNullable<TransactWriteItem['Update']>, 'TableName' | 'Key'>) => {
    const Update = { TableName: table, Key: marshall(creditsKey(account)), ...rest };
    const [isRefused] = await transact(client, [{ Update }]);
    return isRefused === false;
  };

  return {
    read: async (accounts) => {
      const keys = accounts.map((account) => [account, creditsKey(account)] as const);
      const accountOf = new Map(keys.map(([account, { pk }]) => [pk, account]));
      const items = await readBatches({ client, table, keys: keys.map(([, key]) => marshall(key)) });
      return new Map(
        items.flatMap(readable).flatMap(({ pk, available, overdraft, ...rest }) => {
          const account = accountOf.get(pk);
          const watched: WatchedCredits = { ...rest, balance: available - overdraft };
          return account === undefined ? [] : [[account, watched] as const];
        }),
      );
    },

    note: (account, low, { low: before }) => {
      const isAsBefore = before === undefined ? 'attribute_not_exists(low)' : 'low.#at = :before';
      return write(account, {
        UpdateExpression: 'SET low = :low',
        ConditionExpression: `added = :added AND threshold = :threshold AND ${isAsBefore}`,
        ...(before && { ExpressionAttributeNames: { '#at': 'at' } }),
        ExpressionAttributeValues: marshall({
          ':low': low,
          ':added': low.added,
          ':threshold': low.threshold,
          ...(before && { ':before': before.at }),
        }),
      });
    },

    noteTold: async (account, { at }: LowCredits) => {
      await write(account, {
        UpdateExpression: 'SET low.isTold = :true',
        ConditionExpression: 'low.#at = :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: marshall({ ':true': true, ':at': at }),
      });
    },
  };
};
