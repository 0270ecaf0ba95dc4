import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createAccount } from '../../functions/accounts/create-account.ts';
import { createApiKey } from '../../functions/accounts/create-api-key.ts';
import { createLogin } from '../../functions/accounts/create-login.ts';
import { createAccountStore } from '../../functions/store/accounts.ts';
import { createLoginStore } from '../../functions/store/logins.ts';
import { CREDENTIALS, REGION } from './aws-environment.ts';
import type { Deployment } from './deploy.ts';
import { demoAccount } from './simulator/accounts.ts';

export interface Demo {
  readonly account: string;
  readonly apiKey: string;
  /** The login for the XML-RPC door. */
  readonly xmlrpcUser: string;
  readonly xmlrpcPassword: string;
}

/** Fills the secret with the simulator's credentials, and creates a first account with a key and a login. */
export async function createDemo(emulatorUrl: string, deployment: Deployment): Promise<Demo> {
  const client = { endpoint: emulatorUrl, region: REGION, credentials: CREDENTIALS };
  await fillSecret(new SecretsManagerClient(client), deployment.gatewaySecretArn);

  const dynamodb = new DynamoDBClient(client);
  const store = createAccountStore(dynamodb, deployment.accountsTable);
  const account = await createAccount(store, { name: 'Demo' }, { clock: Date.now });
  const { key } = await createApiKey(store, { account: account.id, name: 'Demo' }, { clock: Date.now });
  const login = { account: account.id, user: 'demo' };
  const { password } = await createLogin(createLoginStore(dynamodb, deployment.accountsTable), login, {
    clock: Date.now,
  });
  dynamodb.destroy();
  return { account: account.id, apiKey: key, xmlrpcUser: login.user, xmlrpcPassword: password };
}

async function fillSecret(client: SecretsManagerClient, secret: string): Promise<void> {
  const { user, password } = demoAccount;
  const SecretString = JSON.stringify({ user, password });
  await client.send(new PutSecretValueCommand({ SecretId: secret, SecretString }));
  client.destroy();
}
