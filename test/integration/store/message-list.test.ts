import { randomUUID } from 'node:crypto';
import { PutItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { InvalidCursorError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { ListQuery } from '../../../functions/messages/ports.ts';
import { type CompleteIndexes, createCompleteIndexes } from '../../../functions/store/complete-indexes.ts';
import { writeCursor } from '../../../functions/store/cursor.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { createMessageList } from '../../../functions/store/message-list.ts';
import { createMessageStore } from '../../../functions/store/messages.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createMessageTable } from '../../support/stack/tables.ts';

const table = `messages-${randomUUID()}`;
const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const onUnreadable = (key: unknown) => {
  throw new Error(`Unreadable: ${key}`);
};
const store = createMessageStore({ client, table, accounts: 'not-used', retentionDays: 90, onUnreadable });

/** A list over a table of which these indexes are complete. */
const listWith = (has: CompleteIndexes['has']) =>
  createMessageList({ client, table, find: store.find, indexes: { has, forget: () => {} } });

const lists = {
  'with all indexes': listWith(async () => true),
  'with no index complete': listWith(async () => false),
} as const;

const account = `acc_${randomUUID()}`;
const at = (second: number) => new Date(now.getTime() + second * 1000).toISOString();
/** 25 messages, a second apart, oldest first: every fifth is delivered, every second for one recipient; of the rest, some failed. */
const messages = Array.from({ length: 25 }, (_, n) =>
  aMessage({
    account,
    createdAt: at(n),
    status: n % 5 === 0 ? 'delivered' : n % 5 === 1 ? 'failed' : n === 12 ? 'expired' : 'queued',
    to: n % 2 === 0 ? '+41791234567' : '+41791234568',
    reference: `order-${n % 3}`,
  }),
);
const newestFirst = [...messages].reverse();
const others = aMessage({ account: 'acc_other', createdAt: at(3), status: 'failed', reference: 'order-1' });

beforeAll(async () => {
  await createMessageTable(client, table);
  await store.insert([...messages, others]);
});

beforeEach(() => {
  Object.assign(faults, { before: undefined, after: undefined, statement: undefined, readsHalf: false });
  counts.requests.clear();
});

describe.each(Object.entries(lists))('%s', (_, { list: read, cursorAfter }) => {
  const list = (query: Partial<ListQuery> = {}) => read({ account, limit: 100, ...query });

  /** All pages, one after the other. */
  const pages = async (query: Partial<ListQuery>) => {
    const all: (readonly Message[])[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ ...query, ...(cursor !== undefined && { cursor }) });
      all.push(page.messages);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  };

  test("tells an account's messages, newest first", async () => {
    expect(await list()).toEqual({ messages: newestFirst });
  });

  test.each<[string, Partial<ListQuery>, (message: Message, n: number) => boolean]>([
    ['status', { status: 'delivered' }, ({ status }) => status === 'delivered'],
    ['status of failures', { status: 'failed' }, ({ status }) => status === 'failed'],
    ['status of no message', { status: 'indeterminate' }, () => false],
    ['recipient', { to: '+41791234568' }, ({ to }) => to === '+41791234568'],
    ['reference', { reference: 'order-1' }, ({ reference }) => reference === 'order-1'],
    ['first time, inclusive', { from: at(10) }, ({ createdAt }) => createdAt >= at(10)],
    ['last time, exclusive', { until: at(10) }, ({ createdAt }) => createdAt < at(10)],
    ['times', { from: at(5), until: at(7) }, ({ createdAt }) => createdAt >= at(5) && createdAt < at(7)],
    [
      'reference and times',
      { reference: 'order-1', from: at(4), until: at(13) },
      ({ reference, createdAt }) => reference === 'order-1' && createdAt >= at(4) && createdAt < at(13),
    ],
    [
      'status of failures and times',
      { status: 'failed', from: at(6), until: at(16) },
      ({ status, createdAt }) => status === 'failed' && createdAt >= at(6) && createdAt < at(16),
    ],
    [
      'status of failures and reference',
      { status: 'failed', reference: 'order-0' },
      ({ status, reference }) => status === 'failed' && reference === 'order-0',
    ],
    [
      'all together',
      { status: 'queued', to: '+41791234567', reference: 'order-2', from: at(1), until: at(24) },
      ({ status, to, reference }) => status === 'queued' && to === '+41791234567' && reference === 'order-2',
    ],
    ['a recipient without messages', { to: '+41790000000' }, () => false],
    ['times the wrong way round', { from: at(10), until: at(5) }, () => false],
  ])('by %s', async (_, query, isAskedFor) => {
    expect((await list(query)).messages).toEqual(newestFirst.filter(isAskedFor));
  });

  test.each<[string, Partial<ListQuery>]>([
    ['all', {}],
    ['by status', { status: 'queued' }],
    ['by status of failures', { status: 'failed' }],
    ['by recipient', { to: '+41791234567' }],
    ['by reference', { reference: 'order-2' }],
    ['by recipient and status', { to: '+41791234567', status: 'queued' }],
    ['by time', { from: at(3), until: at(20) }],
  ])('page by page, each message once: %s', async (_, query) => {
    const { messages: whole } = await list(query);

    for (const limit of [1, 2, 7, 25]) {
      const all = await pages({ ...query, limit });

      expect(all.flat()).toEqual(whole);
      expect(all.every((page) => page.length <= limit)).toBe(true);
    }
  });

  test('reads no more records than it tells', async () => {
    const read = counts.keysRead;

    await list({ limit: 7 });

    expect(counts.keysRead - read).toBe(7);
  });

  test.each<[string, string]>([
    ['no cursor', 'x'],
    ["another account's", writeCursor('acc_other', { createdKey: `${at(3)}#${aMessage().id}`, id: aMessage().id })],
  ])('refuses %s', async (_, cursor) => {
    await expect(list({ cursor })).rejects.toThrow(InvalidCursorError);
  });

  test('refuses a cursor of a list with other times', async () => {
    const { cursor = '' } = await list({ limit: 1 });

    await expect(list({ cursor, until: at(2) })).rejects.toThrow(InvalidCursorError);
  });

  test('goes on after any message that is told', async () => {
    const { messages: whole } = await list();
    const [third = aMessage()] = whole.slice(2);

    const rest = await list({ cursor: cursorAfter(third) });

    expect(rest.messages).toEqual(whole.slice(3));
  });

  test.each<Partial<ListQuery>>([{}, { reference: 'order-1' }, { status: 'failed' }])(
    'follows a cursor to a message that never was: %j',
    async (query) => {
      const { id } = aMessage();
      const cursor = writeCursor(account, { createdKey: `${at(10)}#${id}`, id });
      const { messages: whole } = await list(query);

      const { messages: rest } = await list({ ...query, cursor });

      expect(rest.filter(({ createdAt }) => createdAt !== at(10))).toEqual(
        whole.filter(({ createdAt }) => createdAt < at(10)),
      );
    },
  );

  test('says so when DynamoDB does not answer', async () => {
    faults.before = () => {
      throw Object.assign(new Error('throttled'), { name: 'ProvisionedThroughputExceededException' });
    };

    await expect(list()).rejects.toThrow(StoreUnavailableError);
  });
});

describe('a filter that has an index', () => {
  const { list } = lists['with all indexes'];
  const requests = () => Object.fromEntries(counts.requests);

  test.each<[Partial<ListQuery>, object]>([
    [{ reference: 'order-1' }, { QueryCommand: 1, BatchGetItemCommand: 1 }],
    [{ to: '+41791234567' }, { QueryCommand: 1, BatchGetItemCommand: 1 }],
    [
      { to: '+41791234567', from: at(3), until: at(9) },
      { QueryCommand: 1, BatchGetItemCommand: 1 },
    ],
    [{ status: 'failed' }, { QueryCommand: 2, BatchGetItemCommand: 1 }],
  ])('takes at most two reads and the records themselves: %j', async (query, expected) => {
    const read = counts.keysRead;

    const { messages: page } = await list({ account, limit: 2, ...query });

    expect(page).toHaveLength(2);
    expect(requests()).toEqual(expected);
    expect(counts.keysRead - read).toBeLessThanOrEqual(4);
  });

  test('is answered the old way once its index is gone', async () => {
    const bare = `messages-${randomUUID()}`;
    await createMessageTable(client, bare);
    await createMessageStore({ client, table: bare, accounts: '', retentionDays: 90, onUnreadable }).insert(messages);
    const { find } = createMessageStore({ client, table: bare, accounts: '', retentionDays: 90, onUnreadable });
    const indexes = createCompleteIndexes({ client, table: bare, clock: Date.now });
    const { list: listBare } = createMessageList({ client, table: bare, find, indexes });
    const byReference = { account, limit: 100, reference: 'order-1' };
    const before = await listBare(byReference);

    await client.send(
      new UpdateTableCommand({
        TableName: bare,
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byReference' } }],
      }),
    );

    expect(await listBare(byReference)).toEqual(before);
    expect(await indexes.has('byReference')).toBe(false);
  });
});

test('a message that has come to another status since is not told by the index of failures', async () => {
  const settled = aMessage({ account: `acc_${randomUUID()}`, status: 'delivered' });
  // As the index has it for a moment.
  const item = { ...toItem(settled, 90), failure: { S: 'indeterminate#0' } };
  await client.send(new PutItemCommand({ TableName: table, Item: item }));

  const { list } = lists['with all indexes'];

  expect(await list({ account: settled.account, limit: 20, status: 'indeterminate' })).toEqual({ messages: [] });
});

test.each<Partial<ListQuery>>([
  { to: '+41791234567' },
  { reference: 'order-1', from: at(2), until: at(22) },
  { status: 'failed' },
  { status: 'failed', to: '+41791234568' },
])('a list goes on where it was when its index comes or goes: %j', async (query) => {
  const [indexed, bare] = [lists['with all indexes'], lists['with no index complete']];
  const { messages: whole } = await bare.list({ account, limit: 100, ...query });
  const all: Message[] = [];
  let [next, other] = [indexed, bare];
  let cursor: string | undefined;

  do {
    const page = await next.list({ account, limit: 2, ...query, ...(cursor !== undefined && { cursor }) });
    all.push(...page.messages);
    cursor = page.cursor;
    [next, other] = [other, next];
  } while (cursor !== undefined);

  expect(all).toEqual(whole);
});
