import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createUpstreamClient, type UpstreamClient } from '../../../functions/upstream/client.ts';
import { createUpstreamCredentials } from '../../../functions/upstream/credentials.ts';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';

const user = 'rotating';
const client = new SecretsManagerClient({
  endpoint: inject('emulatorUrl'),
  region: REGION,
  credentials: CREDENTIALS,
});

let simulator: Simulator;
let textgate: UpstreamClient;
let secretArn: string;
let time = 0;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

/** A container that has read the secret and used it, some time ago. */
beforeEach(async () => {
  await simulator.reset();
  simulator.putAccount({ user, password: 'old' });
  const SecretString = JSON.stringify({ user, password: 'old' });
  const { ARN = '' } = await client.send(new CreateSecretCommand({ Name: `gateway-${randomUUID()}`, SecretString }));
  secretArn = ARN;
  const credentials = createUpstreamCredentials({ client, secretArn, clock: () => time });
  textgate = createUpstreamClient({
    url: simulator.url,
    credentials: credentials.read,
    onRefused: credentials.refused,
  });
  expect(await textgate.auth()).toBe(true);
  time += 60_000;
});

const rotate = async () => {
  simulator.putAccount({ user, password: 'new' });
  await client.send(
    new PutSecretValueCommand({ SecretId: secretArn, SecretString: JSON.stringify({ user, password: 'new' }) }),
  );
};

const send = () => textgate.sendMessage({ to: '41791234567', text: 'Hello' });

const calls = {
  'auth, which answers FALSE': () => textgate.auth(),
  'get_credits, which answers FALSE': () => textgate.getCredits(),
  'clean_number, which answers with a fault': () => textgate.cleanNumber('079 123 45 67'),
  'send_message, which answers with a fault': () => send(),
};

describe('a secret that is rotated', () => {
  test.each(Object.entries(calls))('is in use after the first call that is refused: %s', async (_, call) => {
    await rotate();
    await call().catch(() => undefined);

    expect(await send()).toMatchObject([{ accepted: true }]);
    expect(simulator.messages()).toHaveLength(1);
  });

  test.each(['http_401', 'http_403'] as const)('is in use after %s', async (fault) => {
    await rotate();
    simulator.setFault({ fault, times: 1 });
    await expect(send()).rejects.toThrow('HTTP status 40');

    expect(await send()).toMatchObject([{ accepted: true }]);
  });

  test('is not read anew for a refusal of the message, or of the address', async () => {
    await rotate();
    simulator.putAccount({ user, password: 'old' });
    await textgate.sendMessage({ to: '41790000005', text: 'Hello' });
    simulator.setFault({ fault: 'http_404', times: 1 });
    await expect(send()).rejects.toThrow('HTTP status 404');

    expect(await send()).toMatchObject([{ accepted: true }]);
  });

  test('is waited for while the gateway has the new password and the secret still the old one', async () => {
    simulator.putAccount({ user, password: 'new' });
    expect(await textgate.auth()).toBe(false);
    expect(await textgate.auth()).toBe(false);

    await rotate();
    time += 30_000;
    expect(await textgate.auth()).toBe(false);

    expect(await textgate.auth()).toBe(true);
  });
});
