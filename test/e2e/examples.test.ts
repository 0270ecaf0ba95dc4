import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import { cdk } from '../../infra/local/cdk.ts';
import { apiClient } from '../support/clients/api-client.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';

const { url, apiKey, account, emulatorUrl, region, simulatorControlUrl } = inject('stack');
const request = apiClient(url, apiKey);
const simulator = simulatorControl(simulatorControlUrl);

const client = { endpoint: emulatorUrl, region, credentials: CREDENTIALS };
const eventBridge = new EventBridgeClient(client);
const sqs = new SQSClient(client);
const cloudWatch = new CloudWatchClient(client);

/** A Swiss mobile number that no other test sends to. */
const aNumber = (): string => `+4177${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;
const onCall = [aNumber(), aNumber()];

/** Deploys an example as its reader would, beside the gateway. Gives what it outputs. */
async function deployExample(name: string, ...context: readonly string[]): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-example-'));
  try {
    const file = fileURLToPath(new URL(`../../infra/examples/${name}.ts`, import.meta.url));
    const outputs = join(folder, 'outputs.json');
    const app = ['--app', `node ${file}`, '--output', join(folder, 'cdk.out'), '--outputs-file', outputs];
    const settings = context.flatMap((setting) => ['-c', setting]);
    const options = { emulatorUrl, cwd: folder, temporary: folder };
    await cdk(['deploy', '--all', '--require-approval', 'never', ...app, ...settings], options);
    return JSON.parse(await readFile(outputs, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const putEvent = (Source: string, DetailType: string, detail: object) =>
  eventBridge.send(new PutEventsCommand({ Entries: [{ Source, DetailType, Detail: JSON.stringify(detail) }] }));

/** The one text that comes to a number, in time. */
const textTo = (to: string) =>
  vi.waitFor(
    async () => {
      const [message] = await simulator.messages(to);
      if (message === undefined) throw new Error(`Nothing came to ${to}.`);
      return message.text;
    },
    { timeout: 30_000, interval: 250 },
  );

afterAll(() => {
  eventBridge.destroy();
  sqs.destroy();
  cloudWatch.destroy();
});

describe('an alarm', () => {
  beforeAll(() => deployExample('on-call-alarm', `account=${account}`, `onCall=${onCall.join()}`));

  test('pages everyone who is on call when it goes off, and nobody when it is over', async () => {
    const AlarmName = `API errors ${Date.now()}`;
    const metric = { Namespace: 'test', MetricName: 'errors', Period: 60, Statistic: 'Sum' } as const;
    const condition = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 5, EvaluationPeriods: 1 } as const;
    await cloudWatch.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...condition }));

    for (const StateValue of ['OK', 'ALARM', 'OK'] as const) {
      await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: `It is ${StateValue}.` }));
    }

    for (const phone of onCall) expect(await textTo(phone)).toBe(`ALARM ${AlarmName}: It is ALARM.`);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    for (const phone of onCall) expect(await simulator.messages(phone)).toHaveLength(1);
  });
});

describe('an order', () => {
  beforeAll(() => deployExample('order-shipped', `account=${account}`));

  test('that is shipped is told to its customer, and can be found by its number', async () => {
    const phone = aNumber();
    const order = `2026-${Date.now()}`;

    await putEvent('shop', 'Order Shipped', { order, customer: { phone } });

    expect(await textTo(phone)).toBe(`Your order ${order} is on its way.`);
    const { body } = await request(`GET /v1/messages?reference=${order}`);
    expect(body.messages).toMatchObject([{ to: phone, sender: 'Shop', reference: order }]);
  });
});

describe('messages that fail', () => {
  let queueUrl: string;
  beforeAll(async () => {
    const outputs = (await deployExample('failed-messages')) as { FailedMessages: { QueueUrl: string } };
    queueUrl = outputs.FailedMessages.QueueUrl;
  });

  test('come to the queue, with the reason', async () => {
    const { body } = await request('POST /v1/messages', { json: { to: '+41790000005', text: 'Hello' } });

    const [id] = body.messages.map((message: { id: string }) => message.id);
    const event = await vi.waitFor(() => eventOf(queueUrl, id), { timeout: 30_000 });

    expect(event).toMatchObject({
      'detail-type': 'SMS Message Status Changed',
      detail: { id, account, status: 'failed', to: '+41790000005', reason: { code: expect.any(String) } },
    });
  });
});

/** The event of a message, from among those that wait in a queue. */
async function eventOf(QueueUrl: string, id: string): Promise<unknown> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
  for (const { Body = '', ReceiptHandle } of Messages) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    const event = JSON.parse(Body);
    if (event.detail.id === id) return event;
  }
  throw new Error(`There is no event of ${id} in the queue.`);
}
