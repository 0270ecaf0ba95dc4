import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { newApiKey } from '../../../functions/accounts/api-key.ts';
import { allMessageEvents } from '../../../functions/contract/webhook-events.ts';
import { attributesOf } from '../../../functions/store/attributes.ts';
import { toDeliveryRecord } from '../../../functions/store/delivery-item.ts';
import type { Item } from '../../../functions/store/message-item.ts';
import { webhooksItem } from '../../../functions/store/webhook-item.ts';
import { newSecret } from '../../../functions/webhooks/signature.ts';
import { emulatorEnvironment } from '../../../infra/local/aws-environment.ts';
import { HOST } from '../../../infra/local/ports.ts';
import { forkIn } from '../fork-in.ts';
import { sendSettings, startUpstreamStub } from '../upstream-stub.ts';
import { callMillis } from './assumptions.ts';
import { sampleDelivery } from './deliveries.ts';
import { entryOf, hoursOfWeek, messagesOnPage } from './looked-at.ts';

const invocation = v.object({
  /** CPU time, user and system, of a whole core. */
  cpuMillis: v.number(),
  /** The time in which the function waits for others. */
  waitMillis: v.number(),
  logLines: v.number(),
  logBytes: v.number(),
  /** The process's memory after the call. */
  residentBytes: v.number(),
});

/** What one call of a warm function takes. */
export type Invocation = v.InferOutput<typeof invocation>;

const looked = v.object({ ...invocation.entries, answerBytes: v.number() });

const invocations = v.object({
  send: invocation,
  sendThousand: invocation,
  /** A page of messages, and a week's statistics by hour. */
  list: looked,
  statistics: looked,
  /** For one change of a record, and for a hundred. */
  publishOne: invocation,
  publishMany: invocation,
  /** The log lines that end a sweep. */
  reportSweep: invocation,
  /** For one change of a record of an account with a webhook. */
  publishToWebhook: invocation,
  /**
   * Rounds of deliveries: one that finds nothing, one with a single delivery, and one with a hundred deliveries to ten
   * webhooks.
   */
  deliverNone: invocation,
  deliverOne: invocation,
  deliverMany: invocation,
});

export type Invocations = v.InferOutput<typeof invocations>;

/** The functions' handlers with all their parts, against stubs that are as slow as AWS, the gateway and receivers. */
export const measureInvocations = async (signal: AbortSignal): Promise<Invocations> => {
  const { key, hash } = newApiKey();
  const receiver = await startReceiver();
  const stub = await startUpstreamStub(hash, callMillis, itemsOf(receiver.url), queried);
  try {
    const environment = {
      ...emulatorEnvironment(stub.url),
      ...sendSettings(stub.url),
      EVENT_BUS: 'sms-gateway',
      FOLLOW_UP_QUEUE_URL: `${stub.url}/queue.fifo`,
      DEAD_LETTERS_URL: `${stub.url}/dead-letters`,
      DELIVERIES_TABLE: 'deliveries',
      DELIVERY_QUEUE_URL: `${stub.url}/deliveries.fifo`,
      WEBHOOK_DELIVERERS: '1',
      WEBHOOKS_TO_LOOPBACK: 'true',
      NODE_EXTRA_CA_CERTS: certificate,
      KEY: key,
    };
    const { message } = forkIn('cost/invocation-process.ts', environment, signal);
    return v.parse(invocations, await message);
  } finally {
    await stub.stop();
    receiver.stop();
  }
};

/** Each account with this prefix has a webhook. The number after the prefix is the webhook's. */
export const accountWithWebhook = 'acc_bench_';
export const webhookBegin = 'wh_bench_';

const page = messagesOnPage();
const week = hoursOfWeek();

const queried = (table: string) => (table === 'messages' ? page.map(entryOf) : table === 'accounts' ? week : []);

/** What a batch read returns: each message of the page, each account's webhook, and any delivery. */
const itemsOf = (url: string) => {
  const now = new Date();
  const sample = sampleDelivery(now);
  return (table: string, { pk, webhook, id }: Item): Item | undefined => {
    if (table === 'messages') return page.find((item) => item['id']?.S === id?.S);
    if (table === 'deliveries' && webhook?.S !== undefined && id?.S !== undefined) {
      const account = webhook.S.replace(webhookBegin, accountWithWebhook);
      return attributesOf(toDeliveryRecord({ ...sample, account, webhook: webhook.S, id: id.S }));
    }
    const [, account] = pk?.S?.split('#') ?? [];
    if (account?.startsWith(accountWithWebhook) !== true) return undefined;
    const at = now.toISOString();
    const own = { id: account.replace(accountWithWebhook, webhookBegin), account, url, createdAt: at, since: at };
    const secrets = [{ value: newSecret() }] as const;
    const webhooks = [{ ...own, events: [allMessageEvents] as const, secrets }];
    return webhooksItem({ account, version: 1, webhooks });
  };
};

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url));
const certificate = fixture('certificate');

/** Answers each post over TLS, as receivers of webhooks do. */
const startReceiver = async () => {
  const tls = { key: readFileSync(fixture('key')), cert: readFileSync(certificate) };
  const server = createServer(tls, async (request, response) => {
    request.resume();
    await sleep(callMillis('receiver'));
    response.end('OK');
  }).listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `https://${HOST}:${address.port}/`, stop };
};
