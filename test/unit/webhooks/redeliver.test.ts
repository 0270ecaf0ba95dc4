import { describe, expect, test } from 'vitest';
import { InvalidRequestError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import {
  DeliveryNotFoundError,
  WebhookDisabledError,
  WebhookNotFoundError,
} from '../../../functions/webhooks/errors.ts';
import type { Wake } from '../../../functions/webhooks/ports.ts';
import { createRedeliver } from '../../../functions/webhooks/redeliver.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { now } from '../../support/model/messages.ts';
import { aDelivery, aWebhook } from '../../support/model/webhooks.ts';

const account = 'acc_shop';
const webhook = aWebhook();
const disabled = aWebhook({ disabled: { reason: 'gone', at: now.toISOString() } });
const theirs = aWebhook({ account: 'acc_other' });

/** An hour after now. */
const later = new Date(now.getTime() + 3_600_000);

const attempts = [{ at: now.toISOString(), status: 500, error: 'HTTP 500.', milliseconds: 12 }];
const failed = { name: 'failed', reason: 'attempts_exhausted' } as const;

const aService = (...deliveries: readonly Delivery[]) => {
  const record = memoryDeliveries(deliveries);
  const woken: Parameters<Wake>[0][number][] = [];
  const wake: Wake = async (told) => {
    woken.push(...told);
  };
  const webhooks = memoryWebhooks([webhook, disabled, theirs]);
  return { ...record, woken, ...createRedeliver({ ...record, webhooks, wake, clock: () => later }) };
};

describe('one delivery', () => {
  test.each([failed, { name: 'failed', reason: 'webhook_disabled' }, { name: 'delivered' }] as const)(
    'that is %j is due now, with its attempts and its whole life before it, and the deliverer is told',
    async (state) => {
      const before = aDelivery({ webhook: webhook.id, state, attempts });
      const { one, records, woken } = aService(before);

      const after = await one(account, webhook.id, before.id);

      expect(after).toEqual({
        ...before,
        state: { name: 'fresh', dueAt: later.toISOString() },
        version: 2,
        expiresAt: later.getTime() / 1_000 + 30 * 86_400,
      });
      expect([...records.values()]).toEqual([after]);
      expect(woken).toEqual([{ webhook: webhook.id, id: before.id, account }]);
    },
  );

  test.each([
    { name: 'fresh', dueAt: now.toISOString() },
    { name: 'waiting', dueAt: now.toISOString(), tries: 3 },
  ] as const)('that is %j is left as it is', async (state) => {
    const before = aDelivery({ webhook: webhook.id, state });
    const { one, history, woken } = aService(before);

    expect(await one(account, webhook.id, before.id)).toEqual(before);
    expect([history.length, woken.length]).toEqual([1, 0]);
  });

  test('that somebody else redelivers at the same time is redelivered once', async () => {
    const before = aDelivery({ webhook: webhook.id, state: failed });
    const { one, history } = aService(before);

    const answers = await Promise.all([one(account, webhook.id, before.id), one(account, webhook.id, before.id)]);

    expect(answers[0]).toEqual(answers[1]);
    expect(history).toHaveLength(2);
  });

  test('that the store does not take is told', async () => {
    const before = aDelivery({ webhook: webhook.id, state: failed });
    const { one, hooks, woken } = aService(before);
    hooks.isUnavailable = () => true;

    await expect(one(account, webhook.id, before.id)).rejects.toThrow(StoreUnavailableError);
    expect(woken).toEqual([]);
  });

  test("that is none, or another webhook's, is not found", async () => {
    const other = aDelivery({ webhook: theirs.id, account: 'acc_other', state: failed });
    const { one, lanes, history } = aService(other);
    await lanes.putErrand({ webhook: webhook.id, account, at: now.toISOString(), mark: 'x' }, undefined);

    for (const id of [other.id, 'errand', 'lane', 'nonsense', undefined]) {
      await expect(one(account, webhook.id, id)).rejects.toThrow(DeliveryNotFoundError);
    }
    await expect(one(account, theirs.id, other.id)).rejects.toThrow(WebhookNotFoundError);
    expect(history).toEqual([other]);
  });
});

describe('all that failed', () => {
  const since = '2030-05-20T00:00:00.000Z';
  const until = later.toISOString();

  test('is left to the deliverer', async () => {
    const { failedSince, errandsOf } = aService();

    expect(await failedSince(account, webhook.id, since)).toEqual({ since, until });
    expect(errandsOf.get(webhook.id)).toEqual({
      webhook: webhook.id,
      account,
      at: until,
      since,
      until,
      mark: expect.any(String),
    });
  });

  test.each([
    ['2030-05-10T00:00:00.000Z', '2030-05-10T00:00:00.000Z'],
    ['2030-05-30T00:00:00.000Z', since],
    [undefined, since],
  ])('includes what is being redelivered since %s', async (before, earliest) => {
    const { failedSince, lanes, errandsOf } = aService();
    const range = before === undefined ? {} : { since: before, until: now.toISOString() };
    await lanes.putErrand({ webhook: webhook.id, account, at: now.toISOString(), ...range, mark: 'x' }, undefined);

    await failedSince(account, webhook.id, since);

    expect(errandsOf.get(webhook.id)).toMatchObject({ since: earliest, until });
    expect(errandsOf.get(webhook.id)?.mark).not.toBe('x');
  });
});

test('several who ask at once get what each asked for', async () => {
  const { failedSince, errandsOf, hooks } = aService();
  hooks.before = () => new Promise((resolve) => setImmediate(resolve));
  const times = ['2030-05-20T00:00:00.000Z', '2030-05-01T00:00:00.000Z', '2030-05-30T00:00:00.000Z'];

  await Promise.all(times.map((since) => failedSince(account, webhook.id, since)));

  expect(errandsOf.get(webhook.id)?.since).toBe('2030-05-01T00:00:00.000Z');
});

test('nothing is redelivered since a time that has not come', async () => {
  const { failedSince, errandsOf } = aService();
  const soon = new Date(later.getTime() + 1).toISOString();

  await expect(failedSince(account, webhook.id, soon)).rejects.toThrow(InvalidRequestError);
  await failedSince(account, webhook.id, later.toISOString());
  expect(errandsOf.get(webhook.id)).toMatchObject({ since: later.toISOString(), until: later.toISOString() });
});

test('nothing is redelivered to a webhook that is disabled', async () => {
  const before = aDelivery({ webhook: disabled.id, state: failed });
  const { one, failedSince, errandsOf, history } = aService(before);

  await expect(one(account, disabled.id, before.id)).rejects.toThrow(WebhookDisabledError);
  await expect(failedSince(account, disabled.id, now.toISOString())).rejects.toThrow(WebhookDisabledError);
  await expect(failedSince(account, theirs.id, now.toISOString())).rejects.toThrow(WebhookNotFoundError);
  expect([history.length, errandsOf.size]).toEqual([1, 0]);
});
