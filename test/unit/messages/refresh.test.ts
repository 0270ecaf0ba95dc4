import { expect, test } from 'vitest';
import { GatewayUnavailableError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { GatewayState } from '../../../functions/messages/ports.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage } from '../../support/model/messages.ts';

const reason = { code: 'gateway_4', text: 'An error with the message itself has occurred.' };

const refresh = async (messages: readonly Message[], states: Record<string, GatewayState>) => {
  const service = aMessageService(messages);
  service.gateway.script.states = new Map(Object.entries(states));
  return { ...service, messages: await service.refresh(messages, service.deadline()) };
};

test('records what is new, and answers in order', async () => {
  const a = aMessage({ status: 'queued', gatewayId: 'a' });
  const b = aMessage({ status: 'submitted', gatewayId: 'b' });

  const { messages, store } = await refresh([a, b], {
    a: { status: 'delivered' },
    b: { status: 'failed', reason },
  });

  expect(messages).toMatchObject([
    { id: a.id, status: 'delivered', version: 2 },
    { id: b.id, status: 'failed', reason, version: 2 },
  ]);
  expect([...store.records.values()]).toEqual(messages);
});

test('asks only for messages that the gateway has and that are not final, in one call', async () => {
  const open = [aMessage({ status: 'queued', gatewayId: 'a' }), aMessage({ status: 'scheduled', gatewayId: 'b' })];
  const others = [aMessage(), aMessage({ status: 'accepted' }), aMessage({ status: 'delivered', gatewayId: 'c' })];

  const { gateway, deadline } = await refresh([...open, ...others], {});

  expect(gateway.stateCalls).toEqual([['a', 'b']]);
  expect(gateway.deadlines).toEqual([deadline()]);
});

test('asks nothing when there is nothing to ask', async () => {
  const final = [aMessage({ status: 'delivered', gatewayId: 'a' })];

  const { messages, gateway } = await refresh(final, {});

  expect(messages).toEqual(final);
  expect(gateway.stateCalls).toEqual([]);
});

test.each<[string, GatewayState]>([
  ['the same status', { status: 'submitted' }],
  ['an earlier status', { status: 'queued' }],
  ['an id that the gateway does not know', { status: undefined }],
])('writes nothing for %s', async (_, state) => {
  const message = aMessage({ status: 'submitted', gatewayId: 'a' });

  const { messages, store } = await refresh([message], { a: state });

  expect(messages).toEqual([message]);
  expect(store.writes.updates).toBe(0);
});

test('answers with what another run recorded first', async () => {
  const message = aMessage({ status: 'queued', gatewayId: 'a' });
  const { refresh, store, gateway, deadline } = aMessageService([message]);
  gateway.script.states = new Map([['a', { status: 'submitted' }]]);
  store.hooks.before = (operation) => {
    if (operation === 'apply') store.records.set(message.id, { ...message, status: 'delivered', version: 2 });
  };

  expect(await refresh([message], deadline())).toMatchObject([{ status: 'delivered', version: 2 }]);
});

test('fails when the gateway does not answer', async () => {
  const { refresh, deadline } = aMessageService();

  await expect(refresh([aMessage({ status: 'queued', gatewayId: 'a' })], deadline())).rejects.toThrow(
    GatewayUnavailableError,
  );
});

test('fails when the news cannot be recorded, rather than tell what is no longer true', async () => {
  const message = aMessage({ status: 'queued', gatewayId: 'a' });
  const { refresh, store, gateway, deadline } = aMessageService([message]);
  gateway.script.states = new Map([['a', { status: 'delivered' }]]);
  store.hooks.isUnavailable = () => true;

  await expect(refresh([message], deadline())).rejects.toThrow(StoreUnavailableError);
});
