import { expect, test } from 'vitest';
import { StoreUnavailableError, UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { UpstreamState } from '../../../functions/messages/ports.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage } from '../../support/model/messages.ts';

const reason = { code: 'gateway_4', text: 'An error with the message itself has occurred.' };

const refresh = async (messages: readonly Message[], states: Record<string, UpstreamState>) => {
  const service = aMessageService(messages);
  service.upstream.script.states = new Map(Object.entries(states));
  return { ...service, messages: await service.refresh(messages, service.deadline()) };
};

test('records what is new, and answers in order', async () => {
  const a = aMessage({ status: 'queued', upstreamId: 'a' });
  const b = aMessage({ status: 'submitted', upstreamId: 'b' });

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

test('reads and writes nothing where nothing is new', async () => {
  const message = aMessage({ status: 'queued', upstreamId: 'a' });
  const service = aMessageService([message]);
  service.upstream.script.states = new Map([['a', { status: 'queued' }]]);
  const operations: string[] = [];
  service.store.hooks.before = (operation) => void operations.push(operation);

  await service.refresh([message], service.deadline());

  expect(operations).toEqual([]);
});

test('writes once, and reads nothing, where nobody else has changed the record', async () => {
  const message = aMessage({ status: 'queued', upstreamId: 'a' });
  const service = aMessageService([message]);
  service.upstream.script.states = new Map([['a', { status: 'delivered' }]]);
  const operations: string[] = [];
  service.store.hooks.before = (operation) => void operations.push(operation);

  await service.refresh([message], service.deadline());

  expect(operations).toEqual(['apply']);
});

test('asks only for messages that the gateway has and that are not final, in one call', async () => {
  const open = [aMessage({ status: 'queued', upstreamId: 'a' }), aMessage({ status: 'scheduled', upstreamId: 'b' })];
  const others = [aMessage(), aMessage({ status: 'accepted' }), aMessage({ status: 'delivered', upstreamId: 'c' })];

  const { upstream, deadline } = await refresh([...open, ...others], {});

  expect(upstream.stateCalls).toEqual([['a', 'b']]);
  expect(upstream.deadlines).toEqual([deadline()]);
});

test('asks nothing when there is nothing to ask', async () => {
  const final = [aMessage({ status: 'delivered', upstreamId: 'a' })];

  const { messages, upstream } = await refresh(final, {});

  expect(messages).toEqual(final);
  expect(upstream.stateCalls).toEqual([]);
});

test.each<[string, UpstreamState]>([
  ['the same status', { status: 'submitted' }],
  ['an earlier status', { status: 'queued' }],
  ['an id that the gateway does not know', { status: undefined }],
])('writes nothing for %s', async (_, state) => {
  const message = aMessage({ status: 'submitted', upstreamId: 'a' });

  const { messages, store } = await refresh([message], { a: state });

  expect(messages).toEqual([message]);
  expect(store.writes.updates).toBe(0);
});

test('answers with what another run recorded first', async () => {
  const message = aMessage({ status: 'queued', upstreamId: 'a' });
  const { refresh, store, upstream, deadline } = aMessageService([message]);
  upstream.script.states = new Map([['a', { status: 'submitted' }]]);
  store.hooks.before = (operation) => {
    if (operation === 'apply') store.records.set(message.id, { ...message, status: 'delivered', version: 2 });
  };

  expect(await refresh([message], deadline())).toMatchObject([{ status: 'delivered', version: 2 }]);
});

test('fails when the gateway does not answer', async () => {
  const { refresh, deadline } = aMessageService();

  await expect(refresh([aMessage({ status: 'queued', upstreamId: 'a' })], deadline())).rejects.toThrow(
    UpstreamUnavailableError,
  );
});

test('fails when the news cannot be recorded, rather than tell what is no longer true', async () => {
  const message = aMessage({ status: 'queued', upstreamId: 'a' });
  const { refresh, store, upstream, deadline } = aMessageService([message]);
  upstream.script.states = new Map([['a', { status: 'delivered' }]]);
  store.hooks.isUnavailable = () => true;

  await expect(refresh([message], deadline())).rejects.toThrow(StoreUnavailableError);
});
