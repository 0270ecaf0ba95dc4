import { expect, test } from 'vitest';
import { statuses } from '../../../functions/contract/statuses.ts';
import { stateOf } from '../../../functions/upstream/codes.ts';
import { readStatuses } from '../../../functions/upstream/reply.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../../../functions/xmlrpc/value.ts';
import { aDoor } from '../../support/clients/xmlrpc-door.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { acceptAll, scriptedUpstream } from '../../support/fakes/scripted-upstream.ts';
import { aMessage } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const utf8 = (text: string) => new Uint8Array(Buffer.from(text));

/** The struct in each entry of a reply. */
const structs = (answer: XmlRpcValue) =>
  (answer as [string, XmlRpcStruct][]).map(([, struct]) => Object.fromEntries(struct));

const delivered = aMessage({
  status: 'delivered',
  sender: 'Shop',
  text: 'Grüezi',
  createdAt: '2030-01-01T12:00:00.000Z',
  updatedAt: '2030-06-01T12:00:05.000Z',
});

test('tells a message in the shape that the published clients read', async () => {
  const door = aDoor({ initial: [delivered] });

  const answer = await door.call('get_status', delivered.id);

  expect(answer).toEqual([
    [
      delivered.id,
      new Map<string, XmlRpcValue>([
        ['from', 'Shop'],
        ['to', '41791234567'],
        ['length', 6],
        ['sent_date', '2030-01-01 13:00:00'],
        ['sent_status', 1],
        ['sent_status_text', 'OK'],
        ['last_date', '2030-06-01 14:00:05'],
        ['last_status', 1],
        ['last_status_text', 'Delivered to the recipient device'],
      ]),
    ],
  ]);
});

test('tells dates also in the hour that autumn repeats', async () => {
  const message = { ...delivered, updatedAt: '2030-10-27T00:30:00.000Z', scheduledAt: '2030-10-27T01:30:00.000Z' };
  const door = aDoor({ initial: [message] });

  expect(structs(await door.call('get_status', message.id))).toMatchObject([
    { sent_date: '2030-10-27 02:30:00', last_date: '2030-10-27 02:30:00' },
  ]);
});

test('takes ids as an array, in base64 and as numbers, and answers each in its place, also twice', async () => {
  const door = aDoor({ initial: [delivered] });

  const answer = await door.call('get_status', [utf8(delivered.id), 4711, '4712', delivered.id]);

  expect(answer).toEqual([
    [delivered.id, expect.any(Map)],
    ['4711', false],
    ['4712', false],
    [delivered.id, expect.any(Map)],
  ]);
});

test("does not know another account's messages", async () => {
  const other = aMessage({ account: 'acc_other', status: 'delivered' });
  const door = aDoor({ initial: [other] });

  expect(await door.call('get_status', other.id)).toEqual([[other.id, false]]);
});

test('asks the gateway for messages that are on their way', async () => {
  const message = aMessage({ status: 'queued', upstreamId: 'gw1' });
  const upstream = scriptedUpstream({ states: new Map([['gw1', { status: 'delivered' }]]) });
  const door = aDoor({ initial: [message, delivered], upstream });

  const answer = await door.call('get_status', [message.id, delivered.id]);

  expect(upstream.stateCalls).toEqual([['gw1']]);
  expect(structs(answer)).toMatchObject([{ last_status: 1 }, { last_status: 1 }]);
});

test('tells the recorded state when the gateway does not answer, or the record does not take its answer', async () => {
  const message = aMessage({ status: 'queued', upstreamId: 'gw1' });
  const states = new Map([['gw1', { status: 'delivered' as const }]]);
  const store = memoryStore([message], { isUnavailable: () => true });
  const doors = [aDoor({ initial: [message] }), aDoor({ store, upstream: scriptedUpstream({ states }) })];

  for (const door of doors) {
    expect(structs(await door.call('get_status', message.id))).toMatchObject([{ last_status: 8 }]);
  }
});

test('answers a fault when the record cannot be read', async () => {
  const door = aDoor({ store: memoryStore([], { cannotRead: true }) });

  await expect(door.call('get_status', delivered.id)).rejects.toThrow('-32400');
});

test.each(statuses)('tells "%s" so that our own client of the gateway reads it back', async (status) => {
  const message = aMessage({ status, ...(status === 'failed' && { reason: { code: 'routing_error', text: '' } }) });
  const door = aDoor({ initial: [message] });

  const [entry] = readStatuses(await door.call('get_status', message.id), [message.id]);

  const told = { accepted: 'queued', submitting: 'queued', indeterminate: 'failed' }[String(status)] ?? status;
  expect(entry?.known && stateOf(entry.errorCode, entry.statusCode)?.status).toBe(told);
});

test('cancels what is scheduled, and says so again when asked again', async () => {
  const upstream = scriptedUpstream({
    handOver: acceptAll,
    states: new Map([['gw-late', { status: 'delivered' }]]),
    cancel: (ids) => new Map(ids.map((id) => [id, id !== 'gw-late'])),
  });
  const scheduled = aMessage({ status: 'scheduled', upstreamId: 'gw-1' });
  const late = aMessage({ status: 'scheduled', upstreamId: 'gw-late' });
  const foreign = aMessage({ status: 'scheduled', upstreamId: 'gw-2', account: 'acc_other' });
  const door = aDoor({ upstream, initial: [scheduled, late, foreign] });
  const ids = [scheduled.id, late.id, foreign.id, 'unknown', scheduled.id];

  const expected = [true, false, false, false, true].map((canceled, index) => [ids[index], canceled]);
  expect(await door.call('cancel_message', ids)).toEqual(expected);
  expect(await door.call('cancel_message', ids)).toEqual(expected);
  expect(await door.call('cancel_message', scheduled.id)).toEqual([[scheduled.id, true]]);
  expect(upstream.cancelCalls).toEqual([['gw-1', 'gw-late']]);
  expect(door.store.records.get(foreign.id)?.status).toBe('scheduled');
});

test('answers a fault when it cannot be known whether a message is cancelled', async () => {
  const scheduled = aMessage({ status: 'scheduled', upstreamId: 'gw-1' });

  await expect(aDoor({ initial: [scheduled] }).call('cancel_message', scheduled.id)).rejects.toThrow('-32400');
});
