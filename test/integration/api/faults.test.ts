import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { cancelMessage } from '../../../functions/api/cancel.ts';
import { getMessage } from '../../../functions/api/query.ts';
import { sendMessages } from '../../../functions/api/send.ts';
import { createCalls } from '../../../functions/store/calls.ts';
import { createMessageStore } from '../../../functions/store/messages.ts';
import { createOpenMessages } from '../../../functions/store/open-messages.ts';
import { createUpstreamClient } from '../../../functions/upstream/client.ts';
import { createUpstream } from '../../../functions/upstream/upstream.ts';
import { demoAccount } from '../../../infra/local/simulator/accounts.ts';
import { type FaultName, faultKinds } from '../../../infra/local/simulator/fault-kinds.ts';
import type { Fault } from '../../../infra/local/simulator/faults.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { serving } from '../../support/clients/api-events.ts';
import { memoryQuota } from '../../support/fakes/memory-quota.ts';
import { memoryStates } from '../../support/fakes/memory-states.ts';
import { memorySuppressions } from '../../support/fakes/memory-suppressions.ts';
import { rules } from '../../support/model/messages.ts';
import { aService } from '../../support/model/service.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { inAnHour } from '../../support/runner/times.ts';
import { type EmulatedCloud, emulatedCloud } from '../../support/stack/emulated-cloud.ts';

/**
 * What a caller is told of a call that failed. That the client makes the same of each fault of a kind is proved by
 * test/integration/upstream/fault-table.test.ts; here each kind has one or two.
 */

logLines();

/** The call may have been applied: never repeat a send. A query may be. */
const lost = ['reset_after_body', 'truncate', 'http_503'] as const satisfies FaultName[];

/** The same for a send; for a query there is no use in asking again. */
const misunderstood = ['wrong_shape', 'wrong_entry_count'] as const satisfies FaultName[];

/** The gateway says in its document's words that it refuses the call. */
const rejections = ['rejection', 'rejection_with_503'] as const satisfies FaultName[];

/** The gateway did not take the call, and will not until somebody changes the configuration. */
const refusals = ['http_401', 'redirect'] as const satisfies FaultName[];

let cloud: EmulatedCloud;
let simulator: Simulator;
let doors: ReturnType<typeof openDoors>;

beforeAll(async () => {
  simulator = await startSimulator();
  cloud = await emulatedCloud(inject('emulatorUrl'));
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  doors = openDoors();
});

/** The API on the real store and gateway client, but that a call takes 5 s at most, and is repeated at once. */
const openDoors = () => {
  const store = createMessageStore({
    client: cloud.dynamodb,
    table: cloud.tables.messages,
    accounts: cloud.tables.accounts,
    retentionDays: 1,
    onUnreadable: () => expect.unreachable(),
  });
  const client = createUpstreamClient({
    url: simulator.url,
    credentials: async () => ({ user: demoAccount.user, password: demoAccount.password }),
    deadlines: { total: 5_000 },
    time: { sleep: async () => {} },
  });
  const clock = () => new Date();
  const { send, refresh, cancel } = aService({
    store,
    calls: createCalls({ client: cloud.dynamodb, table: cloud.tables.accounts, clock }),
    upstream: createUpstream(client),
    open: createOpenMessages({
      client: cloud.dynamodb,
      table: cloud.tables.messages,
      onUnreadable: () => expect.unreachable(),
    }),
    states: memoryStates(),
    quota: memoryQuota(),
    suppressions: memorySuppressions(),
    clock,
    pause,
    newAttempt: randomUUID,
    log: { indeterminate: () => {}, postponed: () => {}, unrecorded: () => expect.unreachable() },
    onFailure: () => expect.unreachable(),
  });
  return {
    send: serving(sendMessages({ send, dryRun: () => expect.unreachable(), rules: () => rules })),
    get: serving(getMessage({ store, refresh })),
    cancel: serving(cancelMessage({ store, cancel })),
  };
};

/** Sends to two recipients under a key of its own; `again` repeats the request. */
const sendTwo = async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const json = { to: ['+41791234567', '+41791234568'], text: 'Hello' };
  const again = () => doors.send({ json, headers });
  return { first: await again(), again };
};

const sendScheduled = async (): Promise<string> => {
  const scheduledAt = inAnHour();
  const { body } = await doors.send({ json: { to: '+41791234567', text: 'Hello', scheduledAt } });
  return body.messages[0].id;
};

const recordedStatus = async (id: string): Promise<string> => (await doors.get({ path: { id } })).body.status;

const refresh = (id: string) => doors.get({ path: { id }, query: { refresh: 'true' } });

/** Requests of other methods, those included whose method could not be read. */
const requestsBeside = (method: string): number => {
  const { requests, methods } = simulator.requests();
  return requests - (methods[method]?.calls ?? 0);
};

/** The call is carried out all the same, also where its own answer is replaced: so a second send would show. */
const carriedOut = (fault: FaultName): Fault =>
  faultKinds[fault].strikes === 'distorts' ? { fault } : { fault, applied: true };

describe('a send', () => {
  test.each([...lost, ...misunderstood])(
    'invariant 5: one that meets %s is indeterminate, and never sent again',
    async (fault) => {
      simulator.setFault(carriedOut(fault));

      const { first, again } = await sendTwo();
      await simulator.clearFaults();
      const replay = await again();

      expect(first.status).toBe(202);
      expect(first.body.messages).toMatchObject([
        { status: 'indeterminate', reason: { code: 'outcome_unknown' } },
        { status: 'indeterminate', reason: { code: 'outcome_unknown' } },
      ]);
      expect(replay.body).toEqual(first.body);
      expect(await recordedStatus(first.body.messages[0].id)).toBe('indeterminate');
      expect(simulator.requests().requests).toBe(1);
      expect(simulator.messages()).toHaveLength(2);
    },
  );

  test.each(rejections)('that meets %s has failed, with its reason', async (fault) => {
    simulator.setFault({ fault });

    const { first, again } = await sendTwo();
    await simulator.clearFaults();
    const replay = await again();

    expect(first.status).toBe(202);
    expect(first.body.messages).toMatchObject([
      { status: 'failed', reason: { code: 'message_too_long' } },
      { status: 'failed', reason: { code: 'message_too_long' } },
    ]);
    expect(replay.body).toEqual(first.body);
    expect(simulator.requests().requests).toBe(1);
    expect(simulator.messages()).toEqual([]);
  });

  test.each(refusals)('that meets %s was not sent, and waits as accepted', async (fault) => {
    simulator.setFault({ fault });

    const { first, again } = await sendTwo();
    const replay = await again();

    expect(first.status).toBe(202);
    expect(first.body.messages).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
    expect(first.body.messages[0].reason.code).toBe('gateway_unreachable');
    expect(replay.body).toEqual(first.body);
    expect(await recordedStatus(first.body.messages[0].id)).toBe('accepted');
    expect(simulator.requests().requests).toBe(1);
    expect(simulator.messages()).toEqual([]);
  });

  test('that nobody listens to was not sent, and waits as accepted', async () => {
    simulator.setFault({ fault: 'refuse', durationMs: 60_000 });

    const { first } = await sendTwo();
    await simulator.clearFaults();

    expect(first).toMatchObject({ status: 202, body: { messages: [{ status: 'accepted' }, { status: 'accepted' }] } });
    expect(await recordedStatus(first.body.messages[0].id)).toBe('accepted');
    expect(simulator.requests().requests).toBe(0);
  });

  test('whose connections are reset at once reaches no phone, and is not said to be sent', async () => {
    simulator.setFault({ fault: 'reset_on_accept', times: 100 });

    const { first } = await sendTwo();
    await simulator.clearFaults();

    // Whether the reset is seen before or after the first byte is written is up to the machine.
    expect(['accepted', 'indeterminate']).toContain(first.body.messages[0].status);
    expect(simulator.requests().requests).toBe(0);
  });

  test('that is slow but in time is answered', async () => {
    simulator.setFault({ fault: 'latency', delayMs: 100 });

    const { first } = await sendTwo();

    expect(first.body.messages).toMatchObject([{ status: 'queued' }, { status: 'queued' }]);
    expect(simulator.requests().requests).toBe(1);
  });
});

describe('a query', () => {
  const method = 'get_status';
  const sendOne = async (): Promise<string> => {
    const { first } = await sendTwo();
    simulator.setClock({ advanceSeconds: 60 });
    return first.body.messages[0].id;
  };

  test.each([...lost, 'rejection_with_503'] as const)('that meets %s once is repeated', async (fault) => {
    const id = await sendOne();
    simulator.setFault({ fault, times: 1, method });

    const { status, body } = await refresh(id);

    expect([status, body.status]).toEqual([200, 'delivered']);
    expect(requestsBeside('send_message')).toBe(2);
  });

  test.each(lost)('that keeps meeting %s gives up, and leaves the record alone', async (fault) => {
    const id = await sendOne();
    simulator.setFault({ fault, method });

    const { status, body } = await refresh(id);
    await simulator.clearFaults();

    expect([status, body.type]).toEqual([503, 'urn:textgate:problem:gateway-unavailable']);
    expect(requestsBeside('send_message')).toBe(4);
    expect(await recordedStatus(id)).toBe('queued');
  });

  test.each([...misunderstood, 'rejection', ...refusals] as const)('that meets %s is not repeated', async (fault) => {
    const id = await sendOne();
    simulator.setFault({ fault, method });

    const { status, body } = await refresh(id);

    expect([status, body.type]).toEqual([503, 'urn:textgate:problem:gateway-unavailable']);
    expect(requestsBeside('send_message')).toBe(1);
    expect(await recordedStatus(id)).toBe('queued');
  });

  test('that nobody listens to says so, and leaves the record alone', async () => {
    const id = await sendOne();
    simulator.setFault({ fault: 'refuse', durationMs: 60_000 });

    const { status } = await refresh(id);
    await simulator.clearFaults();

    expect(status).toBe(503);
    expect(await recordedStatus(id)).toBe('queued');
  });
});

describe('a cancel', () => {
  const method = 'cancel_message';
  const faults = [...lost, ...misunderstood, ...rejections, ...refusals];

  test.each(faults)('that was carried out, and met %s, is told by the status', async (fault) => {
    const id = await sendScheduled();
    simulator.setFault({ ...carriedOut(fault), method });

    const { status, body } = await doors.cancel({ path: { id } });

    expect([status, body.status]).toEqual([200, 'canceled']);
    expect(await recordedStatus(id)).toBe('canceled');
  });

  const notCarriedOut = faults.filter((fault) => faultKinds[fault].strikes === 'replaces');

  test.each(notCarriedOut)('that was not carried out, and met %s, may be tried again', async (fault) => {
    const id = await sendScheduled();
    simulator.setFault({ fault, method });

    const { status, body } = await doors.cancel({ path: { id } });
    await simulator.clearFaults();

    expect([status, body.type]).toEqual([409, 'urn:textgate:problem:not-cancelable']);
    expect(body.detail).toContain('Try again');
    expect(await recordedStatus(id)).toBe('scheduled');
    expect((await doors.cancel({ path: { id } })).body.status).toBe('canceled');
  });

  test('that is reset before it was read is repeated', async () => {
    const id = await sendScheduled();
    simulator.setFault({ fault: 'reset_before_body', times: 1 });

    const { body } = await doors.cancel({ path: { id } });

    expect(body.status).toBe('canceled');
    expect(requestsBeside('send_message')).toBe(2);
  });

  test('that gets no answer to anything says so, and leaves the record alone', async () => {
    const id = await sendScheduled();
    simulator.setFault({ fault: 'refuse', durationMs: 60_000 });

    const { status, body } = await doors.cancel({ path: { id } });
    await simulator.clearFaults();

    expect([status, body.type]).toEqual([503, 'urn:textgate:problem:gateway-unavailable']);
    expect(await recordedStatus(id)).toBe('scheduled');
  });
});
