import { randomUUID } from 'node:crypto';
import type { Attempt } from './delivery.ts';
import { findOwnWebhook } from './find-own.ts';
import { deliveryIdOf } from './ids.ts';
import { outcomeOf } from './outcome.ts';
import type { SendPost, Webhooks } from './ports.ts';
import { headersFor } from './signature.ts';

export interface SendTestDependencies {
  readonly webhooks: Pick<Webhooks, 'ofAccounts'>;
  readonly post: SendPost;
  readonly clock: () => Date;
}

export interface Tested {
  /** The `webhook-id` that was sent. */
  readonly id: string;
  readonly isDelivered: boolean;
  readonly attempt: Attempt;
}

/**
 * Posts an event of type `test` to a webhook, whether it is enabled or not, and tells what came of it. Nothing is recorded.
 * @throws WebhookNotFoundError @throws StoreUnavailableError
 */
export type SendTest = (account: string, webhook: string | undefined) => Promise<Tested>;

export const createSendTest =
  ({ webhooks, post, clock }: SendTestDependencies): SendTest =>
  async (account, of) => {
    const webhook = await findOwnWebhook(webhooks, account, of);
    const now = clock();
    const id = deliveryIdOf(['test', webhook.id, randomUUID()], now);
    const occurredAt = now.toISOString();
    const data = { schemaVersion: 1, account, webhook: webhook.id, occurredAt };
    const body = JSON.stringify({ type: 'test', timestamp: occurredAt, data });
    const answer = await post({ url: webhook.url, headers: headersFor(id, webhook, body, now), body });
    const { isDelivered, attempt } = outcomeOf(answer, now, clock());
    return { id, isDelivered, attempt };
  };
