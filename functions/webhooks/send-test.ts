import { randomUUID } from 'node:crypto';
import { functionMillis, storeMillis } from '../messages/time-budget.ts';
import { inTime } from '../runtime/in-time.ts';
import type { Attempt } from './delivery.ts';
import { TestUnderWayError } from './errors.ts';
import { ownIn } from './find-own.ts';
import { deliveryIdOf } from './ids.ts';
import { outcomeOf } from './outcome.ts';
import type { SendPost, Webhooks } from './ports.ts';
import { headersFor } from './signature.ts';
import type { Webhook } from './webhook.ts';

export interface SendTestDependencies {
  readonly webhooks: Pick<Webhooks, 'change'>;
  readonly post: SendPost;
  readonly clock: () => Date;
}

export interface Tested {
  /** The `webhook-id` of the post. */
  readonly id: string;
  readonly isDelivered: boolean;
  readonly attempt: Attempt;
}

/**
 * Posts an event of type `test` to a webhook, whether it is enabled or not, and returns what came of it. An account may
 * run one test at a time, because a receiver that does not answer occupies a Lambda.
 * @throws WebhookNotFoundError @throws TestUnderWayError @throws StoreUnavailableError
 */
export type SendTest = (account: string, webhook: string | undefined) => Promise<Tested>;

export const createSendTest =
  ({ webhooks, post, clock }: SendTestDependencies): SendTest =>
  async (account, of) => {
    const now = clock();
    const testedUntil = new Date(now.getTime() + functionMillis).toISOString();
    const marked = await webhooks.change(account, (own) => {
      const wanted = ownIn(own, of);
      if (own.some((webhook) => (webhook.testedUntil ?? '') > now.toISOString())) throw new TestUnderWayError();
      return own.map((webhook) => (webhook === wanted ? { ...webhook, testedUntil } : webhook));
    });
    const webhook = ownIn(marked, of);
    const id = deliveryIdOf(['test', webhook.id, randomUUID()], now);
    const occurredAt = now.toISOString();
    const data = { schemaVersion: 1, account, webhook: webhook.id, occurredAt };
    const body = JSON.stringify({ type: 'test', timestamp: occurredAt, data });
    const began = clock();
    const answer = await post({ url: webhook.url, headers: headersFor(id, webhook, body, began), body });
    const { isDelivered, attempt } = outcomeOf(answer, began, clock());
    // If the mark cannot be removed, it soon ends by itself.
    const unmarked = webhooks.change(account, withoutMarks).catch(() => []);
    await inTime(unmarked, storeMillis, []);
    return { id, isDelivered, attempt };
  };

const withoutMarks = (own: readonly Webhook[]): readonly Webhook[] => own.map(({ testedUntil: _, ...rest }) => rest);
