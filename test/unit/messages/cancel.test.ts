import { describe, expect, test } from 'vitest';
import type { Status } from '../../../functions/contract/statuses.ts';
import { StoreUnavailableError, UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage } from '../../support/model/messages.ts';

const accepted = aMessage({ status: 'accepted' });
const scheduled = aMessage({ status: 'scheduled', upstreamId: 'gw1', version: 2 });

/** Cancels one message; `says`: what the gateway answers to it, absent when it does not; `state`: what it tells of it then. */
const cancel = async (message: Message, { says, state }: { says?: boolean; state?: Status } = {}) => {
  const service = aMessageService([message]);
  if (says !== undefined) service.upstream.script.cancel = (ids) => new Map(ids.map((id) => [id, says]));
  if (state !== undefined) service.upstream.script.states = new Map([['gw1', { status: state }]]);
  const [after] = await service.cancel([message], service.deadline());
  return { ...service, after, record: service.store.records.get(message.id) };
};

describe('a message not handed over yet', () => {
  test('is cancelled without asking the gateway', async () => {
    const { after, record, upstream } = await cancel(accepted);

    expect(after).toMatchObject({ status: 'canceled', version: 2 });
    expect(record).toEqual(after);
    expect(upstream.cancelCalls).toEqual([]);
  });

  test('that the sweep has just claimed stays with it', async () => {
    const service = aMessageService([accepted]);
    const claimed: Message = { ...accepted, status: 'submitting', attempt: 'sweep', version: 2 };
    service.store.hooks.before = (operation) => {
      if (operation === 'apply') service.store.records.set(accepted.id, claimed);
    };

    expect(await service.cancel([accepted], service.deadline())).toEqual([claimed]);
  });

  test('that the sweep has just handed over is cancelled at the gateway', async () => {
    const service = aMessageService([accepted]);
    service.upstream.script.cancel = (ids) => new Map(ids.map((id) => [id, true]));
    service.store.hooks.before = (operation, [message]) => {
      const isFirst = operation === 'apply' && message?.version === 2;
      if (isFirst)
        service.store.records.set(accepted.id, { ...accepted, status: 'scheduled', upstreamId: 'gw1', version: 3 });
    };

    expect(await service.cancel([accepted], service.deadline())).toMatchObject([{ status: 'canceled', version: 4 }]);
    expect(service.upstream.cancelCalls).toEqual([['gw1']]);
  });

  test('fails when the store does not take it, and can be tried again', async () => {
    const service = aMessageService([accepted]);
    service.store.hooks.isUnavailable = () => true;
    await expect(service.cancel([accepted], service.deadline())).rejects.toThrow(StoreUnavailableError);

    service.store.hooks.isUnavailable = () => false;

    expect(await service.cancel([accepted], service.deadline())).toMatchObject([{ status: 'canceled' }]);
  });
});

describe('a scheduled message', () => {
  test('is cancelled when the gateway says so', async () => {
    const { after, record, upstream } = await cancel(scheduled, { says: true });

    expect(after).toMatchObject({ status: 'canceled', version: 3 });
    expect(record).toEqual(after);
    expect(upstream.stateCalls).toEqual([]);
  });

  test('has the status that the gateway tells when it could not be cancelled', async () => {
    const { after } = await cancel(scheduled, { says: false, state: 'submitted' });

    expect(after).toMatchObject({ status: 'submitted', version: 3 });
  });

  test('is cancelled when the answer was lost and the status says so', async () => {
    const { after } = await cancel(scheduled, { state: 'canceled' });

    expect(after).toMatchObject({ status: 'canceled', version: 3 });
  });

  test('stays scheduled when the answer was lost and the status says so', async () => {
    const { after } = await cancel(scheduled, { state: 'scheduled' });

    expect(after).toEqual(scheduled);
  });

  test('fails when the gateway answers nothing at all', async () => {
    await expect(cancel(scheduled)).rejects.toThrow(UpstreamUnavailableError);
  });

  test('fails when what asks the gateway is broken itself, and asks for no status', async () => {
    const service = aMessageService([scheduled]);
    service.upstream.script.states = new Map([['gw1', { status: 'scheduled' }]]);
    service.upstream.cancel = () => Promise.reject(new TypeError('ids is not iterable'));

    await expect(service.cancel([scheduled], service.deadline())).rejects.toThrow(TypeError);
  });

  test('fails when the cancellation cannot be recorded, and can be tried again', async () => {
    const service = aMessageService([scheduled]);
    service.upstream.script.cancel = (ids) => new Map(ids.map((id) => [id, true]));
    service.store.hooks.isUnavailable = () => true;
    await expect(service.cancel([scheduled], service.deadline())).rejects.toThrow(StoreUnavailableError);

    service.store.hooks.isUnavailable = () => false;
    service.upstream.script.cancel = (ids) => new Map(ids.map((id) => [id, false]));
    service.upstream.script.states = new Map([['gw1', { status: 'canceled' }]]);

    expect(await service.cancel([scheduled], service.deadline())).toMatchObject([{ status: 'canceled' }]);
  });

  test('is cancelled all the same when a sweep records an older status meanwhile', async () => {
    const service = aMessageService([scheduled]);
    service.upstream.script.states = new Map([['gw1', { status: 'canceled' }]]);
    service.upstream.script.cancel = (ids) => {
      service.store.records.set(scheduled.id, { ...scheduled, status: 'queued', version: 3 });
      return new Map(ids.map((id) => [id, true]));
    };

    expect(await service.cancel([scheduled], service.deadline())).toMatchObject([{ status: 'canceled', version: 4 }]);
  });
});

describe('the time', () => {
  const scheduledToo = aMessage({ status: 'scheduled', upstreamId: 'gw2' });

  test("is the caller's, of which two seconds are kept for the second question", async () => {
    const service = aMessageService([scheduled]);
    service.upstream.script.states = new Map([['gw1', { status: 'canceled' }]]);

    await service.cancel([scheduled], service.deadline());

    expect(service.upstream.deadlines).toEqual([service.deadline() - 2_000, service.deadline()]);
  });

  test('that the first question has used up leaves enough for the second', async () => {
    const service = aMessageService([scheduled]);
    const deadline = service.deadline();
    service.upstream.script.states = new Map([['gw1', { status: 'canceled' }]]);
    service.upstream.script.cancel = () => {
      // When the client gives up at the latest: 7 s before the deadline that it is given.
      service.pass(20_000);
      throw new UpstreamUnavailableError('The gateway did not answer.');
    };

    expect(await service.cancel([scheduled], deadline)).toMatchObject([{ status: 'canceled' }]);
  });

  test('that is too short for the second question leaves what is known', async () => {
    const service = aMessageService([scheduled, scheduledToo]);
    const deadline = service.deadline();
    service.upstream.script.cancel = () => {
      service.pass(21_001);
      return new Map([['gw1', true]]);
    };

    const after = await service.cancel([scheduled, scheduledToo], deadline);

    expect(after.map(({ status }) => status)).toEqual(['canceled', 'scheduled']);
    expect(service.upstream.stateCalls).toEqual([]);
  });

  test('that is too short for it leaves what is recorded when the first question had no answer', async () => {
    const service = aMessageService([scheduled]);
    const deadline = service.deadline();
    service.upstream.script.cancel = () => {
      service.pass(21_001);
      throw new UpstreamUnavailableError('The gateway did not answer.');
    };

    expect(await service.cancel([scheduled], deadline)).toEqual([scheduled]);
    expect(service.upstream.stateCalls).toEqual([]);
  });
});

test.each<Status>(['delivered', 'failed', 'expired', 'canceled', 'indeterminate'])(
  'a message that is %s stays so, and nobody is asked',
  async (status) => {
    const message = aMessage({ status, upstreamId: 'gw1' });

    const { after, upstream, store } = await cancel(message);

    expect(after).toEqual(message);
    expect(upstream.cancelCalls).toEqual([]);
    expect(store.writes.updates).toBe(0);
  },
);

test('a message being handed over is left to that', async () => {
  const message = aMessage({ status: 'submitting' });

  const { after, upstream } = await cancel(message);

  expect(after).toEqual(message);
  expect(upstream.cancelCalls).toEqual([]);
});

test('many are cancelled at once, each as it can be, in order', async () => {
  const other = aMessage({ status: 'scheduled', upstreamId: 'gw2' });
  const final = aMessage({ status: 'delivered', upstreamId: 'gw3' });
  const messages = [other, accepted, final, scheduled];
  const service = aMessageService(messages);
  service.upstream.script.cancel = () => new Map([['gw1', true]]);
  service.upstream.script.states = new Map([['gw2', { status: 'submitted' }]]);

  const after = await service.cancel(messages, service.deadline());

  expect(after.map(({ id, status }) => [id, status])).toEqual([
    [other.id, 'submitted'],
    [accepted.id, 'canceled'],
    [final.id, 'delivered'],
    [scheduled.id, 'canceled'],
  ]);
  expect(service.upstream.cancelCalls).toEqual([['gw2', 'gw1']]);
});

test('none are cancelled without a call', async () => {
  const { cancel, upstream, deadline } = aMessageService();

  expect(await cancel([], deadline())).toEqual([]);

  expect(upstream.cancelCalls).toEqual([]);
});
