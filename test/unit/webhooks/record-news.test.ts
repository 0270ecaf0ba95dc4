import { describe, expect, test } from 'vitest';
import type { News } from '../../../functions/webhooks/news.ts';
import { createRecordNews } from '../../../functions/webhooks/record-news.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { now } from '../../support/model/messages.ts';
import { aWebhook } from '../../support/model/webhooks.ts';

const occurred = new Date(now.getTime() - 60_000);

const someNews = (parts: Partial<News> = {}): News => ({
  account: 'acc_shop',
  type: 'message.delivered',
  id: 'evt_01JD3Z5A7Q0B9V4XK2M8N6RSTW',
  message: 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW',
  at: occurred,
  body: '{"type":"message.delivered"}',
  ...parts,
});

const feeding = (...own: readonly Webhook[]) => {
  const webhooks = memoryWebhooks(own);
  const store = memoryDeliveries();
  const woken: string[] = [];
  const failures: unknown[] = [];
  const record = createRecordNews({
    webhooks,
    deliveries: store.deliveries,
    wake: async (deliveries) => {
      woken.push(...deliveries.map(({ webhook, id, account }) => `${account} ${webhook} ${id}`));
    },
    clock: () => now,
    onFailure: (error) => failures.push(error),
  });
  return { webhooks, store, woken, failures, record };
};

const recorded = ({ store }: ReturnType<typeof feeding>) =>
  [...store.records.values()].map(({ webhook, type }) => [webhook, type]);

describe('recording news', () => {
  test('makes a delivery for the account’s webhook, due at once, and calls for it', async () => {
    const webhook = aWebhook();
    const feed = feeding(webhook, aWebhook({ id: 'wh_other', account: 'acc_other' }));

    expect(await feed.record([someNews()])).toEqual([true]);

    const { id, account, message, type, body } = someNews();
    expect([...feed.store.records.values()]).toEqual([
      {
        webhook: webhook.id,
        id,
        account,
        type,
        message,
        body,
        createdAt: occurred.toISOString(),
        state: { name: 'fresh', dueAt: now.toISOString() },
        attempts: [],
        version: 1,
        expiresAt: now.getTime() / 1000 + 30 * 86_400,
      },
    ]);
    expect(feed.woken).toEqual([`acc_shop ${webhook.id} ${id}`]);
  });

  test('is one read where nobody has a webhook, however many accounts there are', async () => {
    const feed = feeding();

    const answer = await feed.record([someNews(), someNews({ account: 'acc_other' }), someNews()]);

    expect(answer).toEqual([true, true, true]);
    expect([feed.webhooks.reads(), feed.store.writes.adds, feed.woken]).toEqual([1, 0, []]);
  });

  test('asks for nothing where there is no news', async () => {
    const feed = feeding();

    expect(await feed.record([])).toEqual([]);
    expect(feed.webhooks.reads()).toBe(0);
  });

  test('asks each enabled webhook whether it wants the news', async () => {
    const feed = feeding(
      aWebhook({ id: 'wh_all', events: ['message.*'] }),
      aWebhook({ id: 'wh_failed', events: ['message.failed'] }),
      aWebhook({ id: 'wh_rejected', events: ['send.rejected', 'credits.low'] }),
      aWebhook({ id: 'wh_off', disabled: { reason: 'requested', at: now.toISOString() } }),
    );

    const news = (['message.submitting', 'message.failed', 'send.rejected', 'credits.low'] as const).map((type) =>
      someNews({ type, id: `evt_${type}` }),
    );

    expect(await feed.record(news)).toEqual([true, true, true, true]);
    expect(recorded(feed)).toEqual([
      ['wh_all', 'message.submitting'],
      ['wh_all', 'message.failed'],
      ['wh_failed', 'message.failed'],
      ['wh_rejected', 'send.rejected'],
      ['wh_rejected', 'credits.low'],
    ]);
  });

  test('that comes again leaves what is there as it is', async () => {
    const feed = feeding(aWebhook());
    await feed.record([someNews()]);

    expect(await feed.record([someNews({ body: 'another' })])).toEqual([true]);
    expect(feed.store.history).toHaveLength(1);
  });

  test('tells which news is not recorded for every webhook that asks for it', async () => {
    const feed = feeding(aWebhook({ id: 'wh_1' }), aWebhook({ id: 'wh_2' }));
    feed.store.hooks.isUnavailable = (_, { webhook, id }) => webhook === 'wh_2' && id === 'evt_2';

    expect(await feed.record([someNews({ id: 'evt_1' }), someNews({ id: 'evt_2' })])).toEqual([true, false]);
    expect(feed.woken).toEqual(['acc_shop wh_1 evt_1', 'acc_shop wh_2 evt_1', 'acc_shop wh_1 evt_2']);
  });

  test('does not throw when the accounts’ webhooks cannot be read, and says that nothing is recorded', async () => {
    const feed = feeding(aWebhook());
    feed.webhooks.hooks.isUnavailable = () => true;

    expect(await feed.record([someNews(), someNews()])).toEqual([false, false]);
    expect(feed.failures).toMatchObject([{ name: 'StoreUnavailableError' }]);
  });
});
