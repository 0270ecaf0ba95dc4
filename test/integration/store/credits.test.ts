import { randomUUID } from 'node:crypto';
import { GetItemCommand, PutItemCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { mostCredits } from '../../../functions/accounts/credits.ts';
import { CreditsOutOfRangeError } from '../../../functions/accounts/errors.ts';
import { InsufficientCreditError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { createSettle } from '../../../functions/messages/settle.ts';
import { createCreditWatch } from '../../../functions/store/credit-watch.ts';
import { createCreditStore } from '../../../functions/store/credits.ts';
import { createMessageStore } from '../../../functions/store/messages.ts';
import { acceptAll } from '../../support/fakes/scripted-upstream.ts';
import { messageServiceOver } from '../../support/model/message-service.ts';
import { aMessage, aSendRequest, now, rules, swissMobiles } from '../../support/model/messages.ts';
import { holds } from '../../support/runner/property.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createAccountTable, createMessageTable } from '../../support/stack/tables.ts';

const table = `messages-${randomUUID()}`;
const accounts = `accounts-${randomUUID()}`;
const { client, faults } = emulatedDynamoDB(inject('emulatorUrl'));
const store = createMessageStore({ client, table, accounts, retentionDays: 90, onUnreadable: () => {} });
const credits = createCreditStore(client, accounts);
const metered = { ...rules, metered: true };

beforeAll(async () => {
  await createMessageTable(client, table);
  await createAccountTable(client, accounts);
});

beforeEach(() => Object.assign(faults, { before: undefined, after: undefined }));

/** A new account with credits of its own. */
const anAccount = async (amount: number, overdraft = 0): Promise<string> => {
  const id = `acc_${randomUUID()}`;
  await client.send(
    new PutItemCommand({ TableName: accounts, Item: marshall({ pk: `ACCOUNT#${id}`, sk: 'ACCOUNT' }) }),
  );
  await credits.add(id, amount, { id: randomUUID(), note: 'first', now });
  if (overdraft > 0) await credits.setOverdraft(id, 0, overdraft);
  return id;
};

describe('the watch over credits', () => {
  const watch = createCreditWatch({ client, table: accounts, onUnreadable: () => {} });
  const lowOf = (added: number, at = now.toISOString()) => ({ at, credits: 5, threshold: 10, added, isTold: false });
  const found = async (account: string) => {
    const credits = (await watch.read([account, 'acc_nobody'])).get(account);
    if (credits === undefined) throw new Error('The account is not there.');
    return credits;
  };

  test('reads what there is, the overdraft aside, of accounts whose threshold is set and of others', async () => {
    const [account, without] = [await anAccount(5, 20), await anAccount(7)];
    expect(await credits.setThreshold(account, 10)).toBe(true);

    const read = await watch.read([account, without, 'acc_nobody']);

    expect(read.get(account)).toMatchObject({ balance: 5, added: 5, threshold: 10 });
    expect(read.get(without)).toMatchObject({ balance: 7 });
    expect(read.get(without)).not.toHaveProperty('threshold');
    expect(read.size).toBe(2);
    await credits.setThreshold(account, 'none');
    expect(await found(account)).not.toHaveProperty('threshold');
    expect(await credits.setThreshold('acc_nobody', 10)).toBe(false);
  });

  test('notes that they are low, once for all that look, and that it was told', async () => {
    const account = await anAccount(5);
    await credits.setThreshold(account, 10);
    const before = await found(account);

    const notes = await Promise.all(
      [1, 2, 3].map((minute) => watch.note(account, lowOf(5, `2030-0${minute}`), before)),
    );

    expect(notes.filter(Boolean)).toHaveLength(1);
    const { low } = await found(account);
    expect(low).toMatchObject({ credits: 5, threshold: 10, added: 5, isTold: false });
    if (low === undefined) return;
    await watch.noteTold(account, { ...low, at: 'another' });
    expect((await found(account)).low).toEqual(low);
    await watch.noteTold(account, low);
    expect((await found(account)).low).toEqual({ ...low, isTold: true });
    expect(await watch.note(account, lowOf(5, '2031'), await found(account))).toBe(true);
  });

  test('notes nothing where credits are added, or the threshold is changed, since it looked', async () => {
    const account = await anAccount(5);
    await credits.setThreshold(account, 10);
    const before = await found(account);
    await credits.add(account, 1, { id: randomUUID(), note: 'more', now });

    expect(await watch.note(account, lowOf(5), before)).toBe(false);
    await credits.setThreshold(account, 11);
    expect(await watch.note(account, lowOf(6), before)).toBe(false);

    expect(await found(account)).not.toHaveProperty('low');
    expect(await credits.read(account)).toMatchObject({ balance: 6, threshold: 11 });
  });

  test('passes over an item that cannot be read', async () => {
    const account = await anAccount(5);
    const broken = `acc_${randomUUID()}`;
    const key = { pk: `ACCOUNT#${broken}`, sk: 'CREDITS' };
    await client.send(new PutItemCommand({ TableName: accounts, Item: marshall({ ...key, available: 'many' }) }));
    const unreadable: unknown[] = [];
    const { read } = createCreditWatch({ client, table: accounts, onUnreadable: (key) => unreadable.push(key) });

    expect([...(await read([account, broken])).keys()]).toEqual([account]);
    expect(unreadable).toEqual([key]);
  });
});

const balanceOf = async (account: string) => (await credits.read(account))?.balance;

test('credits are added while all sums can be counted exactly, and else nothing is changed', async () => {
  const account = await anAccount(mostCredits - 1);
  const add = (amount: number) => credits.add(account, amount, { id: randomUUID(), note: 'more', now });

  await add(1);
  await expect(add(1)).rejects.toThrow(CreditsOutOfRangeError);
  expect(await balanceOf(account)).toBe(mostCredits);
  await add(-mostCredits);
  await add(-mostCredits);
  await expect(add(-1)).rejects.toThrow(CreditsOutOfRangeError);
  expect(await balanceOf(account)).toBe(-mostCredits);
});

test('credits that an earlier version let grow beyond counting can be taken off', async () => {
  const account = await anAccount(mostCredits);
  const key = { pk: `ACCOUNT#${account}`, sk: 'CREDITS' };
  const sums = { added: { N: '18000000000000000' }, available: { N: '18000000000000000' } };
  const rest = { overdraft: 0, charged: 0, refunded: 0 };
  await client.send(new PutItemCommand({ TableName: accounts, Item: { ...marshall({ ...key, ...rest }), ...sums } }));

  for (let time = 0; time < 2; time += 1) {
    await credits.add(account, -9_000_000_000_000_000, { id: randomUUID(), note: 'mistake', now });
  }

  expect(await balanceOf(account)).toBe(0);
});

test('credits are not taken off an account that has none: it would be metered', async () => {
  const id = `acc_${randomUUID()}`;
  const key = marshall({ pk: `ACCOUNT#${id}`, sk: 'ACCOUNT' });
  await client.send(new PutItemCommand({ TableName: accounts, Item: key }));

  await expect(credits.add(id, -5, { id: randomUUID(), note: 'first', now })).rejects.toThrow(CreditsOutOfRangeError);

  expect(await credits.read(id)).toBeUndefined();
  const { Item } = await client.send(new GetItemCommand({ TableName: accounts, Key: key }));
  expect(Item).toEqual(key);
});

test('credits that are added while messages are charged are added', async () => {
  const account = await anAccount(10);
  let conflicts = 2;
  faults.before = (command) => {
    if (command !== 'TransactWriteItemsCommand' || conflicts === 0) return;
    conflicts -= 1;
    throw new TransactionCanceledException({
      $metadata: {},
      message: 'Transaction cancelled',
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }, { Code: 'None' }],
    });
  };

  await credits.add(account, 5, { id: randomUUID(), note: 'second', now });

  expect(await balanceOf(account)).toBe(15);
});

/** What the ledger says it has charged and not given back. */
const spent = async (account: string) => {
  const { charged = 0, refunded = 0 } = (await credits.read(account)) ?? {};
  return charged - refunded;
};

const chargesIn = (messages: readonly Message[]) => messages.reduce((sum, { charge = 0 }) => sum + charge, 0);

describe('a metered send', () => {
  test('costs a credit per segment and recipient', async () => {
    const account = await anAccount(10);
    const service = messageServiceOver(store);

    await service.send(
      aSendRequest({ account, to: swissMobiles(2), text: 'x'.repeat(161) }),
      metered,
      service.deadline(),
    );

    expect(await balanceOf(account)).toBe(6);
  });

  test('without credit is refused, recorded, and not handed over', async () => {
    const account = await anAccount(1);
    const service = messageServiceOver(store);
    const request = aSendRequest({ account, text: 'x'.repeat(161), idempotencyKey: 'k' });

    await expect(service.send(request, metered, service.deadline())).rejects.toThrow(InsufficientCreditError);
    await expect(service.send(request, metered, service.deadline())).rejects.toThrow(InsufficientCreditError);

    expect(service.upstream.handOvers).toEqual([]);
    expect(await balanceOf(account)).toBe(1);
  });

  test('goes to as many recipients as the credits cover, and says so of the others', async () => {
    const account = await anAccount(150);
    const service = messageServiceOver(store);
    const request = aSendRequest({ account, to: swissMobiles(220), idempotencyKey: 'k' });

    const { messages } = await service.send(request, metered, service.deadline());
    const replay = await service.send(request, metered, service.deadline());

    expect(messages.filter(({ status }) => status === 'queued')).toHaveLength(150);
    const refused = messages.filter(({ status }) => status === 'failed');
    expect(refused).toHaveLength(70);
    expect(refused.every(({ reason }) => reason?.code === 'insufficient_credit')).toBe(true);
    expect(service.upstream.recipients()).toHaveLength(150);
    expect(replay).toMatchObject({ messages, replayed: true });
    expect(await balanceOf(account)).toBe(0);
  });

  test('goes to those whose own texts the credits still cover', async () => {
    const account = await anAccount(5);
    const service = messageServiceOver(store);
    const lengths = [161, 161, 161, 160];
    const to = swissMobiles(4).map((to, index) => ({ to, values: { word: 'x'.repeat(lengths[index] ?? 0) } }));
    const request = aSendRequest({ account, to, listedIn: 'recipients', text: '{word}', values: {} });

    const { messages } = await service.send(request, metered, service.deadline());

    expect(messages.map(({ status }) => status)).toEqual(['queued', 'queued', 'failed', 'queued']);
    expect(await balanceOf(account)).toBe(0);
  });

  test('may use the overdraft', async () => {
    const account = await anAccount(1, 2);
    const service = messageServiceOver(store);

    await service.send(aSendRequest({ account, to: swissMobiles(3) }), metered, service.deadline());

    expect(await balanceOf(account)).toBe(-2);
  });

  test('is charged once when the answer to its write is lost', async () => {
    const account = await anAccount(5);
    let lost = 0;
    faults.after = (command) => {
      if (command === 'TransactWriteItemsCommand' && lost++ === 0) throw new DOMException('lost', 'TimeoutError');
    };

    const outcomes = await store.insert([aMessage({ account, charge: 2, attempt: randomUUID() })]);

    expect(outcomes).toEqual(['added']);
    expect(await balanceOf(account)).toBe(3);
  });

  test('that the gateway rejects costs nothing', async () => {
    const account = await anAccount(5);
    const service = messageServiceOver(store);
    service.upstream.script.handOver = () => ({ kind: 'rejected', reason: { code: 'gateway_error', text: 'No.' } });

    await service.send(aSendRequest({ account, to: swissMobiles(3) }), metered, service.deadline());

    expect(await credits.read(account)).toMatchObject({ balance: 5, charged: 3, refunded: 3 });
  });

  test('whose outcome is unknown stays charged', async () => {
    const account = await anAccount(5);
    const service = messageServiceOver(store);
    service.upstream.script.handOver = () => ({ kind: 'unknown', cause: new Error('lost') });

    await service.send(aSendRequest({ account }), metered, service.deadline());

    expect(await balanceOf(account)).toBe(4);
  });

  test('that is cancelled is given back once', async () => {
    const account = await anAccount(5);
    const service = messageServiceOver(store);
    service.upstream.script.handOver = () => ({ kind: 'not_sent', cause: new Error('down') });
    const { messages } = await service.send(aSendRequest({ account }), metered, service.deadline());

    await Promise.all([1, 2, 3].map(() => service.cancel(messages, service.deadline())));

    expect(await credits.read(account)).toMatchObject({ balance: 5, charged: 1, refunded: 1 });
  });

  test('whose outcome is unknown is given back when it is settled as failed', async () => {
    const account = await anAccount(5);
    const service = messageServiceOver(store);
    service.upstream.script.handOver = () => ({ kind: 'unknown', cause: new Error('lost') });
    const request = aSendRequest({ account, to: swissMobiles(2) });
    const { messages } = await service.send(request, metered, service.deadline());
    const settle = createSettle({ store, clock: service.clock });
    const [one = '', other = ''] = messages.map(({ id }) => id);

    await settle(one, 'failed');
    await settle(other, 'delivered');

    expect(await credits.read(account)).toMatchObject({ balance: 4, charged: 2, refunded: 1 });
    const found = await store.find([one, other]);
    expect([found.get(one)?.status, found.get(other)?.status]).toEqual(['failed', 'delivered']);
  });

  test('never takes more than there is, however many come at once', async () => {
    const account = await anAccount(7);
    const service = messageServiceOver(store);
    const one = (key: number) =>
      service
        .send(aSendRequest({ account, to: swissMobiles(1), idempotencyKey: `k${key}` }), metered, service.deadline())
        .then(
          () => 1,
          () => 0,
        );

    const sent = await Promise.all(Array.from({ length: 20 }, (_, key) => one(key)));

    expect(sent.reduce<number>((sum, value) => sum + value, 0)).toBe(7);
    expect(await balanceOf(account)).toBe(0);
  });
});

test('the ledger adds up: whatever happens, what is charged is what the messages cost', async () => {
  const outcome = fc.constantFrom('answered', 'rejected', 'not_sent', 'unknown');
  const step = fc.record({
    recipients: fc.integer({ min: 1, max: 4 }),
    length: fc.constantFrom(10, 161),
    key: fc.integer({ min: 0, max: 3 }),
    outcome,
    cancels: fc.boolean(),
    lostWrites: fc.integer({ min: 0, max: 2 }),
  });
  const scenario = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
    const account = await anAccount(12);
    const service = messageServiceOver(store);
    const ids = new Set<string>();
    for (const { recipients, length, key, outcome, cancels, lostWrites } of steps) {
      service.upstream.script.handOver = (call) => {
        if (outcome === 'answered') return acceptAll(call);
        if (outcome === 'rejected') return { kind: 'rejected', reason: { code: 'gateway_error', text: 'No.' } };
        return { kind: outcome, cause: new Error(outcome) };
      };
      let left = lostWrites;
      faults.after = (command) => {
        if (command === 'TransactWriteItemsCommand' && left-- > 0) throw new DOMException('lost', 'TimeoutError');
      };
      const request = aSendRequest({
        account,
        to: swissMobiles(recipients),
        text: 'x'.repeat(length),
        idempotencyKey: `${key}/${recipients}/${length}`,
      });
      const sent = await service.send(request, metered, service.deadline()).catch(() => undefined);
      for (const { id } of sent?.messages ?? []) ids.add(id);
      if (cancels && sent) await service.cancel(sent.messages, service.deadline()).catch(() => undefined);
      faults.after = undefined;
    }

    const messages = [...(await store.find([...ids])).values()];

    expect(await spent(account)).toBe(chargesIn(messages));
    expect(await balanceOf(account)).toBe(12 - chargesIn(messages));
  });

  await holds(scenario, 20);
});
