import type { SQSRecord } from 'aws-lambda';
import { handler as list } from '../../../functions/api/list.ts';
import { handler as send } from '../../../functions/api/send.ts';
import { handler as deliver } from '../../../functions/events/deliver-webhooks.ts';
import { reportSweep } from '../../../functions/events/metrics.ts';
import { handler as publish, type StreamEvent } from '../../../functions/events/publish-lifecycle.ts';
import { emptyReport } from '../../../functions/messages/sweep/report.ts';
import { deliverMillis } from '../../../functions/messages/time-budget.ts';
import { aContext, anEvent } from '../../support/clients/api-events.ts';
import { median } from '../quantities.ts';
import { accountWithWebhook, webhookBegin } from './invocations.ts';
import { changesOfLife, sample } from './sample.ts';

/** The measured process of invocations.ts. It calls each handler repeatedly, and sends what one call takes. */

const { KEY = '' } = process.env;

const logged: string[] = [];
process.stdout.write = (text: string | Uint8Array): boolean => {
  logged.push(String(text));
  return true;
};

const sendTo = (recipients: number) => {
  const event = anEvent({
    route: 'POST /v1/messages',
    headers: { authorization: `Bearer ${KEY}` },
    json: { ...sample, to: Array.from({ length: recipients }, (_, index) => `+4179${String(1_000_000 + index)}`) },
  });
  return async () => {
    const { statusCode, body = '' } = await send(event, aContext());
    if (statusCode !== 202) throw new Error(`The handler answered ${statusCode}: ${body}`);
  };
};

/** What the console requests when somebody looks at an account. */
const looking = (route: string, query: Record<string, string>) => {
  const event = anEvent({ route, query, headers: { authorization: `Bearer ${KEY}` } });
  return async () => {
    const { statusCode, body = '' } = await list(event, aContext());
    if (statusCode !== 200) throw new Error(`The handler answered ${statusCode}: ${body}`);
    return Buffer.byteLength(body);
  };
};

const listing = looking('GET /v1/messages', { limit: '50' });
const since = new Date(Date.now() - 167 * 3_600_000).toISOString();
const counting = looking('GET /v1/statistics', { by: 'hour', from: since });

/** Changes of different messages as the table's stream gives them; of this account, if it matters. */
const publishing = (records: number, account?: string) => {
  const lives = Array.from({ length: Math.ceil(records / 3) }, changesOfLife);
  const of = account === undefined ? {} : { account: { S: account } };
  const Records = lives
    .flat()
    .slice(0, records)
    .map(({ dynamodb }) => ({ dynamodb: { ...dynamodb, NewImage: { ...dynamodb?.NewImage, ...of } } }));
  const event: StreamEvent = { Records };
  return async () => {
    const { batchItemFailures } = await publish(event, aContext());
    if (batchItemFailures.length > 0) throw new Error('The handler could not do its work.');
  };
};

/** A round for so many deliveries, to so many webhooks. */
const delivering = (count: number, webhooks: number) => {
  const deliveries = Array.from({ length: count }, (_, index) => {
    const number = index % webhooks;
    return { webhook: `${webhookBegin}${number}`, id: `evt_${index}`, account: `${accountWithWebhook}${number}` };
  });
  const body = JSON.stringify({ deliveries });
  return async () => {
    // Old messages ask for no round.
    await deliver({ Records: [aQueueRecord(body, Date.now())] }, aContext(deliverMillis));
  };
};

const aQueueRecord = (body: string, sentAt: number): SQSRecord => ({
  messageId: 'message',
  receiptHandle: 'receipt',
  body,
  attributes: {
    MessageGroupId: 'deliver-0',
    ApproximateReceiveCount: '1',
    SentTimestamp: String(sentAt),
    SenderId: 'publisher',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-central-2:123456789012:deliveries.fifo',
  awsRegion: 'eu-central-2',
});

const measure = async (invoke: () => Promise<unknown>, rounds: number) => {
  for (let round = 0; round < rounds; round += 1) await invoke();
  const cpu: number[] = [];
  const waits: number[] = [];
  logged.length = 0;
  for (let round = 0; round < rounds; round += 1) {
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    await invoke();
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpuMillis = (user + system) / 1000;
    cpu.push(cpuMillis);
    waits.push(Math.max(0, wall - cpuMillis));
  }
  const lines = logged.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  return {
    cpuMillis: median(cpu),
    waitMillis: median(waits),
    logLines: lines.length / rounds,
    logBytes: Buffer.byteLength(lines.join('')) / rounds,
    residentBytes: process.memoryUsage.rss(),
  };
};

// From small to large, because the memory in use only grows.
process.send?.({
  publishOne: await measure(publishing(1), 60),
  publishMany: await measure(publishing(100), 30),
  reportSweep: await measure(async () => reportSweep({ ...emptyReport(), lags: [8_000] }), 10),
  publishToWebhook: await measure(publishing(1, `${accountWithWebhook}0`), 60),
  deliverNone: await measure(delivering(0, 1), 30),
  deliverOne: await measure(delivering(1, 1), 30),
  deliverMany: await measure(delivering(100, 10), 15),
  list: { ...(await measure(listing, 30)), answerBytes: await listing() },
  statistics: { ...(await measure(counting, 30)), answerBytes: await counting() },
  send: await measure(sendTo(1), 60),
  sendThousand: await measure(sendTo(1_000), 15),
});
process.disconnect();
