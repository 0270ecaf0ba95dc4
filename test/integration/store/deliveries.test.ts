import { randomUUID } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { InvalidCursorError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { createDeliveries } from '../../../functions/store/deliveries.ts';
import { createDeliveryList } from '../../../functions/store/delivery-list.ts';
import { createDue } from '../../../functions/store/due.ts';
import { createLanes } from '../../../functions/store/lanes.ts';
import type { Attempt, Delivery, DeliveryState } from '../../../functions/webhooks/delivery.ts';
import { newWebhookId } from '../../../functions/webhooks/ids.ts';
import type { Lane } from '../../../functions/webhooks/lane.ts';
import type { Deliveries, Errand } from '../../../functions/webhooks/ports.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { now } from '../../support/model/messages.ts';
import { aDelivery } from '../../support/model/webhooks.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createDeliveryTable } from '../../support/stack/tables.ts';

const table = `deliveries-${randomUUID()}`;
const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const unreadable: unknown[] = [];
const failures: unknown[] = [];
const options = { client, table, onUnreadable: (key: unknown) => unreadable.push(key) };
const onFailure = (error: unknown) => failures.push(error);
const deliveries = createDeliveries({ ...options, onFailure });
/** It does not try for long what is not taken. */
const hasty = (within: number) => createDeliveries({ ...options, onFailure, within });
const lanes = createLanes(options);
const due = createDue(options);
const list = createDeliveryList({ ...options, find: deliveries.find, mostLookedAt: 12 });

beforeAll(() => createDeliveryTable(client, table));

beforeEach(() => {
  Object.assign(faults, { before: undefined, after: undefined, statement: undefined });
  counts.requests.clear();
  counts.statements = 0;
  unreadable.length = 0;
  failures.length = 0;
});

/** A webhook of its own, and the same time so many seconds later. */
const aWebhookId = () => newWebhookId(now);
const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000).toISOString();

const addedTo = async ({ add }: Deliveries, parts: Partial<Delivery> = {}) => {
  const delivery = aDelivery(parts);
  expect(await add([delivery])).toEqual([true]);
  return delivery;
};

const inState = (before: Delivery, state: DeliveryState, attempt?: Attempt): Delivery => ({
  ...before,
  state,
  attempts: [...before.attempts, ...(attempt ? [attempt] : [])],
  version: before.version + 1,
});

const waiting = (seconds: number): DeliveryState => ({ name: 'waiting', dueAt: at(seconds), tries: 1 });
const failed: DeliveryState = { name: 'failed', reason: 'attempts_exhausted' };
const delivered: DeliveryState = { name: 'delivered' };

const changedIn = async ({ change }: Deliveries, before: Delivery, state: DeliveryState) => {
  const after = inState(before, state);
  expect(await change([{ before, after }])).toEqual(['applied']);
  return after;
};

const added = (parts?: Partial<Delivery>) => addedTo(deliveries, parts);
const changed = (before: Delivery, state: DeliveryState) => changedIn(deliveries, before, state);

const refusal = () => new Error('socket hang up');

/** Loses the answer to the first request of a kind, which is carried out. */
const loseAnswer = (to: string) => {
  faults.after = (command) => {
    if (command !== to) return;
    faults.after = undefined;
    throw refusal();
  };
};

const neverAnswer = () => {
  faults.before = () => {
    throw refusal();
  };
};

describe('a delivery', () => {
  const attempt: Required<Attempt> = { at: at(1), status: 503, error: 'It said 503.', milliseconds: 12, answer: '😀' };
  const large: Required<Delivery> = {
    ...aDelivery(),
    message: 'msg_large',
    body: JSON.stringify({ text: `"'?\\`.repeat(1_000) }),
    attempts: Array.from({ length: 20 }, () => ({ ...attempt, answer: 'ü'.repeat(250) })),
  };

  test('is found as it was added', async () => {
    const small = aDelivery();
    expect(await deliveries.add([large, small, large])).toEqual([true, true, true]);
    expect(counts.statements).toBe(2);

    const found = await deliveries.find([large, small, large, aDelivery()]);

    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([large, small]));
  });

  test('that is there already stays as it is', async () => {
    const before = await changed(await added(), delivered);

    expect(await deliveries.add([{ ...before, state: waiting(1) }, aDelivery()])).toEqual([true, true]);
    expect(await deliveries.find([before])).toEqual([before]);
  });

  test('is added with others in few calls, also where answers get lost', async () => {
    const many = Array.from({ length: 60 }, () => aDelivery());
    loseAnswer('BatchExecuteStatementCommand');

    expect(await deliveries.add(many)).toEqual(many.map(() => true));
    expect(counts.requests.get('BatchExecuteStatementCommand')).toBe(4);
    expect(await deliveries.find(many)).toHaveLength(60);
  });

  test('that cannot be added now is told as not there, and a mistake of ours as well', async () => {
    const [good, bad] = [aDelivery(), aDelivery()];
    faults.statement = ({ Parameters }) =>
      JSON.stringify(Parameters).includes(bad.id) ? 'ThrottlingError' : undefined;
    expect(await hasty(1_000).add([bad, good])).toEqual([false, true]);
    expect(failures).toEqual([]);

    faults.statement = () => 'AccessDenied';
    expect(await deliveries.add([aDelivery()])).toEqual([false]);
    expect(String(failures)).toContain('AccessDenied');
  });

  test('is changed on the version that the change was computed from', async () => {
    const [one, other] = [await added(), await added()];
    const winner = await changed(other, waiting(1));

    const outcomes = await deliveries.change([
      { before: one, after: inState(one, delivered, attempt) },
      { before: other, after: inState(other, delivered, attempt) },
    ]);

    expect(outcomes).toEqual(['applied', 'stale']);
    expect(await deliveries.find([one])).toEqual([inState(one, delivered, attempt)]);
    expect(await deliveries.find([other])).toEqual([winner]);
  });

  test('is known to be changed by oneself where the answer got lost, and by another where it was not', async () => {
    const [one, other] = [await added(), await added()];
    const winner = inState(other, delivered, { ...attempt, milliseconds: 13 });
    await deliveries.change([{ before: other, after: winner }]);
    loseAnswer('BatchExecuteStatementCommand');

    const outcomes = await deliveries.change([
      { before: one, after: inState(one, delivered, attempt) },
      { before: other, after: inState(other, delivered, attempt) },
    ]);

    expect(outcomes).toEqual(['applied', 'stale']);
    expect(await deliveries.find([other])).toEqual([winner]);
  });

  test('is not known to be changed where nothing answers in time', async () => {
    const before = await added();
    neverAnswer();

    expect(await hasty(50).change([{ before, after: inState(before, delivered) }])).toEqual(['unavailable']);
    await expect(deliveries.find([before])).rejects.toThrow(StoreUnavailableError);
    await expect(deliveries.waiting(before.webhook, '', 1)).rejects.toThrow(StoreUnavailableError);
    await expect(list.ofWebhook(before.webhook, { account: 'acc_shop', limit: 1 })).rejects.toThrow(
      StoreUnavailableError,
    );
  });

  test('that is none of ours is told and left out, and one of a later version is read', async () => {
    const webhook = aWebhookId();
    const good = await added({ webhook });
    const put = (item: object) => client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }));
    await put({ ...aDelivery({ webhook, id: 'evt_bad' }), state: { name: 'asleep' } });
    const { state, ...later } = aDelivery({ webhook, id: 'evt_later' });
    await put({ ...later, state: { ...state, priority: 1 }, tag: 'x' });

    const found = await deliveries.find(['evt_bad', good.id, 'evt_later'].map((id) => ({ webhook, id })));

    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([good, { ...later, state }]));
    expect(JSON.stringify(unreadable)).toContain('evt_bad');
    const { deliveries: listed } = await list.ofWebhook(webhook, { account: 'acc_shop', limit: 10 });
    expect(listed.map(({ id }) => id)).toEqual(['evt_later', good.id]);
  });
});

const aLane = (webhook: string): Required<Lane> => ({
  webhook,
  account: 'acc_shop',
  failures: 3,
  failingSince: at(1),
  notBefore: at(2),
  openedAt: at(3),
  joinedAt: at(4),
  toldOf: at(5),
  mark: 'first',
  dueAt: at(6),
});

/** The fake of other tests does the same. */
const stores = [
  { name: 'DynamoDB', deliveries, lanes, due },
  { name: 'the fake', ...memoryDeliveries() },
];

describe.each(stores)('with $name', ({ deliveries, lanes, due }) => {
  const added = (parts?: Partial<Delivery>) => addedTo(deliveries, parts);
  const changed = (before: Delivery, state: DeliveryState) => changedIn(deliveries, before, state);

  /** The indexes that a webhook's items are in. */
  const placesOf = async (webhook: string) => {
    const { entries } = await due.page(due.shardOf(webhook), '', '9');
    return {
      due: entries.filter((entry) => entry.webhook === webhook).map(({ kind, key }) => `${kind} ${key.slice(0, 24)}`),
      waiting: (await deliveries.waiting(webhook, '', 10)).map(({ dueAt }) => dueAt),
      failed: (await deliveries.failed(webhook, at(-60), at(60), 10)).map(({ id }) => id),
    };
  };

  test('a delivery is in the index of its state alone', async () => {
    const webhook = aWebhookId();
    const fresh = await added({ webhook });
    expect(await placesOf(webhook)).toEqual({ due: [`delivery ${at(0)}`], waiting: [], failed: [] });

    const first = await changed(fresh, waiting(5));
    expect(await placesOf(webhook)).toEqual({ due: [], waiting: [at(5)], failed: [] });
    const second = await changed(first, waiting(300));
    expect(await placesOf(webhook)).toEqual({ due: [], waiting: [at(300)], failed: [] });

    const given = await changed(second, failed);
    expect(await placesOf(webhook)).toEqual({ due: [], waiting: [], failed: [fresh.id] });
    const again = await changed(given, { name: 'fresh', dueAt: at(900) });
    expect(await placesOf(webhook)).toEqual({ due: [`delivery ${at(900)}`], waiting: [], failed: [] });

    await changed(again, delivered);
    expect(await placesOf(webhook)).toEqual({ due: [], waiting: [], failed: [] });
  });

  test('what waits is paged through by when it is due', async () => {
    const webhook = aWebhookId();
    for (const seconds of [30, 10, 20, 10]) await changed(await added({ webhook }), waiting(seconds));

    const first = await deliveries.waiting(webhook, '', 3);
    const rest = await deliveries.waiting(webhook, first.at(-1)?.key ?? '', 3);

    expect([first, rest].map((page) => page.map(({ dueAt }) => dueAt))).toEqual([[at(10), at(10), at(20)], [at(30)]]);
    expect(new Set(first.map(({ id }) => id)).size).toBe(3);
  });

  test('what has failed is found by when its event occurred, to the millisecond', async () => {
    const webhook = aWebhookId();
    const seconds = [0, 0.001, 0.002, 0.003];
    const events = await Promise.all(
      seconds.map(async (second) => changed(await added({ webhook, createdAt: at(second) }), failed)),
    );
    const ids = events.map(({ id }) => id);

    const found = async (since: number, until: number, limit = 10, after?: string) =>
      (await deliveries.failed(webhook, at(since), at(until), limit, after)).map(({ id }) => id);

    expect(await found(0.001, 0.002)).toEqual(ids.slice(1, 3));
    expect(await found(0, 60, 2)).toEqual(ids.slice(0, 2));
    expect(await found(0, 60, 2, ids[1])).toEqual(ids.slice(2));
    expect(await found(60, 0)).toEqual([]);
  });

  test('a lane is due when it says, is found as it was put, and goes', async () => {
    const full = aLane(aWebhookId());
    const { webhook } = full;
    await lanes.put(full, undefined);
    expect(await lanes.find(webhook)).toEqual(full);
    expect((await placesOf(webhook)).due).toEqual([`lane ${at(6)}`]);

    const counting: Lane = { webhook, account: 'acc_shop', failures: 1, joinedAt: at(4), mark: 'second' };
    await lanes.put(counting, full);
    expect(await lanes.find(webhook)).toEqual(counting);
    expect((await placesOf(webhook)).due).toEqual([]);

    await lanes.remove(counting);
    expect(await lanes.find(webhook)).toBeUndefined();
  });

  test('a lane stays as somebody else has left it, and a repeated write is known as its own', async () => {
    const first = aLane(aWebhookId());
    const [second, third] = [
      { ...first, mark: 'second' },
      { ...first, mark: 'third' },
    ];
    expect([await lanes.put(first, undefined), await lanes.put(first, undefined)]).toEqual([true, true]);
    expect([await lanes.put(second, first), await lanes.put(second, first)]).toEqual([true, true]);

    const late = [await lanes.put(third, undefined), await lanes.put(third, first), await lanes.remove(first)];

    expect(late).toEqual([false, false, false]);
    expect(await lanes.find(first.webhook)).toEqual(second);
    expect([await lanes.remove(second), await lanes.remove(second)]).toEqual([true, true]);
    expect(await lanes.put(third, second)).toBe(false);
  });

  test('an errand is due from when it was given, until it is done or another has its place', async () => {
    const webhook = aWebhookId();
    const range = { since: at(-60), until: at(-30) };
    const errand: Required<Errand> = { webhook, account: 'acc_shop', at: at(-2), ...range, mark: 'first' };
    const { since, until, ...next } = { ...errand, at: at(-1), mark: 'second' };
    await added({ webhook });
    expect(await lanes.putErrand(errand, undefined)).toBe(true);
    expect(await lanes.findErrand(webhook)).toEqual(errand);

    expect(await lanes.putErrand(next, errand)).toBe(true);
    expect(await lanes.putErrand({ ...errand, mark: 'third' }, errand)).toBe(false);
    await lanes.removeErrand(errand);
    expect(await lanes.findErrand(webhook)).toEqual(next);
    const { entries } = await due.page(due.shardOf(webhook), '', at(0.001));
    expect(
      entries.filter((entry) => entry.webhook === webhook).map(({ kind, id, account }) => [kind, id, account]),
    ).toEqual([
      ['errand', 'errand', 'acc_shop'],
      ['delivery', expect.stringMatching(/^evt_/), 'acc_shop'],
    ]);

    await lanes.removeErrand(next);
    await lanes.removeErrand(next);
    expect(await lanes.findErrand(webhook)).toBeUndefined();
  });

  test('what is due is in one of the shards, in order, after an entry and until a time', async () => {
    const webhook = aWebhookId();
    const shard = due.shardOf(webhook);
    for (const seconds of [8_002, 8_001, 8_003]) await added({ webhook, state: { name: 'fresh', dueAt: at(seconds) } });
    const timesOf = async (after: string, until: string) => {
      const { entries, next } = await due.page(shard, after, until);
      expect(next).toBeUndefined();
      return entries.map(({ key }) => key.slice(0, 24));
    };

    expect(due.shards).toContain(shard);
    expect(await timesOf(at(8_000), at(8_002.5))).toEqual([at(8_001), at(8_002)]);
    const [first] = (await due.page(shard, at(8_000), '9')).entries;
    expect(await timesOf(first?.key ?? '', '9')).toEqual([at(8_002), at(8_003)]);
    expect(await timesOf('9', at(0))).toEqual([]);
  });
});

describe('a lane', () => {
  test('is kept for longer than what waits behind it', async () => {
    const webhook = aWebhookId();
    await lanes.put(aLane(webhook), undefined);

    const Key = marshall({ webhook, id: 'lane' });
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));

    expect(Item?.['expiresAt']).toEqual({ N: String(Date.parse(at(4)) / 1_000 + 31 * 86_400) });
  });

  test('of a store that does not answer is not taken for absent', async () => {
    neverAnswer();

    await expect(lanes.find('wh_1')).rejects.toThrow(StoreUnavailableError);
    await expect(lanes.put(aLane('wh_1'), undefined)).rejects.toThrow(StoreUnavailableError);
    await expect(lanes.remove(aLane('wh_1'))).rejects.toThrow(StoreUnavailableError);
    await expect(lanes.removeErrand({ webhook: 'wh_1', account: 'a', at: at(0), mark: 'm' })).rejects.toThrow(
      StoreUnavailableError,
    );
  });
});

describe('the list', () => {
  const query = { account: 'acc_shop', limit: 2 };
  type Query = Parameters<typeof list.ofWebhook>[1];

  /** All pages, as the numbers of the seconds at which the events occurred. */
  const pagesOf = async (read: (cursor?: string) => ReturnType<typeof list.ofWebhook>) => {
    const pages: number[][] = [];
    for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
      const next = await read(cursor);
      pages.push(next.deliveries.map(({ createdAt }) => (Date.parse(createdAt) - now.getTime()) / 1_000));
      cursor = next.cursor;
    }
    return pages;
  };

  const pagesOfWebhook = (webhook: string, asked: Query = query) =>
    pagesOf((cursor) => list.ofWebhook(webhook, { ...asked, ...(cursor && { cursor }) }));

  test("has a webhook's deliveries, newest first, without its lane and its errand", async () => {
    const webhook = aWebhookId();
    for (const seconds of [1, 3, 2, 4]) await added({ webhook, createdAt: at(seconds) });
    await lanes.put({ webhook, account: 'acc_shop', failures: 1, joinedAt: at(0), mark: 'm' }, undefined);
    await lanes.putErrand({ webhook, account: 'acc_shop', at: at(0), mark: 'm' }, undefined);

    expect(await pagesOfWebhook(webhook)).toEqual([
      [4, 3],
      [2, 1],
    ]);
    expect(await pagesOfWebhook(webhook, { ...query, limit: 3 })).toEqual([[4, 3, 2], [1]]);
    expect(await pagesOfWebhook(webhook, { ...query, account: 'acc_other' })).toEqual([[]]);
    expect(unreadable).toEqual([]);
  });

  test('has those of one status, as they are now', async () => {
    const webhook = aWebhookId();
    const states = [waiting(60), failed, delivered, failed, delivered, failed];
    for (const [seconds, state] of states.entries())
      await changed(await added({ webhook, createdAt: at(seconds) }), state);
    await added({ webhook, createdAt: at(6) });

    expect(await pagesOfWebhook(webhook, { ...query, status: 'pending' })).toEqual([[6, 0]]);
    expect(await pagesOfWebhook(webhook, { ...query, status: 'delivered' })).toEqual([[4, 2], []]);
    expect(await pagesOfWebhook(webhook, { ...query, status: 'failed' })).toEqual([[5, 3], [1]]);
  });

  test('looks at so many at a time, and goes on with the next page', async () => {
    const webhook = aWebhookId();
    await deliveries.add(
      Array.from({ length: 20 }, (_, index) => aDelivery({ webhook, createdAt: at(index + 1), state: delivered })),
    );
    await added({ webhook, createdAt: at(0) });

    expect(await pagesOfWebhook(webhook, { ...query, status: 'pending' })).toEqual([[], [0]]);
  });

  test("has a message's deliveries over all webhooks of its account", async () => {
    const message = `msg_${randomUUID()}`;
    const [first, second] = [aWebhookId(), aWebhookId()];
    const one = await added({ webhook: first, message, createdAt: at(1) });
    await added({ ...one, webhook: second });
    await added({ webhook: second, message, createdAt: at(2) });
    await added({ webhook: aWebhookId(), account: 'acc_other', message, createdAt: at(3) });
    await added({ webhook: first, message: 'msg_other' });

    const pages = await pagesOf((cursor) => list.ofMessage(message, { ...query, ...(cursor && { cursor }) }));

    expect(pages).toEqual([[2, 1], [1]]);
  });

  test('takes no cursor of another list', async () => {
    const webhook = aWebhookId();
    for (const seconds of [1, 2, 3]) await added({ webhook, createdAt: at(seconds) });
    const { cursor = '' } = await list.ofWebhook(webhook, query);

    await expect(list.ofWebhook(aWebhookId(), { ...query, cursor })).rejects.toThrow(InvalidCursorError);
    await expect(list.ofWebhook(webhook, { ...query, account: 'acc_other', cursor })).rejects.toThrow(
      InvalidCursorError,
    );
    await expect(list.ofMessage('msg_1', { ...query, cursor })).rejects.toThrow(InvalidCursorError);
  });
});
