import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { createTable } from './create-table.ts';

export const createMessageTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, name, inject('tables').messages);

export const createAccountTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, name, inject('tables').accounts);

export const createDeliveryTable = (client: DynamoDBClient, name: string): Promise<void> =>
  createTable(client, name, inject('tables').deliveries);
