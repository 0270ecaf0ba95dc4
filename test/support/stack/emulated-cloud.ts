import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createAccount } from '../../../functions/accounts/create-account.ts';
import { createApiKey } from '../../../functions/accounts/create-api-key.ts';
import type { Scope } from '../../../functions/contract/scopes.ts';
import { createAccountStore } from '../../../functions/store/accounts.ts';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';
import { demoAccount } from '../../../infra/local/simulator/accounts.ts';
import { createAccountTable, createDeliveryTable, createMessageTable } from './tables.ts';

/** Tables as the data stack defines them, and the gateway's secret, on the emulator. Each call makes new ones. */
export const emulatedCloud = async (emulatorUrl: string) => {
  const client = { endpoint: emulatorUrl, region: REGION, credentials: CREDENTIALS };
  const dynamodb = new DynamoDBClient(client);
  const secrets = new SecretsManagerClient(client);
  const run = randomUUID();

  const tables = { messages: `messages-${run}`, accounts: `accounts-${run}`, deliveries: `deliveries-${run}` };
  await createMessageTable(dynamodb, tables.messages);
  await createAccountTable(dynamodb, tables.accounts);
  await createDeliveryTable(dynamodb, tables.deliveries);
  const { user, password } = demoAccount;
  const { ARN = '' } = await secrets.send(
    new CreateSecretCommand({ Name: `gateway-${run}`, SecretString: JSON.stringify({ user, password }) }),
  );
  const accountStore = createAccountStore(dynamodb, tables.accounts);

  return {
    dynamodb,
    tables,

    /** The variables that the stacks give a function, and those that Lambda sets. `changes` override them. */
    environment: (gatewayUrl: string, changes: Record<string, string> = {}): Record<string, string> => ({
      AWS_ENDPOINT_URL: emulatorUrl,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      MESSAGES_TABLE: tables.messages,
      ACCOUNTS_TABLE: tables.accounts,
      DELIVERIES_TABLE: tables.deliveries,
      // No function reads this queue, so deliveries wait for the schedule.
      DELIVERY_QUEUE_URL: `${emulatorUrl}/000000000000/deliveries-${run}.fifo`,
      WEBHOOK_DELIVERERS: '1',
      WEBHOOKS_TO_LOOPBACK: 'true',
      RETENTION_DAYS: '90',
      GATEWAY_URL: gatewayUrl,
      GATEWAY_SECRET_ARN: ARN,
      DEFAULT_REGION: 'CH',
      ALLOWED_COUNTRIES: 'CH,DE',
      MAX_SEGMENTS: '10',
      ...changes,
    }),

    /** A new account with a key, and the header that its requests carry. */
    newTenant: async (scopes?: readonly Scope[]) => {
      const account = await createAccount(accountStore, { name: 'Shop' }, { clock: Date.now });
      const wanted = { account: account.id, name: 'web', ...(scopes && { scopes }) };
      const { key } = await createApiKey(accountStore, wanted, { clock: Date.now });
      return { account, key, authorization: `Bearer ${key}` };
    },

    putSecret: async (SecretString: string): Promise<void> => {
      await secrets.send(new PutSecretValueCommand({ SecretId: ARN, SecretString }));
    },
  };
};

export type EmulatedCloud = Awaited<ReturnType<typeof emulatedCloud>>;
