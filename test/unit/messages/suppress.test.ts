import { describe, expect, test } from 'vitest';
import type { Status } from '../../../functions/contract/statuses.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { createSuppress, type SuppressionRequest } from '../../../functions/messages/suppress.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, now } from '../../support/model/messages.ts';

const to = '+41791234567';
const scheduled = aMessage({ to, status: 'scheduled', upstreamId: 'gw1', version: 2 });
const waiting = aMessage({ to, status: 'accepted' });
const wanted = { number: to, by: 'key:key_1' };

const aService = (initial: readonly Message[]) => {
  const service = aMessageService(initial);
  const suppress = createSuppress({ ...service, messages: service.store });
  const canCancel = (ids: readonly string[]) => new Map(ids.map((id) => [id, true]));
  return {
    ...service,
    canCancel,
    suppress: (request: SuppressionRequest = wanted) => suppress('acc_shop', request, service.deadline()),
    isSuppressed: async () => (await service.suppressions.among('acc_shop', [to])).has(to),
  };
};

const ids = (messages: readonly Message[]) => messages.map(({ id }) => id).sort();

describe('a number that is suppressed', () => {
  test('is on the list, and its entry says since when, by whom and why', async () => {
    const { suppress, isSuppressed } = aService([]);

    const { suppression } = await suppress({ ...wanted, reason: 'STOP' });

    expect(suppression).toEqual({ number: to, createdAt: now.toISOString(), by: 'key:key_1', reason: 'STOP' });
    expect(await isSuppressed()).toBe(true);
  });

  test('has its messages cancelled, at the gateway where they are there, and their reason says why', async () => {
    const { suppress, store, upstream, canCancel } = aService([scheduled, waiting]);
    upstream.script.cancel = canCancel;

    const { canceled, notCanceled, isComplete } = await suppress();

    expect(ids(canceled)).toEqual(ids([scheduled, waiting]));
    expect({ notCanceled, isComplete }).toEqual({ notCanceled: [], isComplete: true });
    expect(upstream.cancelCalls).toEqual([['gw1']]);
    for (const { id } of canceled) {
      expect(store.records.get(id)).toMatchObject({ status: 'canceled', reason: { code: 'suppressed' } });
    }
  });

  test('is on the list before any message is looked for', async () => {
    const { suppress, isSuppressed, store } = aService([]);
    let wasSuppressed = false;
    store.hooks.before = async () => {
      wasSuppressed = await isSuppressed();
    };

    await suppress();

    expect(wasSuppressed).toBe(true);
  });

  test('is on the list also where its messages cannot be looked at, and a repetition cancels them', async () => {
    const { suppress, isSuppressed, store, upstream, canCancel } = aService([scheduled]);
    upstream.script.cancel = canCancel;
    store.hooks.cannotRead = true;
    await expect(suppress()).rejects.toThrow(StoreUnavailableError);
    expect(await isSuppressed()).toBe(true);

    store.hooks.cannotRead = false;

    expect(ids((await suppress()).canceled)).toEqual([scheduled.id]);
  });

  test('is on the list also where a cancellation is not recorded, which is told', async () => {
    const { suppress, isSuppressed, store } = aService([waiting]);
    store.hooks.isUnavailable = () => true;

    await expect(suppress()).rejects.toThrow(StoreUnavailableError);
    expect(await isSuppressed()).toBe(true);
  });

  test('is on the list though the gateway is down: what waits here is cancelled, and the others are told', async () => {
    const { suppress, isSuppressed, store } = aService([scheduled, waiting]);

    const { canceled, notCanceled, isComplete } = await suppress();

    expect({ canceled: ids(canceled), notCanceled, isComplete }).toEqual({
      canceled: [waiting.id],
      notCanceled: [scheduled],
      isComplete: true,
    });
    expect(store.records.get(waiting.id)).toMatchObject({ status: 'canceled', reason: { code: 'suppressed' } });
    expect(await isSuppressed()).toBe(true);
  });

  test.each<Status>(['submitting', 'queued', 'submitted', 'on_network'])(
    'has a message that is %s told, which is not cancelled any more',
    async (status) => {
      const message = aMessage({ to, status, ...(status !== 'submitting' && { upstreamId: 'gw1' }) });
      const { suppress, upstream } = aService([message]);
      upstream.script.cancel = (asked) => new Map(asked.map((id) => [id, false]));
      upstream.script.states = new Map([['gw1', { status }]]);

      expect(await suppress()).toMatchObject({ canceled: [], notCanceled: [{ id: message.id, status }] });
    },
  );

  test('has what has ended, and what goes to others or is of others, left alone', async () => {
    const others = [
      aMessage({ to, status: 'delivered', upstreamId: 'gw2' }),
      aMessage({ to, status: 'indeterminate' }),
      aMessage({ to: '+41790000005', status: 'accepted' }),
      aMessage({ to, account: 'acc_other', status: 'accepted' }),
    ];
    const { suppress, store, upstream } = aService(others);

    expect(await suppress()).toMatchObject({ canceled: [], notCanceled: [], isComplete: true });
    expect([...store.records.values()]).toEqual(others);
    expect(upstream.cancelCalls).toEqual([]);
  });
});

describe('messages of many pages', () => {
  const waitingMessages = (count: number) => Array.from({ length: count }, () => aMessage({ to, status: 'accepted' }));

  test('are all looked at', async () => {
    const { suppress } = aService(waitingMessages(250));

    expect(await suppress()).toMatchObject({ canceled: { length: 250 }, isComplete: true });
  });

  test('are looked at for eight seconds; then the answer says that there are more', async () => {
    const { suppress, store, pass } = aService(waitingMessages(250));
    const { list } = store;
    store.list = async (query) => {
      pass(4_000);
      return list(query);
    };

    expect(await suppress()).toMatchObject({ canceled: { length: 200 }, isComplete: false });
  });

  test('are cancelled a thousand at once, and a repetition goes on', async () => {
    const { suppress } = aService(waitingMessages(1_050));

    expect(await suppress()).toMatchObject({ canceled: { length: 1_000 }, isComplete: false });
    expect(await suppress()).toMatchObject({ canceled: { length: 50 }, isComplete: true });
  });
});
