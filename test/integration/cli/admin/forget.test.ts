import { randomUUID } from 'node:crypto';
import { PutItemCommand, ScanCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, inject, test } from 'vitest';
import { StoreUnavailableError } from '../../../../functions/messages/errors.ts';
import type { Message } from '../../../../functions/messages/message.ts';
import { lookupIndexes } from '../../../../functions/store/message-indexes.ts';
import { toItem } from '../../../../functions/store/message-item.ts';
import { createMessageStore } from '../../../../functions/store/messages.ts';
import { createForgetInTables } from '../../../../infra/cli/admin/forget.ts';
import { aMessage, now } from '../../../support/model/messages.ts';
import { emulatedDynamoDB } from '../../../support/stack/dynamodb.ts';
import { createMessageTable } from '../../../support/stack/tables.ts';

const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const options = { client, table: `messages-${randomUUID()}`, accounts: 'not-used', retentionDays: 90 };
const { table: TableName } = options;

const number = '+41791234567';
const secret = 'Your code is 123456.';
const nothing = { forgotten: 0, scheduled: [], waiting: [], unreadable: [] };

/** Messages to the number, a second apart. */
const messages = (account: string, count: number, parts: Partial<Message> = {}) =>
  Array.from({ length: count }, (_, index) =>
    aMessage({
      account,
      status: 'delivered',
      text: secret,
      metadata: { phone: number },
      createdAt: new Date(now.getTime() + index * 1_000).toISOString(),
      ...parts,
    }),
  );

const toOthers = (account: string, count: number) =>
  messages(account, count, { to: '+41791234568', text: 'Hello', metadata: {} });

const insert = (records: readonly Message[]) =>
  createMessageStore({ ...options, onUnreadable: () => {} }).insert(records);

/** The ids of an account's records that still tell of the number or the text. */
const tellingOf = async (account: string) => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  const telling = Items.filter((item) => [number, secret].some((part) => JSON.stringify(item).includes(part)));
  return telling.filter((item) => item['account']?.S === account).map(({ id }) => id?.S);
};

beforeAll(() => createMessageTable(client, TableName));

test('a number is forgotten in an account by its index, and a second time there is nothing to do', async () => {
  const taken = {
    recipients: [
      [0, number],
      [1, '+41791234568'],
    ],
    isMetered: false,
  } as const;
  const [lock = aMessage()] = messages('acc_1', 1, { request: { fingerprint: 'f', count: 2, index: 0, taken } });
  const [waiting = aMessage(), unreadable = aMessage()] = messages('acc_1', 2, { status: 'accepted' });
  await insert([...messages('acc_1', 110), lock, waiting, ...toOthers('acc_1', 20)]);
  const Item = { ...toItem(unreadable, 90), status: { S: 'lost' } };
  await client.send(new PutItemCommand({ TableName, Item }));
  const forget = createForgetInTables(options);

  const first = await forget('acc_1', number);
  const second = await forget('acc_1', number);

  const left = { waiting: [waiting.id], unreadable: [unreadable.id] };
  expect(first).toEqual({ ...nothing, ...left, forgotten: 111 });
  expect(second).toEqual({ ...nothing, ...left });
  expect((await tellingOf('acc_1')).sort()).toEqual([waiting.id, unreadable.id].sort());
});

test('a command that was interrupted half-way is repeated, and goes on', async () => {
  await insert(messages('acc_2', 150));
  const forget = createForgetInTables(options);
  counts.requests.clear();
  faults.before = (command) => {
    if (command === 'QueryCommand' && counts.requests.get(command) === 1) throw new Error('Interrupted.');
  };
  await expect(forget('acc_2', number)).rejects.toThrow(StoreUnavailableError);
  faults.before = undefined;
  expect(await tellingOf('acc_2')).toHaveLength(50);

  expect(await forget('acc_2', number)).toEqual({ ...nothing, forgotten: 50 });

  expect(await tellingOf('acc_2')).toEqual([]);
});

test('without an index for recipients, a number is found among all messages of its account', async () => {
  await insert([...messages('acc_3', 5), ...toOthers('acc_3', 120), ...messages('acc_4', 3)]);
  const Delete = { IndexName: lookupIndexes.to.name };
  await client.send(new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete }] }));

  expect(await createForgetInTables(options)('acc_3', number)).toEqual({ ...nothing, forgotten: 5 });

  expect([await tellingOf('acc_3'), (await tellingOf('acc_4')).length]).toEqual([[], 3]);
});
