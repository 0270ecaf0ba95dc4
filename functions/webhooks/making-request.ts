import { createHash } from 'node:crypto';
import { IdempotencyKeyReusedError } from '../messages/errors.ts';
import { fingerprintOf } from '../runtime/fingerprint.ts';
import type { MakingRequest, Webhook } from './webhook.ts';

/** What a webhook's record keeps of the request that makes it. */
export const makingRequest = (account: string, idempotencyKey: string, asked: unknown): MakingRequest => ({
  key: createHash('sha256')
    .update(JSON.stringify([account, idempotencyKey]))
    .digest('base64url'),
  fingerprint: fingerprintOf(asked, idempotencyKey),
});

/**
 * The webhook that the same request made before, if it still exists.
 * @throws IdempotencyKeyReusedError if a different request made one under the same key
 */
export const madeBy = ({ key, fingerprint }: MakingRequest, own: readonly Webhook[]): Webhook | undefined => {
  const before = own.find(({ request }) => request?.key === key);
  if (before === undefined || before.request?.fingerprint === fingerprint) return before;
  throw new IdempotencyKeyReusedError('This idempotency key was used before, for another webhook. Use a new key.');
};
