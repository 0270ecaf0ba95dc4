import { createHmac, randomBytes } from 'node:crypto';
import type { Secret, Webhook } from './webhook.ts';

const prefix = 'whsec_';

/** A new secret of 32 random bytes: Standard Webhooks allows 24 to 64. */
export const newSecret = (random: (size: number) => Uint8Array = randomBytes): string =>
  prefix + Buffer.from(random(32)).toString('base64');

/**
 * The headers of one attempt, as Standard Webhooks 1.0.0 requires (`spec/standard-webhooks.md`, "Webhook headers").
 * There is a signature by each secret that still signs, so that a receiver may still use the previous one.
 * @param id the delivery's id, the same for each attempt; it must have no dot, which separates the parts of the signed
 * text
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
