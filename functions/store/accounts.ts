import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Account } from '../accounts/account.ts';
import { UnknownAccountError, UnknownApiKeyError } from '../accounts/errors.ts';
import type { AccountLookup, AccountStore } from '../accounts/ports.ts';
import {
  accountItem,
  accountKey,
  hashItem,
  hashKey,
  listedItem,
  listedKey,
  readAccount,
  readKey,
} from './account-item.ts';
import { listedBelow } from './listed.ts';
import type { Item } from './message-item.ts';
import { transact } from './transaction.ts';
import { unavailable } from './unavailable.ts';

const isNew = 'attribute_not_exists(pk)';
const exists = 'attribute_exists(pk)';

/**
 * The reads that each request makes. They need only GetItem.
 * @throws StoreUnavailableError if DynamoDB does not answer
 */
export const createAccountLookup = (client: DynamoDBClient, table: string): AccountLookup => {
  // Consistent reads, so that a new key works at once, and a revoked one stops at once.
  const get = async (key: Record<string, string>) => {
    const command = new GetItemCommand({ TableName: table, Key: marshall(key), ConsistentRead: true });
    const { Item } = await client.send(command).catch(unavailable);
    return Item;
  };

  return {
    findKey: async (hash) => {
      const item = await get(hashKey(hash));
      return item && readKey(item);
    },

    findAccount: async (id) => {
      const item = await get(accountKey(id));
      return item && readAccount(item);
    },
  };
};

/** One account has about ten times as many items: one for each hour of a year (statistics.ts). */
const itemsPerPage = 1000;

/**
 * Scans the table: for a person at a terminal, not for requests. An account's own item is the first of its partition.
 * So when a page ends within a partition, the scan skips the rest of it: an account's hours alone may be megabytes.
 */
async function* accountItems(client: DynamoDBClient, table: string): AsyncGenerator<Item> {
  let after: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'sk = :account',
        ExpressionAttributeValues: marshall({ ':account': 'ACCOUNT' }),
        Limit: itemsPerPage,
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    yield* Items;
    after = LastEvaluatedKey && { ...LastEvaluatedKey, sk: { S: '\u{10ffff}' } };
  } while (after !== undefined);
}

/** All operations on accounts and keys, for the admin command. */
export const createAccountStore = (client: DynamoDBClient, table: string): AccountStore => {
  const listKeys = (account: string) => listedBelow(client, table, listedKey(account, ''), readKey);

  const update = async (
    id: string,
    steps: string,
    values: Record<string, boolean | number | string>,
  ): Promise<void> => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: marshall(accountKey(id)),
      UpdateExpression: steps,
      ConditionExpression: exists,
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values) }),
    });
    await client.send(command).catch((error: unknown) => {
      throw error instanceof ConditionalCheckFailedException ? new UnknownAccountError(id) : error;
    });
  };

  return {
    ...createAccountLookup(client, table),
    listKeys,

    addAccount: async (account) => {
      await client.send(
        new PutItemCommand({ TableName: table, Item: accountItem(account), ConditionExpression: isNew }),
      );
    },

    listAccounts: async () => {
      const accounts: Account[] = [];
      for await (const item of accountItems(client, table)) accounts.push(readAccount(item));
      return accounts.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    },

    setDisabled: (id, disabled) => update(id, 'SET disabled = :disabled', { ':disabled': disabled }),

    changeAccount: (id, { messagesPerMinute, messagesPerDay, validFor, encoding }) => {
      const named = Object.entries({ messagesPerMinute, messagesPerDay, validFor, encoding });
      const changes = named.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
      const set = changes.filter(({ value }) => value !== 'none');
      const taken = changes.filter(({ value }) => value === 'none');
      const steps = [
        ...(set.length > 0 ? [`SET ${set.map(({ name }) => `${name} = :${name}`).join(', ')}`] : []),
        ...(taken.length > 0 ? [`REMOVE ${taken.map(({ name }) => name).join(', ')}`] : []),
      ];
      return update(id, steps.join(' '), Object.fromEntries(set.map(({ name, value }) => [`:${name}`, value])));
    },

    addKey: async (key) => {
      const [isUnknown, isTaken] = await transact(client, [
        { ConditionCheck: { TableName: table, Key: marshall(accountKey(key.account)), ConditionExpression: exists } },
        { Put: { TableName: table, Item: hashItem(key), ConditionExpression: isNew } },
        { Put: { TableName: table, Item: listedItem(key), ConditionExpression: isNew } },
      ]);
      if (isUnknown) throw new UnknownAccountError(key.account);
      // Keys have 128 random bits, so this means that the random source is broken.
      if (isTaken) throw new Error('This key exists already.');
    },

    revokeKey: async (account, id, now) => {
      const key = (await listKeys(account)).find((listed) => listed.id === id);
      if (!key) throw new UnknownApiKeyError(account, id);

      const revocation = {
        TableName: table,
        UpdateExpression: 'SET revokedAt = if_not_exists(revokedAt, :now)',
        ConditionExpression: exists,
        ExpressionAttributeValues: marshall({ ':now': now.toISOString() }),
      };
      const refused = await transact(client, [
        { Update: { ...revocation, Key: marshall(hashKey(key.hash)) } },
        { Update: { ...revocation, Key: marshall(listedKey(account, id)) } },
      ]);
      if (refused.includes(true)) throw new UnknownApiKeyError(account, id);
    },
  };
};
