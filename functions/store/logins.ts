import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { UnknownAccountError, UnknownLoginError, UserTakenError } from '../accounts/errors.ts';
import type { FailureCounts, LoginLookup, LoginStore, LoginSuccesses } from '../accounts/ports.ts';
import { accountKey } from './account-item.ts';
import { listedBelow } from './listed.ts';
import { listedLoginItem, listedLoginKey, readLogin, userItem, userKey } from './login-item.ts';
import { transact } from './transaction.ts';
import { unavailable } from './unavailable.ts';

const isNew = 'attribute_not_exists(pk)';
const exists = 'attribute_exists(pk)';

/** The read that each request makes. @throws StoreUnavailableError if DynamoDB does not answer */
export const createLoginLookup = (client: DynamoDBClient, table: string): Pick<LoginLookup, 'findLogin'> => ({
  findLogin: async (user) => {
    const command = new GetItemCommand({ TableName: table, Key: marshall(userKey(user)), ConsistentRead: true });
    const { Item } = await client.send(command).catch(unavailable);
    return Item && readLogin(Item);
  },
});

/** All operations on logins, for the admin command. */
export const createLoginStore = (client: DynamoDBClient, table: string): LoginStore => ({
  addLogin: async (login) => {
    const [isUnknown, isTaken] = await transact(client, [
      { ConditionCheck: { TableName: table, Key: marshall(accountKey(login.account)), ConditionExpression: exists } },
      { Put: { TableName: table, Item: userItem(login), ConditionExpression: isNew } },
      { Put: { TableName: table, Item: listedLoginItem(login), ConditionExpression: isNew } },
    ]);
    if (isUnknown) throw new UnknownAccountError(login.account);
    if (isTaken) throw new UserTakenError(login.user);
  },

  listLogins: (account) => listedBelow(client, table, listedLoginKey(account, ''), readLogin),

  revokeLogin: async (account, user) => {
    const [isUnknown] = await transact(
      client,
      [listedLoginKey(account, user), userKey(user)].map((key) => ({
        Delete: { TableName: table, Key: marshall(key), ConditionExpression: exists },
      })),
    );
    if (isUnknown) throw new UnknownLoginError(account, user);
  },
});

/** Counts of failed logins, in the accounts' table. DynamoDB deletes each some time after its window has ended. */
export const createFailureCounts = (client: DynamoDBClient, table: string): FailureCounts => {
  const keyOf = (name: string) => marshall({ pk: `FAILURES#${name}`, sk: 'FAILURES' });
  return {
    read: async (name) => {
      const command = new GetItemCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true });
      const { Item } = await client.send(command).catch(unavailable);
      return Number(Item?.['failures']?.N ?? 0);
    },
    add: async (name, until) => {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: keyOf(name),
        UpdateExpression: 'SET expiresAt = :until ADD failures :one',
        ExpressionAttributeValues: marshall({ ':until': Math.ceil(until.getTime() / 1000), ':one': 1 }),
      });
      await client.send(command).catch(unavailable);
    },
  };
};

/** Marks of correct logins. Their keys begin like those of the counts, because the function may write only those. */
export const createLoginSuccesses = (client: DynamoDBClient, table: string): LoginSuccesses => {
  const keyOf = (name: string) => marshall({ pk: `FAILURES#${name}`, sk: 'SUCCESS' });
  return {
    add: async (name, until) => {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: keyOf(name),
        UpdateExpression: 'SET expiresAt = :until',
        ExpressionAttributeValues: marshall({ ':until': Math.ceil(until.getTime() / 1000) }),
      });
      await client.send(command).catch(unavailable);
    },
    has: async (name, now) => {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(name) })).catch(unavailable);
      // DynamoDB may keep an item for some time after its end.
      return Number(Item?.['expiresAt']?.N ?? 0) * 1000 > now.getTime();
    },
  };
};
