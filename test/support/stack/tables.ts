import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { createTable } from './create-table.ts';

/** Creates the messages' table with the keys and indexes that the data stack gives it. */
export const createMessageTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, name, inject('tables').messages);

/** Creates the accounts' table with the keys that the data stack gives it. */
export const createAccountTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, name, inject('tables').accounts);

/** Creates the deliveries' table with the keys and indexes that the data stack gives it. */
export const createDeliveryTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, name, inject('tables').deliveries);
