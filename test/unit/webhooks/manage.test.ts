import { describe, expect, test } from 'vitest';
import {
  IdempotencyKeyReusedError,
  InvalidRequestError,
  StoreUnavailableError,
} from '../../../functions/messages/errors.ts';
import {
  SecretRotatedLatelyError,
  TooManyWebhooksError,
  WebhookNotFoundError,
} from '../../../functions/webhooks/errors.ts';
import type { Lane } from '../../../functions/webhooks/lane.ts';
import { createManageWebhooks, type NewWebhook } from '../../../functions/webhooks/manage.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { now } from '../../support/model/messages.ts';
import { aWebhook } from '../../support/model/webhooks.ts';

const account = 'acc_shop';
const url = 'https://shop.example.com/sms-news';
const hour = 3_600_000;

const aService = (initial: readonly Webhook[] = []) => {
  const webhooks = memoryWebhooks(initial);
  const { lanes, errandsOf, hooks } = memoryDeliveries();
  let time = now.getTime();
  const manage = createManageWebhooks({
    webhooks,
    lanes,
    urlProblem: (wanted) => (wanted.startsWith('https:') ? undefined : 'Must be https.'),
    clock: () => new Date(time),
  });
  const pass = (millis: number): string => {
    time += millis;
    return new Date(time).toISOString();
  };
  /** As it is recorded. */
  const recorded = (id: string) => webhooks.records.get(account)?.find((webhook) => webhook.id === id);
  const create = async (of: string, wanted: NewWebhook) => (await manage.create(of, wanted)).webhook;
  const createOnce = (wanted: NewWebhook, key = 'shop-news', of = account) => manage.create(of, wanted, key);
  return { ...manage, create, createOnce, webhooks, lanes, errandsOf, hooks, pass, recorded };
};

const aLane = ({ id }: Webhook, failingSince: string): Lane => ({
  webhook: id,
  account,
  failures: 1,
  failingSince,
  joinedAt: failingSince,
  mark: 'm',
});

describe('a webhook', () => {
  test('is made with a secret of its own, for every status of a message unless said otherwise', async () => {
    const { create, recorded } = aService();

    const made = await create(account, { url });
    const other = await create(account, { url, events: ['send.rejected'], description: 'Rejections' });

    expect(made).toEqual({
      id: expect.stringMatching(/^wh_[0-9A-Z]{26}$/),
      account,
      url,
      events: ['message.*'],
      createdAt: now.toISOString(),
      since: now.toISOString(),
      secrets: [{ value: expect.stringMatching(/^whsec_[0-9A-Za-z+/]{43}=$/) }],
    });
    expect(recorded(made.id)).toEqual(made);
    expect(recorded(other.id)).toMatchObject({ events: ['send.rejected'], description: 'Rejections' });
    expect(other.secrets).not.toEqual(made.secrets);
  });

  test('is made once, though the answer of the store is lost and the write is made again', async () => {
    const { create, webhooks } = aService();
    const change = webhooks.change;
    webhooks.change = async (of, next) => {
      await change(of, next);
      return change(of, next);
    };

    await create(account, { url });

    expect(webhooks.records.get(account)).toHaveLength(1);
  });

  test('is made once by a request with an idempotency key, and shown as it has become since', async () => {
    const { create, createOnce, change, rotateSecret, lanes, pass, webhooks } = aService();
    const { webhook: made, isReplayed } = await createOnce({ url, description: 'News' });
    for (let count = 0; count < 9; count += 1) await create(account, { url });
    await change(account, made.id, { description: null });
    const { webhook: rotated } = await rotateSecret(account, made.id);
    const failingSince = pass(hour);
    await lanes.put(aLane(made, failingSince), undefined);

    const again = await createOnce({ description: 'News', url });

    expect(isReplayed).toBe(false);
    expect(again).toEqual({ webhook: rotated, failingSince, isReplayed: true });
    expect(webhooks.records.get(account)).toHaveLength(10);
    expect(JSON.stringify(rotated)).not.toContain('shop-news');
  });

  test.each([
    { url: `${url}/2` },
    { url, description: 'News' },
    { url, events: ['message.*'] },
  ] as const satisfies NewWebhook[])('is not taken for %j under the key of another request', async (other) => {
    const { createOnce, webhooks } = aService();
    const { webhook } = await createOnce({ url });

    await expect(createOnce(other)).rejects.toThrow(IdempotencyKeyReusedError);
    expect(webhooks.records.get(account)).toEqual([webhook]);
  });

  test('is made anew under another key, in another account, and once it is deleted', async () => {
    const { createOnce, remove } = aService();
    const { webhook } = await createOnce({ url });

    const others = [await createOnce({ url }, 'more-news'), await createOnce({ url }, 'shop-news', 'acc_other')];
    await remove(account, webhook.id);
    const anew = await createOnce({ url: `${url}/2` });

    expect([...others, anew].map(({ isReplayed }) => isReplayed)).toEqual([false, false, false]);
  });

  test.each(['the answer of the store is lost', 'two ask at once'])(
    'is made once under its key where %s',
    async (what) => {
      const { createOnce, webhooks } = aService();
      const change = webhooks.change;
      webhooks.change = async (of, next) => {
        webhooks.change = change;
        if (what === 'two ask at once') await createOnce({ url });
        else await change(of, next);
        return change(of, next);
      };

      const { isReplayed } = await createOnce({ url });

      expect(isReplayed).toBe(what === 'two ask at once');
      expect(webhooks.records.get(account)).toHaveLength(1);
    },
  );

  test('is one of ten at most', async () => {
    const { create, remove } = aService();
    const made: Webhook[] = [];
    for (let count = 0; count < 10; count += 1) made.push(await create(account, { url }));

    await expect(create(account, { url })).rejects.toThrow(TooManyWebhooksError);
    await create('acc_other', { url });
    await remove(account, made[0]?.id);
    await create(account, { url });
  });

  test('has an address to which we may post', async () => {
    const { create, change, webhooks } = aService([aWebhook()]);
    const [{ id } = aWebhook()] = webhooks.records.get(account) ?? [];

    for (const attempt of [create(account, { url: 'http://x' }), change(account, id, { url: 'http://x' })]) {
      await expect(attempt).rejects.toThrow(InvalidRequestError);
      await expect(attempt).rejects.toMatchObject({ problems: [{ field: ['url'], detail: 'Must be https.' }] });
    }
    expect(webhooks.records.get(account)).toMatchObject([{ url }]);
  });

  test('tells since when it fails, from when its present address is enabled on', async () => {
    const [failing, moved, well] = [aWebhook(), aWebhook(), aWebhook()];
    const { get, list, lanes, pass, change } = aService([failing, moved, well]);
    const since = pass(hour);
    await lanes.put(aLane(failing, since), undefined);
    await lanes.put(aLane(moved, since), undefined);
    pass(hour);
    await change(account, moved.id, { url: `${url}/elsewhere` });

    expect(await get(account, failing.id)).toEqual({ webhook: failing, failingSince: since });
    expect((await list(account)).map(({ failingSince }) => failingSince)).toEqual([since, undefined, undefined]);
  });

  test("of another account's is not found, and not changed", async () => {
    const theirs = aWebhook({ account: 'acc_other' });
    const { webhooks, errandsOf, ...manage } = aService([theirs, aWebhook()]);

    for (const id of [theirs.id, 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW', 'nonsense', undefined]) {
      for (const attempt of [
        manage.get(account, id),
        manage.find(account, id),
        manage.change(account, id, { enabled: false }),
        manage.remove(account, id),
        manage.rotateSecret(account, id),
      ]) {
        await expect(attempt).rejects.toThrow(WebhookNotFoundError);
      }
    }
    expect(webhooks.records.get('acc_other')).toEqual([theirs]);
    expect(errandsOf.size).toBe(0);
  });
});

describe('a change', () => {
  test('leaves what it does not name', async () => {
    const before = aWebhook({ description: 'Mine' });
    const { change, pass, errandsOf, recorded } = aService([before]);
    pass(hour);

    await change(account, before.id, { events: ['message.failed'] });
    await change(account, before.id, { url });

    expect(recorded(before.id)).toEqual({ ...before, events: ['message.failed'] });
    expect((await change(account, before.id, { description: 'Yours' })).webhook.description).toBe('Yours');
    expect((await change(account, before.id, { description: null })).webhook).not.toHaveProperty('description');
    // The address was named.
    expect(errandsOf.size).toBe(1);
  });

  test('of the address lets it begin anew, and has it tried at once', async () => {
    const before = aWebhook();
    const { change, pass, errandsOf } = aService([before]);
    const since = pass(hour);

    const { webhook } = await change(account, before.id, { url: `${url}/elsewhere` });

    expect(webhook).toEqual({ ...before, url: `${url}/elsewhere`, since });
    expect(errandsOf.get(before.id)).toEqual({ webhook: before.id, account, at: since, mark: expect.any(String) });
  });

  test('disables and enables it, and has what waits failed, or tried', async () => {
    const before = aWebhook();
    const { change, pass, errandsOf } = aService([before]);
    const at = pass(hour);

    const disabled = await change(account, before.id, { enabled: false });
    const { mark } = errandsOf.get(before.id) ?? {};
    pass(hour);
    const again = await change(account, before.id, { enabled: false });
    const since = pass(hour);
    const enabled = await change(account, before.id, { enabled: true });

    expect(disabled.webhook).toEqual({ ...before, disabled: { reason: 'requested', at } });
    expect(again).toEqual(disabled);
    expect(enabled.webhook).toEqual({ ...before, since });
    expect(errandsOf.get(before.id)?.mark).not.toBe(mark);
  });

  test('lets a redelivery that is under way go on, unless it disables', async () => {
    const before = aWebhook();
    const { change, lanes, errandsOf } = aService([before]);
    const range = { since: '2030-05-01T00:00:00.000Z', until: now.toISOString() };
    await lanes.putErrand(
      { webhook: before.id, account, at: now.toISOString(), ...range, mark: 'redelivery' },
      undefined,
    );

    await change(account, before.id, { url: `${url}/elsewhere` });
    expect(errandsOf.get(before.id)).toMatchObject(range);

    await change(account, before.id, { enabled: false });
    expect(errandsOf.get(before.id)).not.toHaveProperty('since');
  });

  test('that the deliverer could not be told of is answered as not made, and tells it when it is made again', async () => {
    const before = aWebhook();
    const { change, hooks, errandsOf, recorded } = aService([before]);
    hooks.isUnavailable = () => true;

    await expect(change(account, before.id, { enabled: false })).rejects.toThrow(StoreUnavailableError);
    hooks.isUnavailable = () => false;
    await change(account, before.id, { enabled: false });

    expect(recorded(before.id)?.disabled).toBeDefined();
    expect(errandsOf.has(before.id)).toBe(true);
  });
});

test('what is deleted is answered as it was, and what waits for it is failed', async () => {
  const [before, other] = [aWebhook(), aWebhook()];
  const { remove, webhooks, errandsOf } = aService([before, other]);

  expect(await remove(account, before.id)).toEqual(before);

  expect(webhooks.records.get(account)).toEqual([other]);
  expect([...errandsOf.keys()]).toEqual([before.id]);
  await expect(remove(account, before.id)).rejects.toThrow(WebhookNotFoundError);
});

describe('a secret that is changed', () => {
  test('signs for 24 hours beside the new one', async () => {
    const before = aWebhook();
    const { rotateSecret, recorded, pass } = aService([before]);

    const { webhook, previousUntil } = await rotateSecret(account, before.id);

    expect(previousUntil).toBe(new Date(now.getTime() + 24 * hour).toISOString());
    expect(webhook.secrets).toEqual([
      { value: expect.stringMatching(/^whsec_/) },
      { value: before.secrets[0].value, until: previousUntil },
    ]);
    expect(recorded(before.id)).toEqual(webhook);
    pass(24 * hour);
    const { webhook: later } = await rotateSecret(account, before.id);
    expect(later.secrets.map(({ value }) => value)).toEqual([expect.any(String), webhook.secrets[0].value]);
  });

  test('is one of five at once', async () => {
    const before = aWebhook();
    const { rotateSecret, pass } = aService([before]);
    const { previousUntil } = await rotateSecret(account, before.id);
    for (let count = 0; count < 3; count += 1) {
      pass(hour);
      await rotateSecret(account, before.id);
    }

    const refused = rotateSecret(account, before.id);

    await expect(refused).rejects.toThrow(SecretRotatedLatelyError);
    await expect(refused).rejects.toThrow(previousUntil);
    pass(21 * hour);
    expect((await rotateSecret(account, before.id)).webhook.secrets).toHaveLength(5);
  });
});
