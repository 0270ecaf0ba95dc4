import { describe, expect, test } from 'vitest';
import { messageView } from '../../../functions/api/message-view.ts';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { afterForgetting, createForget } from '../../../functions/messages/forget.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { advance } from '../../../functions/messages/transition.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, aSendRequest, now, rules } from '../../support/model/messages.ts';

const number = '+41791234567';
const other = '+41791234568';
const text = 'Your order is on its way.';
const metadata = { name: 'Ada' };

const later = new Date(now.getTime() + 60_000);

/** Delivered messages, a second apart. */
const delivered = (count: number, parts: Partial<Message> = {}) =>
  Array.from({ length: count }, (_, index) =>
    aMessage({
      status: 'delivered',
      text,
      metadata,
      createdAt: new Date(now.getTime() + index * 1_000).toISOString(),
      ...parts,
    }),
  );

const forgetting = (messages: readonly Message[]) => {
  const store = memoryStore(messages);
  const record = ({ id }: Message) => store.records.get(id);
  return { store, record, forget: createForget({ list: store.list, store }) };
};

describe('forgetting a number', () => {
  test('takes text, recipient and metadata out of its messages, and leaves all else', async () => {
    const reason = { code: 'invalid_recipient', text: "The message won't be received." };
    const request = { fingerprint: 'f', count: 1, index: 0 };
    const parts = { sender: 'Shop', reference: 'r', reason, upstreamId: '7', charge: 1, request };
    const [message = aMessage()] = delivered(1, { status: 'failed', version: 4, ...parts });
    const { record, forget, store } = forgetting([message]);
    const operations: string[] = [];
    store.hooks.before = (operation) => void operations.push(operation);

    const report = await forget('acc_shop', number);

    expect(operations).toEqual(['list', 'apply', 'list']);
    const { text: _text, metadata: _metadata, ...rest } = message;
    expect(report).toEqual({ forgotten: 1, scheduled: [], waiting: [] });
    expect(record(message)).toEqual({ ...rest, to: 'forgotten', version: 5 });
    expect(messageView(record(message) ?? message)).toMatchObject({ to: 'forgotten', text: null, metadata: {} });
  });

  test('touches no message to another number, nor one of another account', async () => {
    const others = [...delivered(1, { to: other }), ...delivered(1, { account: 'acc_other' })];
    const { store, forget } = forgetting(others);

    expect(await forget('acc_shop', number)).toEqual({ forgotten: 0, scheduled: [], waiting: [] });

    expect(store.history).toEqual(others);
  });

  test.each(statuses)('leaves a message alone that is still to be handed over, and tells of it: %s', async (status) => {
    const [message = aMessage()] = delivered(1, { status });
    const { record, forget } = forgetting([message]);
    const isWaiting = status === 'accepted' || status === 'submitting';

    const report = await forget('acc_shop', number);

    expect(report).toEqual({
      forgotten: isWaiting ? 0 : 1,
      scheduled: status === 'scheduled' ? [message.id] : [],
      waiting: isWaiting ? [message.id] : [],
    });
    expect(record(message)?.to).toBe(isWaiting ? number : 'forgotten');
  });

  test('goes through all pages, past what it cannot forget', async () => {
    const messages = [...delivered(120), ...delivered(120, { status: 'accepted' }), ...delivered(120)];
    const { forget } = forgetting(messages);

    const { forgotten, waiting } = await forget('acc_shop', number);

    expect([forgotten, waiting.length]).toEqual([240, 120]);
  });

  test('reads again what has changed meanwhile, and loses none of it', async () => {
    const [message = aMessage()] = delivered(1, { status: 'queued', version: 2 });
    const { store, record, forget } = forgetting([message]);
    store.hooks.before = (operation) => {
      if (operation !== 'apply') return;
      delete store.hooks.before;
      store.records.set(message.id, advance(message, { status: 'delivered' }, later) ?? message);
    };

    const { forgotten } = await forget('acc_shop', number);

    expect(forgotten).toBe(1);
    expect(record(message)).toMatchObject({ to: 'forgotten', status: 'delivered', version: 4 });
  });

  test('leaves alone what a list that lags still shows, though it is forgotten', async () => {
    const [message = aMessage()] = delivered(1);
    const forgotten = afterForgetting({ ...message, version: 2 }) ?? message;
    const store = memoryStore([forgotten]);
    const forget = createForget({ list: async () => ({ messages: [message] }), store });

    expect(await forget('acc_shop', number)).toEqual({ forgotten: 0, scheduled: [], waiting: [] });

    expect(store.writes.updates).toBe(0);
  });

  test('writes nothing where all is still to be handed over', async () => {
    const { forget, store } = forgetting(delivered(1, { status: 'accepted' }));
    const operations: string[] = [];
    store.hooks.before = (operation) => void operations.push(operation);

    await forget('acc_shop', number);

    expect(operations).toEqual(['list']);
  });

  test('goes on where it was interrupted', async () => {
    const messages = delivered(250);
    const { store, forget } = forgetting(messages);
    store.hooks.isUnavailable = () => store.writes.updates >= 130;

    await expect(forget('acc_shop', number)).rejects.toThrow(StoreUnavailableError);
    delete store.hooks.isUnavailable;

    expect(await forget('acc_shop', number)).toMatchObject({ forgotten: 120 });
    expect(store.writes.updates).toBe(250);
    expect([...store.records.values()].filter(({ to }) => to === number)).toEqual([]);
  });

  test('also finds what came to the list while it was at work', async () => {
    const [first = aMessage(), late = aMessage()] = delivered(2);
    const { store, forget } = forgetting([first]);
    store.hooks.before = (operation) => {
      if (operation === 'apply') store.records.set(late.id, late);
    };

    expect(await forget('acc_shop', number)).toMatchObject({ forgotten: 2 });
  });

  test('is told by no event, and what becomes of the message after it is', () => {
    const message = aMessage({ status: 'scheduled', metadata, version: 2 });
    const forgotten = afterForgetting(message) ?? message;
    const after = advance(forgotten, { status: 'delivered' }, later) ?? forgotten;
    const eventsBetween = (before: Message, after: Message) =>
      eventsOf({ before: toItem(before, 90), after: toItem(after, 90) });

    expect(eventsBetween(message, forgotten)).toEqual([]);
    expect(eventsBetween(forgotten, after)).toMatchObject([
      { detail: { status: 'delivered', to: 'forgotten', metadata: {}, version: 4 } },
    ]);
  });
});

describe('a request that is repeated under its key', () => {
  const request = aSendRequest({ to: [number, other], idempotencyKey: 'k', metadata });

  test('is answered by what is left of its records, and nothing is sent again', async () => {
    const { store, upstream, send, deadline } = aMessageService();
    const first = await send(request, rules, deadline());
    await createForget({ list: store.list, store })('acc_shop', number);

    const again = await send(request, rules, deadline());

    expect(again.messages.map(({ id, to, status }) => [id, to, status])).toEqual([
      [first.messages[0]?.id, 'forgotten', 'queued'],
      [first.messages[1]?.id, other, 'queued'],
    ]);
    expect(again.rejected).toEqual([]);
    expect(upstream.recipients()).toEqual([number, other]);
  });

  test.each<[Status, string[]]>([
    ['queued', []],
    ['accepted', [other]],
  ])('is not gone on with where it was cut off and its first record is forgotten: %s', async (status, sent) => {
    const { store, upstream, send, deadline, pass } = aMessageService();
    store.hooks.before = (operation, messages) => {
      // Only the first record is made before the process dies.
      if (operation === 'insert' && messages[0]?.to === other) throw new Error('The process died.');
    };
    await send(request, rules, deadline()).catch(() => {});
    delete store.hooks.before;
    const [lock = aMessage()] = store.records.values();
    store.records.set(lock.id, { ...lock, status });
    await pass(5 * 60_000);

    await createForget({ list: store.list, store })('acc_shop', number);
    const { rejected } = await send(request, rules, deadline());

    expect(upstream.recipients()).toEqual(sent);
    expect(JSON.stringify(store.records.get(lock.id)).includes(number)).toBe(status === 'accepted');
    expect(rejected.map(({ code }) => code)).toEqual(sent.length === 0 ? ['not_sent'] : []);
  });
});
