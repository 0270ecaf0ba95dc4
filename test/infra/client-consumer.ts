/** The code of a user who installs the package only for its client. */

/** What must compile and what must not. Each module system gets the same text. */
export const TYPED = `
import { type Message, RateLimitedError, type SendRequest, type Status, Textgate, verifyWebhook } from 'textgate/client';

const sms = new Textgate({ url: 'https://sms.example.com', apiKey: 'textgate_key', maxRetries: 0, fetch });

export async function takes(numbers: readonly string[], name: string | undefined, signal: AbortSignal): Promise<void> {
  const request: SendRequest = { to: numbers, text: 'Hello', sender: null, reference: name, metadata: { name } };
  const { messages, rejected } = await sms.messages.send(request, { idempotencyKey: 'order-4711', signal });
  await sms.messages.send({ recipients: [{ to: '+41791234567', values: { name, points: 12, rest: null } }], text: '{name}' });
  for await (const { id, status } of sms.messages.list({ status: 'failed', limit: 50 })) useOf<[string, Status]>([id, status]);
  useOf<Message | undefined>(messages[0]);
  useOf<number | undefined>(rejected[0]?.index);
  const { items, cursor } = await sms.messages.list().page();
  useOf<[Message[], string | null]>([items, cursor]);
  await sms.webhooks.create({ url: 'https://example.com', events: ['message.*'] }, { idempotencyKey: 'webhook' });
  await sms.suppressions.add('+41791234567', { reason: 'STOP' }).catch((error: unknown) => {
    if (error instanceof RateLimitedError) useOf<number | undefined>(error.retryAfter);
  });
}

export async function hears(request: Request): Promise<void> {
  const event = await verifyWebhook(await request.text(), request.headers, ['whsec_b2xk', 'whsec_bmV3']);
  if (event.type === 'message.delivered') useOf<Status>(event.data.status);
  if (event.type === 'credits.low') useOf<number>(event.data.threshold);
  // @ts-expect-error: not every event has a threshold.
  event.data.threshold;
  // @ts-expect-error: there is no such event.
  if (event.type === 'message.lost') return;
}

export function refuses(): unknown[] {
  return [
    // @ts-expect-error: a recipient is a text.
    sms.messages.send({ to: [42], text: 'Hello' }),
    // @ts-expect-error: a message has a text.
    sms.messages.send({ to: '+41791234567' }),
    // @ts-expect-error: a field is misspelt.
    sms.messages.send({ to: '+41791234567', text: 'Hello', reverence: 'order-4711' }),
    // @ts-expect-error: a value is a text or a number.
    sms.messages.send({ to: '+41791234567', text: '{name}', values: { name: true } }),
    // @ts-expect-error: there is no such encoding.
    sms.messages.send({ to: '+41791234567', text: 'Hello', encoding: 'utf-8' }),
    // @ts-expect-error: there is no such status.
    sms.messages.list({ status: 'sent' }),
    // @ts-expect-error: a limit is a number.
    sms.messages.list({ limit: '50' }),
    // @ts-expect-error: what is read needs no key.
    sms.messages.get('msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW', { idempotencyKey: 'once' }),
    // @ts-expect-error: there is no such event.
    sms.webhooks.create({ url: 'https://example.com', events: ['message.lost'] }),
    // @ts-expect-error: a client has an address.
    new Textgate({ apiKey: 'textgate_key' }),
    // @ts-expect-error: a secret is needed.
    verifyWebhook('', {}),
  ];
}

function useOf<T>(value: T): T {
  return value;
}
`;

/** Sends a message to the API at the given address, reads a webhook, and prints both results. */
const RUN = `
async function run() {
  const sms = new Textgate({ url: process.argv[2], apiKey: 'textgate_key' });
  const secret = 'whsec_' + btoa('a secret of at least 24 bytes');
  const event = { type: 'test', timestamp: new Date().toISOString(), data: { schemaVersion: 1 } };
  const { body, headers } = await signTestWebhook(event, secret);
  const refusal = await verifyWebhook(body + ' ', headers, secret).catch((error) => error);
  console.log(JSON.stringify({
    sent: await sms.messages.send({ to: '+41791234567', text: 'Hello' }),
    heard: (await verifyWebhook(body, headers, secret)).type,
    isRefused: refusal instanceof WebhookVerificationError,
  }));
}
run();
`;

const NAMES = '{ Textgate, signTestWebhook, verifyWebhook, WebhookVerificationError }';

export const RUN_MODULE = `import ${NAMES} from 'textgate/client';\n${RUN}`;
export const RUN_COMMONJS = `const ${NAMES} = require('textgate/client');\n${RUN}`;
