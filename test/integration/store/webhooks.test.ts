import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { longestUrl, mostWebhooks, webhookEventTypes } from '../../../functions/contract/webhook-events.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { createAccountStore } from '../../../functions/store/accounts.ts';
import { createWebhooks } from '../../../functions/store/webhooks.ts';
import { createManageWebhooks } from '../../../functions/webhooks/manage.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { aWebhook } from '../../support/model/webhooks.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createAccountTable } from '../../support/stack/tables.ts';

const table = `accounts-${randomUUID()}`;
const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const unreadable: unknown[] = [];
const webhooks = createWebhooks({ client, table, onUnreadable: (key) => unreadable.push(key) });

beforeAll(() => createAccountTable(client, table));

beforeEach(() => {
  Object.assign(faults, { before: undefined, after: undefined });
  counts.requests.clear();
  unreadable.length = 0;
});

const refused = () => new ConditionalCheckFailedException({ $metadata: {}, message: 'The conditional request failed' });

/** An account of its own, and an append of one more webhook. */
const anAccount = () => `acc_${randomUUID()}`;
const adding = (webhook: Webhook) => (all: readonly Webhook[]) => [...all, webhook];

const of = async (account: string) => (await webhooks.ofAccounts([account])).get(account);

/** Everything that a webhook may have, and the longest of it. */
const largest: Required<Webhook> = {
  ...aWebhook(),
  url: `https://shop.example.com/${'ü'.repeat(longestUrl - 25)}`,
  description: '😀'.repeat(200),
  events: webhookEventTypes,
  disabled: { reason: 'failing', at: '2030-06-01T12:00:00.000Z' },
  request: { key: 'k'.repeat(43), fingerprint: 'f'.repeat(43) },
  testedUntil: '2030-06-01T12:00:28.000Z',
  secrets: [
    { value: 'newest' },
    ...Array.from({ length: 4 }, (_, i) => ({ value: `s${i}`.padEnd(50, '.'), until: '2030' })),
  ],
};

test('as many as an account may have, of the largest kind, are found as they were put', async () => {
  const account = anAccount();
  const all = Array.from({ length: mostWebhooks }, () => ({ ...largest, account }));

  expect(await webhooks.change(account, () => all)).toEqual(all);

  expect(await of(account)).toEqual(all);
});

test('those of many accounts are read at once, each account once, and an account without has none', async () => {
  const [first, second, none, emptied] = [anAccount(), anAccount(), anAccount(), anAccount()];
  for (const account of [first, second, emptied]) await webhooks.change(account, adding(aWebhook({ account })));
  await webhooks.change(emptied, () => []);
  counts.requests.clear();

  const found = await webhooks.ofAccounts([first, second, none, emptied, first]);

  expect([...found.keys()].sort()).toEqual([first, second].sort());
  expect(Object.fromEntries(counts.requests)).toEqual({ BatchGetItemCommand: 1 });
});

test('two changes at the same time are both made', async () => {
  const account = anAccount();
  const [one, other] = [aWebhook({ account, id: 'wh_1' }), aWebhook({ account, id: 'wh_2' })];

  await Promise.all([webhooks.change(account, adding(one)), webhooks.change(account, adding(other))]);

  expect((await of(account))?.map(({ id }) => id).sort()).toEqual(['wh_1', 'wh_2']);
});

test.each([false, true])(
  'a change is made once, though its answer was lost and its repetition refused (others before it: %s)',
  async (others) => {
    const account = anAccount();
    if (others) await webhooks.change(account, adding(aWebhook({ account })));
    const added = aWebhook({ account, url: 'https://shop.example.com/added' });
    faults.after = (command) => {
      if (command !== 'PutItemCommand') return;
      faults.after = undefined;
      throw refused();
    };

    const after = await webhooks.change(account, adding(added));

    expect(after).toHaveLength(others ? 2 : 1);
    expect(await of(account)).toEqual(after);
  },
);

test('a change that somebody else is always quicker than is given up', async () => {
  faults.before = (command) => {
    if (command === 'PutItemCommand') throw refused();
  };

  await expect(webhooks.change(anAccount(), adding(aWebhook()))).rejects.toThrow(StoreUnavailableError);
});

test('nothing is written where nothing changes, or the change is refused by who asks for it', async () => {
  const account = anAccount();
  await webhooks.change(account, adding(aWebhook({ account })));
  counts.requests.clear();

  expect(await webhooks.change(account, () => undefined)).toEqual([aWebhook({ account, id: expect.any(String) })]);
  await expect(
    webhooks.change(account, () => {
      throw new RangeError('There are too many.');
    }),
  ).rejects.toThrow(RangeError);

  expect([...counts.requests.keys()]).toEqual(['BatchGetItemCommand']);
});

test('two requests at once under one idempotency key make one webhook', async () => {
  const account = anAccount();
  const { lanes } = memoryDeliveries();
  const { create } = createManageWebhooks({ webhooks, lanes, urlProblem: () => undefined, clock: () => new Date() });
  const wanted = { url: 'https://shop.example.com/news' };

  const made = await Promise.all([create(account, wanted, 'news'), create(account, wanted, 'news')]);

  expect(made.map(({ isReplayed }) => isReplayed).sort()).toEqual([false, true]);
  expect(await of(account)).toEqual([made[0].webhook]);
  expect(made[1].webhook).toEqual(made[0].webhook);
});

test('a store that does not answer is told as such', async () => {
  faults.before = () => {
    throw new Error('socket hang up');
  };

  await expect(webhooks.ofAccounts(['acc_shop'])).rejects.toThrow(StoreUnavailableError);
  await expect(webhooks.change('acc_shop', () => [])).rejects.toThrow(StoreUnavailableError);
});

const putRaw = (account: string, members: object) =>
  client.send(
    new PutItemCommand({ TableName: table, Item: marshall({ pk: `WEBHOOKS#${account}`, sk: 'WEBHOOKS', ...members }) }),
  );

test('what a later version added does not stop this one', async () => {
  const account = anAccount();
  const webhook = aWebhook({ account });
  const later = { ...webhook, events: ['message.read', ...webhook.events], retries: 'none' };
  await putRaw(account, { version: 3, webhooks: [later], region: 'eu' });

  expect(await of(account)).toEqual([webhook]);
});

test('an item that is none of ours stops no other account, and is not written over', async () => {
  const [good, bad] = [anAccount(), anAccount()];
  await webhooks.change(good, adding(aWebhook({ account: good })));
  await putRaw(bad, { version: 1, webhooks: 'none' });

  expect([...(await webhooks.ofAccounts([bad, good])).keys()]).toEqual([good]);
  expect(unreadable).toEqual([`WEBHOOKS#${bad}`]);
  await expect(webhooks.change(bad, adding(aWebhook()))).rejects.toThrow('Invalid type');
  await expect(webhooks.of(bad)).rejects.toThrow('Invalid type');
});

test('they are no accounts', async () => {
  await webhooks.change(anAccount(), adding(aWebhook()));

  expect(await createAccountStore(client, table).listAccounts()).toEqual([]);
});
