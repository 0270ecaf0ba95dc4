import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDeliveries } from '../../../functions/store/deliveries.ts';
import { createLanes } from '../../../functions/store/lanes.ts';
import { createWebhooks } from '../../../functions/store/webhooks.ts';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';

export interface Tables {
  readonly accounts: string;
  readonly deliveries: string;
}

/** Webhooks and deliveries in DynamoDB, here on the emulator. */
export const soakStore = (endpoint: string, tables: Tables) => {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  const options = { client, onUnreadable: console.error };
  return {
    client,
    webhooks: createWebhooks({ ...options, table: tables.accounts }),
    deliveries: createDeliveries({ ...options, table: tables.deliveries, onFailure: console.error }),
    lanes: createLanes({ ...options, table: tables.deliveries }),
  };
};
