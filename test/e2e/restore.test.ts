import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, DynamoDBClient, RestoreTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import { apiClient } from '../support/clients/api-client.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { adminOf } from '../support/stack/admin.ts';
import { type Subscription, subscribe } from '../support/stack/event-subscription.ts';

const stack = inject('stack');
const { emulatorUrl, region, tables } = stack;
const request = apiClient(stack.url, stack.apiKey);
const simulator = simulatorControl(stack.simulatorControlUrl);
const admin = adminOf(emulatorUrl);
const dynamodb = new DynamoDBClient({ endpoint: emulatorUrl, region, credentials: CREDENTIALS });

let subscription: Subscription;
beforeAll(async () => {
  subscription = await subscribe(stack, 'restore-test');
});
afterAll(async () => {
  await subscription.stop();
  dynamodb.destroy();
});

const to = '+41765550001';
const send = async (key: string) => {
  const json = { to, text: 'Hello' };
  const { body, headers } = await request('POST /v1/messages', { json, headers: { 'idempotency-key': key } });
  return { id: String(body.messages[0].id), isReplay: headers.get('idempotent-replayed') === 'true' };
};
const delivered = (id: string) => subscription.first(({ detail }) => detail.id === id && detail.status === 'delivered');

test('a record that got lost comes back from a backup, and is not sent again', async () => {
  const key = randomUUID();
  const { id } = await send(key);
  await delivered(id);
  const backup = `restored-${randomUUID()}`;
  const names = { SourceTableName: tables.messages, TargetTableName: backup };
  await dynamodb.send(new RestoreTableToPointInTimeCommand({ ...names, UseLatestRestorableTime: true }));
  await dynamodb.send(new DeleteItemCommand({ TableName: tables.messages, Key: { id: { S: id } } }));
  expect((await request(`GET /v1/messages/${id}`)).status).toBe(404);

  const report = await admin(`restore --from ${backup}`);

  expect(report).toMatchObject({ from: backup, table: 'messages', added: 1, indeterminate: 0, unreadable: 0 });
  expect((await request(`GET /v1/messages/${id}`)).body).toMatchObject({ id, status: 'delivered' });
  expect(await send(key)).toEqual({ id, isReplay: true });
  expect(await simulator.messages(to)).toHaveLength(1);
  expect(await admin(`restore --from ${backup}`)).toMatchObject({ added: 0 });
});
