import {
  ApiError,
  signTestWebhook,
  Textgate,
  verifyWebhook,
  WebhookVerificationError,
} from '../../../functions/client/index.ts';

/**
 * A program that uses `textgate/client` as an application does. It is bundled, run in several runtimes, and returns its
 * results.
 */

export interface Given {
  readonly url: string;
  readonly apiKey: string;
  readonly to: string;
}

export const run = async ({ url, apiKey, to }: Given) => {
  const sms = new Textgate({ url, apiKey });
  const { messages } = await sms.messages.send({ to, text: 'Grüezi 👋', reference: to });
  const listed: string[] = [];
  for await (const { id } of sms.messages.list({ reference: to })) listed.push(id);
  const missing = await sms.messages.get('msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW').catch((error: unknown) => error);
  return {
    sent: messages[0],
    listed,
    missing: missing instanceof ApiError && [missing.name, missing.status, missing.requestId],
    ...(await webhook()),
  };
};

const webhook = async () => {
  const secret = `whsec_${btoa('a secret of at least 24 bytes')}`;
  const occurredAt = new Date().toISOString();
  const event = {
    type: 'test',
    timestamp: occurredAt,
    data: { schemaVersion: 1, account: 'acc', webhook: 'wh', occurredAt },
  } as const;
  const { body, headers } = await signTestWebhook(event, secret);
  const heard = await verifyWebhook(body, new Headers(headers), secret);
  const refusal = await verifyWebhook(`${body} `, headers, secret).catch((error: unknown) => error);
  return { heard: heard.type, refusal: refusal instanceof WebhookVerificationError && refusal.reason };
};
