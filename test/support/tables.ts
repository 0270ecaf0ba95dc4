import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { only, resourcesOf, synthesized } from './synthesized.ts';

/** Creates the messages' table with the keys and indexes that the data stack gives it. */
export const createMessageTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, 'MessagesTable', name);

/** Creates the accounts' table with the keys that the data stack gives it. */
export const createAccountTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, 'AccountsTable', name);

const createTable = async (client: DynamoDBClient, part: string, name: string): Promise<void> => {
  const tables = resourcesOf(synthesized().data, 'AWS::DynamoDB::Table');
  const { properties } = only(tables.filter(({ id }) => id.includes(part)));
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = properties;
  await client.send(
    new CreateTableCommand({ TableName: name, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode }),
  );
};
