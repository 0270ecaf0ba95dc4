import { randomUUID } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { Change } from '../../../functions/messages/ports.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { advance, type Step } from '../../../functions/messages/transition.ts';
import { createMessageStore } from '../../../functions/store/messages.ts';
import { messageServiceOver } from '../../support/model/message-service.ts';
import { aMessage, aSendRequest, now, rules, swissMobiles } from '../../support/model/messages.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createMessageTable } from '../../support/stack/tables.ts';

const table = `messages-${randomUUID()}`;
const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const unreadable: unknown[] = [];
const settings = {
  client,
  table,
  accounts: 'not-used',
  retentionDays: 90,
  onUnreadable: (key: unknown) => unreadable.push(key),
};
const store = createMessageStore(settings);

beforeAll(() => createMessageTable(client, table));

beforeEach(() => {
  Object.assign(faults, { before: undefined, after: undefined, statement: undefined, readsHalf: false });
  counts.requests.clear();
  counts.statements = 0;
});

const later = new Date(now.getTime() + 1000);

const change = (before: Message, step: Step): Change => {
  const after = advance(before, step, later);
  if (after === undefined) throw new Error(`A message that is ${before.status} does not become ${step.status}.`);
  return { before, after };
};

/** A message that is recorded. */
const recorded = async (parts: Partial<Message> = {}) => {
  const message = aMessage(parts);
  await store.insert([message]);
  return message;
};

const record = async ({ id }: Message) => (await store.find([id])).get(id);

const named = (name: string) => Object.assign(new Error(name), { name });

/** Fails with an error the first time, and then no more. */
const once = (error: Error) => {
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    throw error;
  };
};

test('a text that is to be forgotten leaves the table with the hand-over', async () => {
  const before = await recorded({ text: 'Your code is 493817.', forgetsText: true });

  expect(await store.apply([change(before, { status: 'queued', upstreamId: 'g' })])).toEqual(['applied']);

  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { id: { S: before.id } } }));
  expect(Item).toMatchObject({ status: { S: 'queued' }, segments: { N: '1' }, forgetsText: { BOOL: true } });
  expect(JSON.stringify(Item)).not.toContain('493817');
  expect(await record(before)).toMatchObject({ status: 'queued', segments: 1 });
});

describe('insert', () => {
  test('adds messages as they are', async () => {
    const messages = [
      aMessage(),
      aMessage({ text: '😀 "quoted" \\ \'single\' ?', sender: '', metadata: {}, reference: 'order-7' }),
      aMessage({
        status: 'failed',
        reason: { code: 'c', text: 't' },
        request: { fingerprint: 'f', count: 2, index: 1 },
      }),
    ];

    expect(await store.insert(messages)).toEqual(['added', 'added', 'added']);

    const found = await store.find(messages.map(({ id }) => id));
    expect(messages.map(({ id }) => found.get(id))).toEqual(messages);
  });

  test('leaves a record that exists as it is', async () => {
    const message = await recorded();
    const fresh = aMessage();

    const outcomes = await store.insert([{ ...message, attempt: 'another', text: 'Other' }, fresh]);

    expect(outcomes).toEqual(['exists', 'added']);
    expect(await record(message)).toEqual(message);
  });

  test('knows its own record when it is repeated', async () => {
    const message = await recorded();

    expect(await store.insert([message])).toEqual(['added']);
  });

  test('lets one of many in who write the same id at once', async () => {
    const { id } = aMessage();
    const rivals = Array.from({ length: 20 }, (_, n) => aMessage({ id, attempt: `attempt-${n}` }));

    const outcomes = await Promise.all(rivals.map(async (rival) => (await store.insert([rival]))[0]));

    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'exists')).toHaveLength(19);
    const winner = rivals[outcomes.indexOf('added')];
    expect(await record(aMessage({ id }))).toEqual(winner);
  });

  test('of nothing asks nothing', async () => {
    expect(await store.insert([])).toEqual([]);
    expect(await store.apply([])).toEqual([]);
    expect(await store.find([])).toEqual(new Map());

    expect(counts.requests.size).toBe(0);
  });
});

describe('apply', () => {
  test('changes a record on its version', async () => {
    const message = await recorded();
    const queued = change(message, { status: 'queued', upstreamId: 'gw1' });

    expect(await store.apply([queued])).toEqual(['applied']);

    expect(await record(message)).toEqual(queued.after);
  });

  test('removes what the change takes away', async () => {
    const message = await recorded({ status: 'accepted', reason: { code: 'c', text: 't' } });
    const claimed = change(message, { status: 'submitting', attempt: 'sweep' });

    await store.apply([claimed]);

    expect(await record(message)).not.toHaveProperty('reason');
  });

  test('refuses a change of a version that is gone, and of a message that is not there', async () => {
    const message = await recorded();
    const first = change(message, { status: 'queued', upstreamId: 'gw1' });
    const second = change(message, { status: 'failed', reason: { code: 'c', text: 't' } });
    await store.apply([first]);

    expect(await store.apply([second, change(aMessage(), { status: 'queued' })])).toEqual(['stale', 'stale']);

    expect(await record(message)).toEqual(first.after);
  });

  test('knows its own change when it is repeated', async () => {
    const queued = change(await recorded(), { status: 'queued', upstreamId: 'gw1' });
    await store.apply([queued]);

    expect(await store.apply([queued])).toEqual(['applied']);
  });

  test.each(statuses.filter((status) => status !== 'submitting'))(
    'keeps a message in the open index until its status is final: %s',
    async (status: Status) => {
      const message = await recorded();

      await store.apply([change(message, { status })]);

      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { id: { S: message.id } } }));
      expect(Object.keys(Item ?? {}).filter((name) => name.startsWith('open')).length).toBe(isFinal(status) ? 0 : 2);
    },
  );
});

test('finds those that exist, however many are asked for', async () => {
  const messages = Array.from({ length: 250 }, () => aMessage());
  await store.insert(messages);
  const ids = messages.map(({ id }) => id);

  const found = await store.find([...ids, ...ids, aMessage().id]);

  expect([...found.keys()].sort()).toEqual([...ids].sort());
  expect(counts.requests.get('BatchGetItemCommand')).toBe(3);
});

test('takes a record that is none of ours for absent, and says so', async () => {
  const message = await recorded();
  const { id } = aMessage();
  await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: id }, status: { S: 'lost' } } }));

  expect(await store.find([id, message.id])).toEqual(new Map([[message.id, message]]));

  expect(unreadable).toEqual([id]);
});

describe('when DynamoDB is throttled', () => {
  test('a write goes on with what was not taken', async () => {
    const messages = Array.from({ length: 60 }, () => aMessage());
    const refused = new Set<string>();
    faults.statement = ({ Parameters: [key] = [] }) => {
      const id = key?.S ?? '';
      if (refused.has(id) || refused.size >= 10) return undefined;
      refused.add(id);
      return 'ThrottlingError';
    };

    expect(await store.insert(messages)).toEqual(messages.map(() => 'added'));

    expect(refused.size).toBe(10);
    expect(counts.statements).toBe(60);
  });

  test('a write whose request is refused is tried again', async () => {
    faults.before = once(named('ThrottlingException'));

    expect(await store.insert([aMessage()])).toEqual(['added']);
  });

  test('a write gives up in time, each message for itself', async () => {
    const [stuck, free] = [aMessage(), aMessage()];
    faults.statement = ({ Parameters: [key] = [] }) => (key?.S === stuck.id ? 'ThrottlingError' : undefined);
    const start = Date.now();

    expect(await store.insert([stuck, free])).toEqual(['unknown', 'added']);

    expect(Date.now() - start).toBeLessThan(4_000);
    expect(await record(stuck)).toBeUndefined();
  });

  test('an insert goes on for as long as it may', async () => {
    const message = aMessage();
    const start = Date.now();
    faults.before = (command) => {
      if (command === 'BatchExecuteStatementCommand' && Date.now() - start < 4_500) throw named('ThrottlingException');
    };

    expect(await store.insert([message], 10_000)).toEqual(['added']);

    expect(await record(message)).toEqual(message);
  });

  test('a read goes on with what was left out', async () => {
    const messages = await Promise.all(Array.from({ length: 9 }, () => recorded()));
    faults.readsHalf = true;

    const found = await store.find(messages.map(({ id }) => id));

    expect(found.size).toBe(9);
  });

  test('a read says so', async () => {
    faults.before = () => {
      throw named('ProvisionedThroughputExceededException');
    };

    await expect(store.find([aMessage().id])).rejects.toThrow(StoreUnavailableError);
  });
});

describe('when the answer is lost', () => {
  test('a repeated insert is known as our own', async () => {
    const message = aMessage();
    faults.after = once(named('TimeoutError'));

    expect(await store.insert([message])).toEqual(['added']);

    expect(await record(message)).toEqual(message);
  });

  test('and none comes in time, a write that was carried out is known by its record', async () => {
    const [message, changed] = [aMessage(), change(await recorded(), { status: 'queued', upstreamId: 'gw1' })];
    faults.after = (command) => {
      if (command === 'BatchExecuteStatementCommand') throw named('TimeoutError');
    };

    expect(await store.insert([message])).toEqual(['added']);
    expect(await store.apply([changed])).toEqual(['applied']);
  });

  test('and the write was not carried out, it is not taken for ours', async () => {
    faults.statement = () => 'InternalServerError';

    expect(await store.insert([aMessage()])).toEqual(['unknown']);
  });

  test('a repeated change is known as our own', async () => {
    const queued = change(await recorded(), { status: 'queued', upstreamId: 'gw1' });
    faults.after = once(named('TimeoutError'));

    expect(await store.apply([queued])).toEqual(['applied']);
  });

  test('and the record cannot be read, nobody knows whose it is', async () => {
    const queued = change(await recorded(), { status: 'queued', upstreamId: 'gw1' });
    await store.apply([queued]);
    faults.before = (command) => {
      if (command === 'BatchGetItemCommand') throw named('TimeoutError');
    };

    expect(await store.apply([queued])).toEqual(['unavailable']);
  });
});

test('a mistake of the deployment is not taken for a passing trouble', async () => {
  const nowhere = createMessageStore({ ...settings, table: 'no-such-table' });

  await expect(nowhere.find([aMessage().id])).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

describe('a message costs two writes on the normal path', () => {
  test.each([
    [1, undefined],
    [1, 'k-1'],
    [1000, undefined],
    [1000, 'k-1000'],
  ])('%i recipients, key %s', async (count, key) => {
    const { send, deadline, upstream } = messageServiceOver(store);
    const request = aSendRequest({ to: swissMobiles(count), ...(key !== undefined && { idempotencyKey: key }) });

    const { messages } = await send(request, rules, deadline());

    expect(messages.filter(({ status }) => status === 'queued')).toHaveLength(count);
    expect(upstream.recipients()).toHaveLength(count);
    expect(counts.statements).toBe(2 * count);
    expect([...counts.requests.keys()]).toEqual(['BatchExecuteStatementCommand']);
  });
});
