import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import { type Emulator, startEmulator } from '../../infra/local/emulator.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { apiClient } from '../support/clients/api-client.ts';
import { type Subscription, subscribe } from '../support/stack/event-subscription.ts';

/** The one call to KMS that the tests make: it is not worth a client. */
const createKey = async (emulatorUrl: string): Promise<string> => {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.CreateKey' };
  const response = await fetch(emulatorUrl, { method: 'POST', headers, body: '{}' });
  const { KeyMetadata } = (await response.json()) as { KeyMetadata: { Arn: string } };
  return KeyMetadata.Arn;
};

let emulator: Emulator;
let keyArn: string;
let stack: LocalStack;
let subscription: Subscription;

beforeAll(async () => {
  const ports = await freePorts();
  const progress = () => {};
  emulator = await startEmulator({ port: ports.emulator, progress });
  keyArn = await createKey(emulator.url);
  const settings = { encryptionKeyArn: keyArn };
  stack = await startStack({ ports, existingEmulator: emulator.url, settings, progress });
  subscription = await subscribe(stack.facts, 'customer-key-test');
});
afterAll(async () => {
  await subscription?.stop();
  await stack?.stop();
  await emulator?.stop();
});

const clientOf = ({ emulatorUrl: endpoint, region }: StackFacts) => ({ endpoint, region, credentials: CREDENTIALS });

test('what the emulator knows of encryption names the key: the queues, and the credentials', async () => {
  const { requestQueueUrl, deadLetterQueues, gatewaySecretArn } = stack.facts;
  const sqs = new SQSClient(clientOf(stack.facts));
  const secrets = new SecretsManagerClient(clientOf(stack.facts));

  const keys = [requestQueueUrl, ...Object.values(deadLetterQueues)].map(async (QueueUrl) => {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return Attributes?.['KmsMasterKeyId'];
  });
  const { KmsKeyId } = await secrets.send(new DescribeSecretCommand({ SecretId: gatewaySecretArn }));

  expect([...(await Promise.all(keys)), KmsKeyId]).toEqual([keyArn, keyArn, keyArn, keyArn]);
});

test('messages are delivered: one that is sent over HTTPS, and one that an event asks for', async () => {
  const { url, apiKey, account, eventBusName: EventBusName } = stack.facts;
  const event = { account, to: '+41791234568', text: 'Hello' };
  const entry = { EventBusName, Source: 'shop', DetailType: 'SMS Send Requested', Detail: JSON.stringify(event) };

  await apiClient(url, apiKey)('POST /v1/messages', { json: { to: '+41791234567', text: 'Hello' } });
  await new EventBridgeClient(clientOf(stack.facts)).send(new PutEventsCommand({ Entries: [entry] }));

  for (const to of ['+41791234567', '+41791234568']) {
    await subscription.first(({ detail }) => detail.to === to && detail.status === 'delivered');
  }
});
