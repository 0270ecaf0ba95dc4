import { allMessageEvents, type WebhookEventType } from '../contract/webhook-events.ts';
import type { Delivery } from './delivery.ts';
import type { News } from './news.ts';
import type { Deliveries, Wake, Webhooks } from './ports.ts';
import { keptUntil } from './transitions.ts';
import type { Webhook } from './webhook.ts';

interface Dependencies {
  readonly webhooks: Pick<Webhooks, 'ofAccounts'>;
  readonly deliveries: Pick<Deliveries, 'add'>;
  readonly wake: Wake;
  readonly clock: () => Date;
  /** Called with the reason if nothing could be recorded. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Records a delivery of each news for every enabled webhook that wants it, and wakes the deliverer. Answers for each
 * news whether all its deliveries are recorded. If not, the caller must repeat it: nothing is recorded twice. Never
 * throws.
 */
export type RecordNews = (news: readonly News[]) => Promise<readonly boolean[]>;

/**
 * If no account has a webhook, this costs only one read. The read is consistent, so that each webhook gets all news
 * from after it was made.
 */
export const createRecordNews = ({ webhooks, deliveries, wake, clock, onFailure }: Dependencies): RecordNews => {
  const record = async (news: readonly News[]): Promise<readonly boolean[]> => {
    const accounts = [...new Set(news.map(({ account }) => account))];
    if (accounts.length === 0) return [];
    const webhooksOf = await webhooks.ofAccounts(accounts);
    const now = clock();
    const wanted = news.flatMap((one) =>
      (webhooksOf.get(one.account) ?? []).filter(takes(one.type)).map(({ id }) => ({
        news: one,
        delivery: deliveryOf(one, id, now),
      })),
    );
    if (wanted.length === 0) return news.map(() => true);
    const isThere = await deliveries.add(wanted.map(({ delivery }) => delivery));
    await wake(wanted.filter((_, index) => isThere[index]).map(({ delivery }) => delivery));
    const left = new Set(wanted.filter((_, index) => !isThere[index]).map(({ news }) => news));
    return news.map((one) => !left.has(one));
  };

  return async (news) => {
    try {
      return await record(news);
    } catch (error) {
      onFailure(error);
      return news.map(() => false);
    }
  };
};

const takes =
  (type: WebhookEventType) =>
  ({ disabled, events }: Webhook): boolean =>
    disabled === undefined && (events.includes(type) || (isOfMessage(type) && events.includes(allMessageEvents)));

const isOfMessage = (type: WebhookEventType): boolean => type.startsWith('message.');

const deliveryOf = ({ id, account, type, message, at, body }: News, webhook: string, now: Date): Delivery => ({
  webhook,
  id,
  account,
  type,
  ...(message !== undefined && { message }),
  createdAt: at.toISOString(),
  body,
  state: { name: 'fresh', dueAt: now.toISOString() },
  attempts: [],
  version: 1,
  // Counted from now, not from the event: one that comes late must not be deleted before it was delivered.
  expiresAt: keptUntil(now),
});
