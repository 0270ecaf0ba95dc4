import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { publishLifecycle } from '../../../functions/events/publish-lifecycle.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { freshRanges } from '../../../functions/messages/sweep/ranges.ts';
import { createMessageStore } from '../../../functions/store/messages.ts';
import { createOpenMessages } from '../../../functions/store/open-messages.ts';
import { createUpstreamClient } from '../../../functions/upstream/client.ts';
import { createUpstream } from '../../../functions/upstream/upstream.ts';
import { demoAccount } from '../../../infra/local/simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { memoryCalls } from '../../support/fakes/memory-calls.ts';
import { memoryQuota } from '../../support/fakes/memory-quota.ts';
import { memoryStates } from '../../support/fakes/memory-states.ts';
import { memorySuppressions } from '../../support/fakes/memory-suppressions.ts';
import { publishing } from '../../support/fakes/published-events.ts';
import { aMessage, swissMobiles } from '../../support/model/messages.ts';
import { aService } from '../../support/model/service.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { readStream } from '../../support/stack/table-stream.ts';
import { createMessageTable } from '../../support/stack/tables.ts';

const { client, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const clock = () => new Date();
const newAttempt = randomUUID;
const deadline = () => Date.now() + 90_000;

let simulated: Simulator;
let table: string;

beforeAll(async () => {
  simulated = await startSimulator();
});
afterAll(() => simulated.close());

beforeEach(async () => {
  await simulated.reset();
  table = `messages-${randomUUID()}`;
  await createMessageTable(client, table);
});

/** The message service and the sweep as they are deployed, with shorter waits for a gateway that is down. */
const aDeployedService = () => {
  const store = createMessageStore({ client, table, accounts: 'none', retentionDays: 90, onUnreadable: fail });
  const open = createOpenMessages({ client, table, onUnreadable: fail });
  const { user, password } = demoAccount;
  const retry = { tries: 2, pauses: { first: 1, longest: 1 } };
  const upstream = createUpstream(
    createUpstreamClient({
      url: simulated.url,
      credentials: async () => ({ user, password }),
      retry,
      sendRetry: retry,
    }),
  );
  const { handOver, sweepRanges } = aService({
    store,
    calls: memoryCalls(),
    upstream,
    open,
    states: memoryStates(),
    quota: memoryQuota(),
    suppressions: memorySuppressions(),
    clock,
    pause,
    newAttempt,
    log: { indeterminate: () => {}, postponed: () => {}, unrecorded: fail },
    onFailure: () => {},
  });
  return {
    store,
    /** As any door does: first the records, then the hand-over. */
    send: async (count: number) => {
      const time = clock().toISOString();
      const messages = swissMobiles(count).map((to) => aMessage({ to, createdAt: time, updatedAt: time }));
      await store.insert(messages);
      return handOver(messages, deadline());
    },
    sweep: () => sweepRanges(freshRanges(clock(), open.shards), deadline()),
    statuses: async (messages: readonly Message[]) => {
      const found = await store.find(messages.map(({ id }) => id));
      return [...new Set([...found.values()].map(({ status }) => status))];
    },
  };
};

const fail = (...problem: unknown[]) => {
  throw new Error(`Unexpected: ${JSON.stringify(problem)}`);
};

const nobodyListens = () => simulated.setFault({ fault: 'refuse', durationMs: 60_000 });

describe('sweeps', () => {
  test('bring sent messages to their end, and write nothing in between', async () => {
    const { send, sweep, statuses } = aDeployedService();
    simulated.setClock({ speed: 0 });
    const messages = await send(250);
    expect(await statuses(messages)).toEqual(['queued']);
    counts.statements = 0;

    expect(await sweep()).toMatchObject({ seen: 250, checked: 250, changed: 0, reachable: true });
    expect(counts.statements).toBe(0);

    simulated.setClock({ speed: 1, advanceSeconds: 10 });
    expect(await sweep()).toMatchObject({ checked: 250, changed: 250, failedCalls: 0, left: [] });
    expect(counts.statements).toBe(250);
    expect(await statuses(messages)).toEqual(['delivered']);

    expect(await sweep()).toMatchObject({ seen: 0, reachable: undefined });
  });

  test('hand over what an outage has left, once, though they overlap', async () => {
    const { send, sweep, statuses } = aDeployedService();
    nobodyListens();
    const messages = await send(120);
    expect(await statuses(messages)).toEqual(['accepted']);

    expect(await sweep()).toMatchObject({ handedOver: 0, reachable: false });
    expect(await statuses(messages)).toEqual(['accepted']);

    await simulated.clearFaults();
    await Promise.all(Array.from({ length: 5 }, sweep));
    expect(
      simulated
        .messages()
        .map(({ to }) => to)
        .sort(),
    ).toEqual(swissMobiles(120));
    expect(await statuses(messages)).toEqual(['queued']);
  });

  test('outlast a gateway that is down while messages are under way', async () => {
    const { send, sweep, statuses } = aDeployedService();
    const messages = await send(50);
    simulated.setClock({ advanceSeconds: 10 });
    nobodyListens();

    const down = await sweep();
    expect(down).toMatchObject({ checked: 0, changed: 0, reachable: false });
    expect(down.left.length).toBeGreaterThan(0);

    await simulated.clearFaults();
    expect(await sweep()).toMatchObject({ changed: 50, reachable: true, left: [] });
    expect(await statuses(messages)).toEqual(['delivered']);
  });
});

describe('the table’s stream', () => {
  test('tells each status of each message, from the first to the last', async () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
    await client.send(new UpdateTableCommand({ TableName: table, StreamSpecification }));
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const { send, sweep } = aDeployedService();
    const messages = await send(3);
    simulated.setClock({ advanceSeconds: 10 });
    await sweep();
    const { publish, events } = publishing();

    const stream = await readStream(inject('emulatorUrl'), Table?.LatestStreamArn ?? '');
    const answer = await publishLifecycle({
      tell: publish,
      tellLowCredits: async () => new Set(),
      setAside: async () => false,
      followUp: async () => {},
      count: async () => {},
      report: () => {},
    })(stream);

    expect(answer).toEqual({ batchItemFailures: [] });
    for (const { id } of messages) {
      const own = events.flatMap(({ detail }) => ('id' in detail && detail.id === id ? [detail] : []));
      expect(own.map(({ status, previousStatus }) => [previousStatus, status])).toEqual([
        [null, 'submitting'],
        ['submitting', 'queued'],
        ['queued', 'delivered'],
      ]);
      expect(own.map(({ eventId }) => eventId)).toEqual([`${id}/1`, `${id}/2`, `${id}/3`]);
    }
  });
});
