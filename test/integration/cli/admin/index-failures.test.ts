import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, inject, test } from 'vitest';
import { type Status, statuses } from '../../../../functions/contract/statuses.ts';
import { initialState } from '../../../../functions/messages/service-state.ts';
import { createSettle } from '../../../../functions/messages/settle.ts';
import { createCompleteIndexes } from '../../../../functions/store/complete-indexes.ts';
import { toItem } from '../../../../functions/store/message-item.ts';
import { createMessageList } from '../../../../functions/store/message-list.ts';
import { createMessageStore } from '../../../../functions/store/messages.ts';
import { createServiceStates } from '../../../../functions/store/service-states.ts';
import { createIndexFailures } from '../../../../infra/cli/admin/index-failures.ts';
import { aMessage } from '../../../support/model/messages.ts';
import { emulatedDynamoDB } from '../../../support/stack/dynamodb.ts';
import { createMessageTable } from '../../../support/stack/tables.ts';

const table = `messages-${randomUUID()}`;
const { client } = emulatedDynamoDB(inject('emulatorUrl'));
const onUnreadable = () => {};
const store = createMessageStore({ client, table, accounts: 'not-used', retentionDays: 90, onUnreadable });
const { list } = createMessageList({
  client,
  table,
  find: store.find,
  indexes: createCompleteIndexes({ client, table, clock: Date.now }),
});

/** A message in each status, as version 0.1.0 recorded it. */
const messages = statuses.map((status) => aMessage({ account: 'acc_shop', status }));
const withStatus = (status: Status) => list({ account: 'acc_shop', limit: 20, status }).then((page) => page.messages);
const ofStatus = (status: Status) => messages.filter((message) => message.status === status);

beforeAll(async () => {
  await createMessageTable(client, table);
  for (const message of messages) {
    const { failure: _, ...Item } = toItem(message, 90);
    await client.send(new PutItemCommand({ TableName: table, Item }));
  }
  await createServiceStates({ client, table }).write(initialState, { ...initialState, version: 1 });
});

test('failures of before are found once they have been indexed, which changes nothing else of them', async () => {
  expect(await withStatus('failed')).toEqual([]);

  expect(await createIndexFailures(client, table)()).toBe(3);

  for (const status of ['failed', 'expired', 'indeterminate'] as const) {
    expect(await withStatus(status)).toEqual(ofStatus(status));
  }
  expect(await store.find(messages.map(({ id }) => id))).toEqual(new Map(messages.map((each) => [each.id, each])));
});

test('a second time there is nothing to do', async () => {
  expect(await createIndexFailures(client, table)()).toBe(0);
});

test('a failure of before can be settled before it is indexed', async () => {
  const message = aMessage({ account: 'acc_shop', status: 'indeterminate' });
  const { failure: _, ...Item } = toItem(message, 90);
  await client.send(new PutItemCommand({ TableName: table, Item }));

  await createSettle({ store, clock: () => new Date() })(message.id, 'delivered');

  expect((await store.find([message.id])).get(message.id)?.status).toBe('delivered');
});
