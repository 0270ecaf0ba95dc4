import { describe, expect, test } from 'vitest';
import { UnknownAccountError } from '../../../../functions/accounts/errors.ts';
import type { Delivery } from '../../../../functions/webhooks/delivery.ts';
import { WebhookNotFoundError } from '../../../../functions/webhooks/errors.ts';
import { createManageWebhooks } from '../../../../functions/webhooks/manage.ts';
import { createRedeliver } from '../../../../functions/webhooks/redeliver.ts';
import { createSendTest } from '../../../../functions/webhooks/send-test.ts';
import { render } from '../../../../infra/cli/table.ts';
import { runAdmin } from '../../../support/cli/run-admin.ts';
import { anAccount } from '../../../support/clients/api-events.ts';
import { memoryDeliveries } from '../../../support/fakes/memory-deliveries.ts';
import { memoryWebhooks } from '../../../support/fakes/memory-webhooks.ts';
import { now } from '../../../support/model/messages.ts';
import { aDelivery, aWebhook } from '../../../support/model/webhooks.ts';

const account = 'acc_shop';
const url = 'https://shop.example.com/sms-news';
const webhook = aWebhook();

const aStore = (deliveries: readonly Delivery[] = []) => {
  const ports = {
    webhooks: memoryWebhooks([webhook, aWebhook({ account: 'acc_other' })]),
    ...memoryDeliveries(deliveries),
  };
  const clock = () => now;
  const urlProblem = (wanted: string) => (wanted.startsWith('https:') ? undefined : 'Must be https.');
  const parts = {
    manage: createManageWebhooks({ ...ports, urlProblem, clock }),
    deliveries: ports.list,
    redeliver: createRedeliver({ ...ports, wake: async () => {}, clock }),
    sendTest: createSendTest({ ...ports, post: async () => ({ status: 500, excerpt: 'Oh no' }), clock }),
  };
  const findAccount = async (id: string) => (id === account ? anAccount() : undefined);
  return { ...ports, findAccount, webhooks: () => parts, records: ports.webhooks.records };
};

/** Runs what was typed, `ID` and `ACCOUNT` standing for those of the webhook, on what it needs of a store. */
const run = async (store: object, typed: string): Promise<Record<string, unknown>> => {
  const words = typed.split(' ').map((word) => ({ ID: webhook.id, ACCOUNT: account, URL: url })[word] ?? word);
  const { answer } = await runAdmin([...words, '--json'], async () => store as never);
  return answer as Record<string, unknown>;
};

describe('webhook commands', () => {
  test('make one, and show its secret once', async () => {
    const store = aStore();

    const made = await run(store, 'webhook create URL --account ACCOUNT --events message.failed,send.rejected');
    const listed = await run(store, 'webhook list --account ACCOUNT');

    expect(made).toEqual({
      id: expect.stringMatching(/^wh_/),
      url,
      events: ['message.failed', 'send.rejected'],
      enabled: true,
      createdAt: now.toISOString(),
      secret: expect.stringMatching(/^whsec_/),
    });
    const { secret: _, ...rest } = made;
    expect(listed).toMatchObject([{ id: webhook.id, events: ['message.*'] }, rest]);
    expect(render(listed)).not.toContain('whsec_');
  });

  test('change it, disable and enable it, give it another secret, and delete it', async () => {
    const store = aStore();
    const update = (rest: string) => run(store, `webhook update ID --account ACCOUNT ${rest}`);

    expect(await update('--address https://new.example.com --events message.* --description Mine')).toMatchObject({
      url: 'https://new.example.com',
      description: 'Mine',
    });
    expect(await update('--remove-description')).not.toHaveProperty('description');
    expect(await update('--disable')).toMatchObject({ enabled: false, disabledBecause: 'requested' });
    expect(await update('--enable')).toMatchObject({ enabled: true });
    const rotated = await run(store, 'webhook rotate-secret ID --account ACCOUNT');
    expect(rotated).toMatchObject({
      secret: expect.stringMatching(/^whsec_/),
      previousSecretUntil: '2030-06-02T12:00:00.000Z',
    });
    expect(rotated['secret']).not.toBe(webhook.secrets[0].value);
    expect(await run(store, 'webhook delete ID --account ACCOUNT')).toMatchObject({ id: webhook.id, deleted: true });
    expect(store.records.get(account)).toEqual([]);
  });

  test('tell what a test came to', async () => {
    expect(await run(aStore(), 'webhook test ID --account ACCOUNT')).toMatchObject({
      delivered: false,
      status: 500,
      error: 'HTTP 500.',
      answer: 'Oh no',
    });
  });

  test('show the newest hundred deliveries, or those of one status', async () => {
    const at = (minute: number) => new Date(now.getTime() + minute * 60_000).toISOString();
    const attempts = [{ at: at(1), error: 'The receiver did not answer.', milliseconds: 15_000 }];
    const failed = aDelivery({
      webhook: webhook.id,
      message: 'msg_1',
      state: { name: 'failed', reason: 'attempts_exhausted' },
      attempts,
    });
    const others = Array.from({ length: 120 }, (_, minute) =>
      aDelivery({ webhook: webhook.id, createdAt: at(minute + 1) }),
    );
    const store = aStore([failed, ...others]);

    const shown = await run(store, 'webhook deliveries ID --account ACCOUNT');
    const ofFailed = await run(store, 'webhook deliveries ID --account ACCOUNT --status failed');

    expect(shown).toHaveLength(100);
    expect(shown).toMatchObject({
      0: { id: others.at(-1)?.id, status: 'pending', nextAttemptAt: at(120), attempts: 0 },
    });
    expect(ofFailed).toEqual([
      {
        id: failed.id,
        type: 'message.delivered',
        message: 'msg_1',
        status: 'failed',
        reason: 'attempts_exhausted',
        createdAt: at(0),
        attempts: 1,
        lastAttemptAt: at(1),
        lastError: 'The receiver did not answer.',
      },
    ]);
  });

  test('deliver one once more, or all that failed since', async () => {
    const failed = aDelivery({ webhook: webhook.id, state: { name: 'failed', reason: 'attempts_exhausted' } });
    const store = aStore([failed]);
    const redeliver = (rest: string) => run(store, `webhook redeliver ID --account ACCOUNT ${rest}`);

    expect(await redeliver(`--delivery ${failed.id}`)).toMatchObject({ id: failed.id, status: 'pending' });
    expect(await redeliver('--since 2030-06-01T00:00:00+02:00')).toEqual({
      webhook: webhook.id,
      since: '2030-05-31T22:00:00.000Z',
      until: now.toISOString(),
    });
    expect(store.errandsOf.get(webhook.id)?.since).toBe('2030-05-31T22:00:00.000Z');
  });

  test.each([
    ['create http://shop.example.com --account ACCOUNT', 'url: Must be https.'],
    ['create URL --account ACCOUNT --events message.read', 'Unknown event "message.read".'],
    ['create URL --account ACCOUNT --events message.*,message.*', 'The event "message.*" is given twice.'],
    [`create URL --account ACCOUNT --description ${'x'.repeat(201)}`, 'from 1 to 200 characters'],
    ['update ID --account ACCOUNT', 'Nothing to change'],
    ['update ID --account ACCOUNT --enable --disable', 'Give either --enable or --disable.'],
    [
      'update ID --account ACCOUNT --remove-description --description Mine',
      'Give either --description or --remove-description.',
    ],
    ['deliveries ID --account ACCOUNT --status fresh', 'Unknown status "fresh".'],
    ['redeliver ID --account ACCOUNT', 'Give either --delivery or --since.'],
    ['redeliver ID --account ACCOUNT --since 2030-06-01T00:00:00Z --delivery x', 'Give either'],
    ['redeliver ID --account ACCOUNT --since yesterday', 'Give a time as in RFC 3339'],
  ])('refuse "webhook %s"', async (typed, problem) => {
    const store = aStore();

    await expect(run(store, `webhook ${typed}`)).rejects.toThrow(problem);
    expect(store.records.get(account)).toEqual([webhook]);
    expect(store.errandsOf.size).toBe(0);
  });

  test.each([
    'list --account acc_x',
    'create URL --account acc_x',
    'update ID --account acc_x --disable',
    'redeliver ID --account acc_x --delivery x',
  ])('know the account: webhook %s', async (typed) => {
    await expect(run(aStore(), `webhook ${typed}`)).rejects.toThrow(UnknownAccountError);
  });

  test("do not touch another account's", async () => {
    const store = aStore();
    const [theirs] = store.records.get('acc_other') ?? [];

    for (const command of ['delete', 'rotate-secret', 'test', 'deliveries']) {
      await expect(run(store, `webhook ${command} ${theirs?.id} --account ACCOUNT`)).rejects.toThrow(
        WebhookNotFoundError,
      );
    }
    expect(store.records.get('acc_other')).toEqual([theirs]);
  });
});
