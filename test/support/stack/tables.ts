import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseSettings } from '../../../infra/settings.ts';
import { DataStack } from '../../../infra/stacks/data.ts';

/** Creates the messages' table with the keys and indexes that the data stack gives it. */
export const createMessageTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, 'MessagesTable', name);

/** Creates the accounts' table with the keys that the data stack gives it. */
export const createAccountTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, 'AccountsTable', name);

/** Creates the deliveries' table with the keys and indexes that the data stack gives it. */
export const createDeliveryTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, 'DeliveriesTable', name);

const createTable = async (client: DynamoDBClient, part: string, name: string): Promise<void> => {
  const tables = Object.entries(dataTemplate().findResources('AWS::DynamoDB::Table'));
  const [table] = tables.filter(([id]) => id.includes(part)).map(([, { Properties }]) => Properties);
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = table ?? {};
  await client.send(
    new CreateTableCommand({ TableName: name, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode }),
  );
};

/** Of the data stack alone: the other stacks are not worth their time here. */
const dataTemplate = (): Template => {
  const outdir = mkdtempSync(join(tmpdir(), 'textgate-tables-'));
  try {
    return Template.fromStack(
      new DataStack(new App({ outdir }), 'Data', { settings: parseSettings({ indexes: 'reference,to,status' }) }),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
};
