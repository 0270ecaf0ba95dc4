import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { OpenEntry } from '../../../functions/messages/ports.ts';
import { advance } from '../../../functions/messages/transition.ts';
import { chunksOf, eachOf } from '../../../functions/runtime/concurrency.ts';
import { openShard, toItem } from '../../../functions/store/message-item.ts';
import { createMessageStore } from '../../../functions/store/messages.ts';
import { createOpenMessages } from '../../../functions/store/open-messages.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createMessageTable } from '../../support/stack/tables.ts';

const table = `messages-${randomUUID()}`;
const { client } = emulatedDynamoDB(inject('emulatorUrl'));
const unreadable: unknown[] = [];
const onUnreadable = (key: unknown) => unreadable.push(key);
const open = createOpenMessages({ client, table, onUnreadable });
const store = createMessageStore({ client, table, accounts: 'none', retentionDays: 90, onUnreadable });

const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();

/** A message of each second, the newest first; with the gateway, but for each tenth. */
const messages = Array.from({ length: 9_000 }, (_, index) =>
  aMessage({
    createdAt: secondsAgo(index + 1),
    ...(index % 10 === 0
      ? { status: 'accepted' as const }
      : { status: 'queued' as const, upstreamId: `gw-${index}`, version: 2 }),
  }),
);

const record = (list: readonly Message[]) =>
  eachOf(chunksOf(list, 25), 10, async (chunk) => {
    const puts = chunk.map((message) => ({ PutRequest: { Item: toItem(message, 90) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
  });

beforeAll(async () => {
  await createMessageTable(client, table);
  await record(messages);
  await record([aMessage({ status: 'delivered' }), aMessage({ status: 'indeterminate' })]);
});

/** All pages of a shard. */
const pagesOf = async (shard: string, after = '0', until = now.toISOString()) => {
  const pages: (readonly OpenEntry[])[] = [];
  for (let from: string | undefined = after; from !== undefined; ) {
    const { entries, next } = await open.page(shard, from, until);
    pages.push(entries);
    from = next;
  }
  return pages;
};

const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

describe('the open index', () => {
  test('has each open message once, in one of its shards, oldest first, a thousand a page', async () => {
    const seen: OpenEntry[] = [];
    for (const shard of open.shards) {
      const pages = await pagesOf(shard);
      const entries = pages.flat();
      expect(pages.length).toBeGreaterThan(1);
      expect(Math.max(...pages.map(({ length }) => length))).toBe(1000);
      expect(entries.map(({ key }) => key)).toEqual(entries.map(({ key }) => key).sort());
      expect(entries.every(({ id }) => openShard(id) === shard)).toBe(true);
      seen.push(...entries);
    }

    expect(ids(seen).sort()).toEqual(ids(messages).sort());
  });

  test('knows what a sweep needs', async () => {
    const [waiting, known] = messages.slice(0, 2);
    if (!waiting || !known) throw new Error('There are no messages.');

    for (const { id, createdAt, status, upstreamId } of [waiting, known]) {
      const { entries } = await open.page(openShard(id), createdAt, secondsAgo(0));
      expect(entries.find((entry) => entry.id === id)).toEqual({
        id,
        status,
        key: `${createdAt}#${id}`,
        ...(upstreamId !== undefined && { upstreamId }),
      });
    }
  });

  test('gives each message to one of two ranges that meet', async () => {
    const at = secondsAgo(5_000);

    for (const shard of ['0', '7']) {
      const [older, newer] = [await pagesOf(shard, '0', at), await pagesOf(shard, at)];
      expect(ids([...older.flat(), ...newer.flat()])).toEqual(ids((await pagesOf(shard)).flat()));
    }
  });

  test('goes on after the key of a message', async () => {
    const all = (await pagesOf('3')).flat();

    const rest = (await pagesOf('3', all[99]?.key)).flat();

    expect(ids(rest)).toEqual(ids(all.slice(100)));
  });

  test('has nothing in a range that ends before it begins', async () => {
    expect(await open.page('0', secondsAgo(0), secondsAgo(10))).toEqual({ entries: [] });
  });

  test('has those that wait and have a validity by themselves, for as long as they wait', async () => {
    const [first, second] = [secondsAgo(-60), secondsAgo(-120)].map((validUntil) =>
      aMessage({ status: 'accepted', validUntil }),
    );
    if (!first || !second) throw new Error('There are no messages.');
    await record([second, first]);
    const waiting = async () =>
      (await Promise.all(open.waitingShards.map((shard) => pagesOf(shard, '0', '9')))).flat(2);
    const before = await waiting();

    const claimed = advance(first, { status: 'submitting' }, now);
    await store.apply(claimed === undefined ? [] : [{ before: first, after: claimed }]);

    const sorted = before.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    expect(sorted.map(({ key }) => key)).toEqual([
      `${first.validUntil}#${first.id}`,
      `${second.validUntil}#${second.id}`,
    ]);
    expect(ids(await waiting())).toEqual([second.id]);
    expect(ids((await pagesOf(openShard(first.id), '0', '9')).flat())).toContain(first.id);
  });

  test('leaves out and reports what is none of ours, and gives the rest', async () => {
    const before = (await pagesOf('5')).flat();
    const key = `${secondsAgo(100)}#none`;
    const strange = { id: { S: 'none' }, openShard: { S: '5' }, openKey: { S: key }, status: { S: 'lost' } };
    await client.send(new PutItemCommand({ TableName: table, Item: strange }));

    expect(ids((await pagesOf('5')).flat())).toEqual(ids(before));
    expect(JSON.stringify(unreadable)).toContain(key);
  });
});

test('a database out of reach is told as such', async () => {
  const nowhere = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    endpoint: 'http://127.0.0.1:1',
    maxAttempts: 1,
  });

  await expect(
    createOpenMessages({ client: nowhere, table, onUnreadable: () => {} }).page('0', '0', '9'),
  ).rejects.toThrow(StoreUnavailableError);
});
