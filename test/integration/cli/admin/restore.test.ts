import { randomUUID } from 'node:crypto';
import { PutItemCommand, RestoreTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { createAccount } from '../../../../functions/accounts/create-account.ts';
import { createApiKey } from '../../../../functions/accounts/create-api-key.ts';
import { createLogin } from '../../../../functions/accounts/create-login.ts';
import type { Message } from '../../../../functions/messages/message.ts';
import { initialState } from '../../../../functions/messages/service-state.ts';
import { advance } from '../../../../functions/messages/transition.ts';
import { createAccountStore } from '../../../../functions/store/accounts.ts';
import { createCreditStore } from '../../../../functions/store/credits.ts';
import { createFailureCounts, createLoginStore } from '../../../../functions/store/logins.ts';
import { toItem } from '../../../../functions/store/message-item.ts';
import { createMessageStore } from '../../../../functions/store/messages.ts';
import { createOpenMessages } from '../../../../functions/store/open-messages.ts';
import { createServiceStates } from '../../../../functions/store/service-states.ts';
import { createAddCounts, createReadCounts } from '../../../../functions/store/statistics.ts';
import { createSuppressionList } from '../../../../functions/store/suppressions.ts';
import { createWebhooks } from '../../../../functions/store/webhooks.ts';
import { createRestore, type RestorableTable } from '../../../../infra/cli/admin/restore.ts';
import { aMessage, now } from '../../../support/model/messages.ts';
import { aWebhook } from '../../../support/model/webhooks.ts';
import { emulatedDynamoDB } from '../../../support/stack/dynamodb.ts';
import { createAccountTable, createMessageTable } from '../../../support/stack/tables.ts';

const { client } = emulatedDynamoDB(inject('emulatorUrl'));
const later = new Date(now.getTime() + 3_600_000);
const cheap = { cost: 2, blockSize: 8, parallelization: 1 };

/** Tables that damage comes to after the backup has been taken. */
let live: { readonly messages: string; readonly accounts: string };
beforeEach(async () => {
  const run = randomUUID();
  live = { messages: `messages-${run}`, accounts: `accounts-${run}` };
  await createMessageTable(client, live.messages);
  await createAccountTable(client, live.accounts);
});

const storesOf = ({ messages: table, accounts }: typeof live) => ({
  ...createAccountStore(client, accounts),
  ...createLoginStore(client, accounts),
  credits: createCreditStore(client, accounts),
  failures: createFailureCounts(client, accounts),
  suppressions: createSuppressionList(client, accounts),
  webhooks: createWebhooks({ client, table: accounts, onUnreadable: () => {} }),
  states: createServiceStates({ client, table }),
  open: createOpenMessages({ client, table, onUnreadable: () => {} }),
  messages: createMessageStore({ client, table, accounts, retentionDays: 90, onUnreadable: () => {} }),
});

/** What a point in time is restored to: a table with a new name. */
const backUp = async (table: RestorableTable): Promise<string> => {
  const backup = `${live[table]}-restored`;
  const names = { SourceTableName: live[table], TargetTableName: backup };
  await client.send(new RestoreTableToPointInTimeCommand({ ...names, UseLatestRestorableTime: true }));
  return backup;
};

/** All that was in the live tables is lost. */
const loseAll = async (): Promise<void> => {
  const lost = live;
  live = { messages: `${lost.messages}-2`, accounts: `${lost.accounts}-2` };
  await createMessageTable(client, live.messages);
  await createAccountTable(client, live.accounts);
};

const restore = (from: string, table: RestorableTable) =>
  createRestore({ client, tables: live, retentionDays: 90, clock: () => later })(from, table);

const nothing = { added: 0, indeterminate: 0, present: 0, expired: 0, unreadable: 0, logins: [] };

describe('messages', () => {
  const delivered = aMessage({ status: 'delivered', version: 4 });
  const queued = aMessage({ status: 'queued', version: 2, upstreamId: '7' });
  const waiting = aMessage({ status: 'accepted', version: 2 });

  const find = async (id: string): Promise<Message | undefined> => (await storesOf(live).messages.find([id])).get(id);

  test('are put back where they are lost, and of none is anything sent again', async () => {
    await storesOf(live).messages.insert([delivered, queued, waiting]);
    const backup = await backUp('messages');
    await loseAll();

    const report = await restore(backup, 'messages');

    expect(report).toEqual({ ...nothing, added: 3, indeterminate: 1 });
    expect(await find(delivered.id)).toEqual(delivered);
    expect(await find(queued.id)).toEqual({ ...queued, version: 1002, updatedAt: later.toISOString() });
    expect(await find(waiting.id)).toMatchObject({ status: 'indeterminate', reason: { code: 'restored' }, version: 3 });
  });

  test('that the gateway has are open, for the next sweep, and can be changed as ever', async () => {
    await storesOf(live).messages.insert([delivered, queued, waiting]);
    const backup = await backUp('messages');
    await loseAll();
    await restore(backup, 'messages');
    const { open, messages } = storesOf(live);

    const pages = await Promise.all(open.shards.map((shard) => open.page(shard, '0', '9')));
    const before = await find(queued.id);
    const after = before && advance(before, { status: 'delivered' }, later);
    const outcomes = before && after && (await messages.apply([{ before, after }]));

    expect(pages.flatMap(({ entries }) => entries)).toMatchObject([
      { id: queued.id, status: 'queued', upstreamId: '7' },
    ]);
    expect(outcomes).toEqual(['applied']);
    expect(await find(queued.id)).toEqual(after);
  });

  test('that are there stay as they are, however old the backup; a second time adds nothing', async () => {
    await storesOf(live).messages.insert([queued, delivered]);
    const backup = await backUp('messages');
    await loseAll();
    const newer = { ...queued, status: 'failed', version: 3 } as const;
    await storesOf(live).messages.insert([newer]);

    const reports = [await restore(backup, 'messages'), await restore(backup, 'messages')];

    expect(reports).toEqual([
      { ...nothing, added: 1, present: 1 },
      { ...nothing, present: 2 },
    ]);
    expect(await find(queued.id)).toEqual(newer);
  });

  test('that have expired, that nobody can read, and the sweeps’ own record are left out', async () => {
    const { messages, states } = storesOf(live);
    await messages.insert([delivered]);
    await states.write(initialState, { ...initialState, version: 1, upstream: 'unreachable' });
    const expired = { ...toItem(aMessage({ status: 'delivered' }), 90), expiresAt: { N: '1' } };
    for (const Item of [expired, marshall({ id: 'msg_other', status: 'new' })]) {
      await client.send(new PutItemCommand({ TableName: live.messages, Item }));
    }
    const backup = await backUp('messages');
    await loseAll();

    const report = await restore(backup, 'messages');

    expect(report).toEqual({ ...nothing, added: 1, expired: 1, unreadable: 1 });
    expect(await storesOf(live).states.read()).toEqual(initialState);
  });

  test('are not taken from a table of accounts', async () => {
    await createAccount(storesOf(live), { name: 'Shop' }, { clock: Date.now });
    const backup = await backUp('accounts');

    await expect(restore(backup, 'messages')).rejects.toThrow(
      `The table ${backup} is not a copy of the messages table`,
    );
  });
});

describe('accounts', () => {
  const deps = { clock: Date.now, parameters: cheap };

  test('are put back with their keys, logins, credits, suppressed numbers and webhooks, and without what was only counted', async () => {
    const before = storesOf(live);
    const account = await createAccount(before, { name: 'Shop' }, deps);
    const { record } = await createApiKey(before, { account: account.id, name: 'web' }, deps);
    await createLogin(before, { account: account.id, user: 'till' }, deps);
    await before.credits.add(account.id, 5, { id: 'a', note: 'first', now });
    const suppression = { number: '+41791234567', createdAt: now.toISOString(), by: 'admin', reason: 'STOP' };
    await before.suppressions.add(account.id, suppression);
    await before.failures.add('till', now);
    await before.webhooks.change(account.id, () => [aWebhook({ account: account.id })]);
    const backup = await backUp('accounts');
    await loseAll();

    const report = await restore(backup, 'accounts');

    // The account, a key and a login twice each, its balance and the entry for it, a suppressed number, and its webhooks.
    expect(report).toEqual({ ...nothing, added: 9, expired: 1, logins: ['till'] });
    const after = storesOf(live);
    expect(await after.findAccount(account.id)).toEqual({ ...account, metered: true });
    expect(await after.findKey(record.hash)).toEqual(record);
    expect(await after.listLogins(account.id)).toMatchObject([{ user: 'till' }]);
    expect(await after.credits.read(account.id)).toMatchObject({ balance: 5 });
    expect(await after.suppressions.find(account.id, suppression.number)).toEqual(suppression);
    expect(await after.webhooks.ofAccounts([account.id])).toHaveProperty('size', 1);
  });

  test('that are there stay as they are: a key that was revoked since is not valid again', async () => {
    const store = storesOf(live);
    const account = await createAccount(store, { name: 'Shop' }, deps);
    const { record } = await createApiKey(store, { account: account.id, name: 'web' }, deps);
    const backup = await backUp('accounts');
    await store.revokeKey(account.id, record.id, later);
    await store.setDisabled(account.id, true);

    const report = await restore(backup, 'accounts');

    expect(report).toEqual({ ...nothing, present: 3 });
    expect(await store.findKey(record.hash)).toMatchObject({ revokedAt: later.toISOString() });
    expect(await store.findAccount(account.id)).toMatchObject({ disabled: true });
  });

  test('get back the hours in which nothing was counted since, and nothing twice', async () => {
    const hours = ['2030-06-01T11', '2030-06-01T12'] as const;
    const countIn = (hour: string, messages: number) =>
      createAddCounts(client, live.accounts)({ account: 'acc_shop', hour, counts: new Map([['messages', messages]]) });
    await countIn(hours[0], 5);
    await countIn(hours[1], 3);
    const backup = await backUp('accounts');
    await loseAll();
    await countIn(hours[1], 1);

    const reports = [await restore(backup, 'accounts'), await restore(backup, 'accounts')];

    expect(reports).toEqual([
      { ...nothing, added: 1, present: 1 },
      { ...nothing, present: 2 },
    ]);
    const read = createReadCounts({ client, table: live.accounts, onUnreadable: () => {} });
    expect((await read('acc_shop', ...hours)).map(({ counts }) => counts.get('messages'))).toEqual([5, 1]);
  });

  test('do not get back a user that was given to another one since', async () => {
    const store = storesOf(live);
    const [shop, bank] = [
      await createAccount(store, { name: 'Shop' }, deps),
      await createAccount(store, { name: 'Bank' }, deps),
    ];
    await createLogin(store, { account: shop.id, user: 'till' }, deps);
    const backup = await backUp('accounts');
    await store.revokeLogin(shop.id, 'till');
    await createLogin(store, { account: bank.id, user: 'till' }, deps);

    const report = await restore(backup, 'accounts');

    expect(report).toEqual({ ...nothing, present: 4 });
    expect(await store.listLogins(shop.id)).toEqual([]);
    expect(await store.listLogins(bank.id)).toMatchObject([{ user: 'till' }]);
  });
});
