import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { type Request, startContainers } from '../../support/stack/containers.ts';
import { type EmulatedCloud, emulatedCloud } from '../../support/stack/emulated-cloud.ts';

logLines();

const text = 'Your code is 493817.';

let cloud: EmulatedCloud;
let simulator: Simulator;
let request: Request;
let headers: Record<string, string>;

beforeAll(async () => {
  simulator = await startSimulator();
  cloud = await emulatedCloud(inject('emulatorUrl'));
  request = await startContainers(cloud.environment(simulator.url, { STORE_TEXT: 'false' }));
  headers = { authorization: (await cloud.newTenant()).authorization, 'idempotency-key': 'first' };
});
afterAll(() => simulator.close());

test('a deployment that keeps no texts sends them, and neither shows nor has them afterwards', async () => {
  const json = { to: ['+41791234567', '+41790000005'], text, metadata: { order: '7' } };

  const sent = await request('POST /v1/messages', { json, headers });
  const ids: string[] = sent.body.messages.map(({ id }: { id: string }) => id);
  const answers = [
    sent,
    await request('POST /v1/messages', { json, headers }),
    await request('GET /v1/messages', { headers }),
    await request('POST /v1/messages/query', { json: { ids }, headers }),
    await request('GET /v1/messages/{id}', { path: { id: ids[0] ?? '' }, headers }),
  ];

  expect(simulator.messages().map((message) => message.text)).toContain(text);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 200, 200, 200]);
  expect(sent.body.messages).toMatchObject([
    { status: 'queued', text: null, segments: 1, metadata: { order: '7' } },
    { status: 'failed', text: null },
  ]);
  expect(answers[1]?.body).toEqual(sent.body);
  const Keys = ids.map((id) => ({ id: { S: id } }));
  const records = await cloud.dynamodb.send(
    new BatchGetItemCommand({ RequestItems: { [cloud.tables.messages]: { Keys } } }),
  );
  expect(records.Responses?.[cloud.tables.messages]).toHaveLength(2);
  expect(JSON.stringify([records, answers])).not.toContain('493817');
});
