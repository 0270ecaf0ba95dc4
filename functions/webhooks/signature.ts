import { createHmac, randomBytes } from 'node:crypto';
import type { Secret, Webhook } from './webhook.ts';

const prefix = 'whsec_';

/** A secret that nobody knows yet: 32 random bytes, of the 24 to 64 that Standard Webhooks allows. */
export const newSecret = (random: (size: number) => Uint8Array = randomBytes): string =>
  prefix + Buffer.from(random(32)).toString('base64');

/**
 * The headers of one attempt, as Standard Webhooks 1.0.0 has them (`spec/standard-webhooks.md`, "Webhook headers"). Each
 * secret that still signs has its signature, so that a receiver may go on with the one of before.
 * @param id of the delivery: the same with each attempt, and without a dot, which would blur what is signed
 * @param now when this attempt is made
 */
export const headersFor = (
  id: string,
  { secrets }: Pick<Webhook, 'secrets'>,
  body: string,
  now: Date,
): Record<string, string> => {
  const seconds = Math.floor(now.getTime() / 1000);
  const signed = `${id}.${seconds}.${body}`;
  return {
    'content-type': 'application/json',
    'user-agent': 'textgate',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': secrets
      .filter((secret) => signsAt(secret, now))
      .map(({ value }) => `v1,${signatureOf(signed, value)}`)
      .join(' '),
  };
};

const signsAt = ({ until }: Secret, now: Date): boolean => until === undefined || now.getTime() < Date.parse(until);

const signatureOf = (text: string, secret: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
    .update(text)
    .digest('base64');
