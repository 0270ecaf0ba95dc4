import { describe, expect, test } from 'vitest';
import { callsAtOnce } from '../../../../functions/messages/calls.ts';
import { StoreUnavailableError, UpstreamUnavailableError } from '../../../../functions/messages/errors.ts';
import type { HandOverMessages } from '../../../../functions/messages/hand-over.ts';
import type { Message } from '../../../../functions/messages/message.ts';
import { createCircuit } from '../../../../functions/messages/sweep/circuit.ts';
import { emptyReport } from '../../../../functions/messages/sweep/report.ts';
import { createSteps } from '../../../../functions/messages/sweep/steps.ts';
import { sweepHandOverMillis } from '../../../../functions/messages/time-budget.ts';
import { inFlightMillis } from '../../../../functions/messages/timing.ts';
import { memoryCalls } from '../../../support/fakes/memory-calls.ts';
import { memoryStore } from '../../../support/fakes/memory-store.ts';
import { scriptedUpstream } from '../../../support/fakes/scripted-upstream.ts';
import { aMessage, now, swissMobiles } from '../../../support/model/messages.ts';
import { minute, minutesAgo, queuedMessages, statesOf } from '../../../support/model/sweeps.ts';

/** Messages that wait, of which each takes a call of its own. */
const waitingMessages = (count: number): Message[] =>
  swissMobiles(count).map((to, index) => aMessage({ to, status: 'accepted', text: `Text ${index}` }));

const queued: HandOverMessages = async (messages) => messages.map((message) => ({ ...message, status: 'queued' }));

/** The steps over these messages, in a sweep that has so much time. */
const stepping = (messages: readonly Message[], available = 10 * minute) => {
  const time = { now };
  const store = memoryStore(messages);
  const calls = memoryCalls();
  const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
  const stub = { handOver: queued };
  const steps = createSteps({
    store,
    calls,
    upstream,
    handOver: (...asked) => stub.handOver(...asked),
    clock: () => time.now,
    newAttempt: () => 'sweep-1',
  });
  const run = {
    startedAt: now,
    deadline: now.getTime() + available,
    circuit: createCircuit(),
    report: emptyReport(),
  };
  const entries = messages.map(({ id, status, createdAt, upstreamId }) => ({
    id,
    status,
    key: `${createdAt}#${id}`,
    ...(upstreamId !== undefined && { upstreamId }),
  }));
  const pass = (millis: number) => {
    time.now = new Date(time.now.getTime() + millis);
  };
  return { steps, run, entries, store, calls, upstream, stub, pass };
};

const somewhere = { shard: '0', window: 'all', after: '0' };

describe('asking', () => {
  test('forgets earlier silence once there is an answer', async () => {
    const { steps, run, entries } = stepping(queuedMessages(1));
    run.circuit.silent(somewhere);

    expect(await steps.ask(entries, run)).toBe(true);

    expect(run.circuit.unanswered()).toEqual([]);
  });

  test('is done where the halves of a question that had no sensible answer have one', async () => {
    const { steps, run, entries, upstream } = stepping(queuedMessages(5));
    const { states } = upstream;
    upstream.states = async (ids, deadline) => {
      if (ids.length === 5) throw new UpstreamUnavailableError('nonsense', { answered: true });
      return states(ids, deadline);
    };

    expect(await steps.ask(entries, run)).toBe(true);

    expect(upstream.stateCalls.map((ids) => ids.length)).toEqual([3, 2]);
    expect(run.report).toMatchObject({ checked: 5, changed: 5 });
  });
});

describe('handing over', () => {
  test('forgets earlier silence once the gateway takes a message', async () => {
    const { steps, run, entries } = stepping(waitingMessages(1));
    run.circuit.silent(somewhere);

    await steps.handOverWaiting(entries, run);

    expect(run.circuit.unanswered()).toEqual([]);
  });

  test.each([
    ['the sweep', sweepHandOverMillis, sweepHandOverMillis],
    ['the claim', 10 * minute, inFlightMillis],
  ])('has as much time as %s', async (_, available, expected) => {
    const { steps, run, entries, stub } = stepping(waitingMessages(1), available);
    const deadlines: number[] = [];
    stub.handOver = (messages, deadline) => {
      deadlines.push(deadline);
      return queued(messages, deadline);
    };

    await steps.handOverWaiting(entries, run);

    expect(deadlines).toEqual([now.getTime() + expected]);
  });

  test.each<[string, number, number, boolean]>([
    ['is done where all were handed over, though the time is up by then', 2, 2, true],
    ['is not where the time was up before another began', callsAtOnce + 1, 1, false],
  ])('%s', async (_, count, last, isDone) => {
    const { steps, run, entries, stub, pass } = stepping(waitingMessages(count));
    let handedOver = 0;
    stub.handOver = async (messages, deadline) => {
      handedOver += 1;
      if (handedOver === last) pass(10 * minute);
      return queued(messages, deadline);
    };

    expect(await steps.handOverWaiting(entries, run)).toBe(isDone);

    expect(run.report.handedOver).toBe(handedOver);
    expect(handedOver === count).toBe(isDone);
  });

  test('is done where another has claimed the messages', async () => {
    const { steps, run, entries, store } = stepping(waitingMessages(2));
    store.apply = async (changes) => changes.map(() => 'stale');

    expect(await steps.handOverWaiting(entries, run)).toBe(true);
    expect(run.report).toMatchObject({ handedOver: 0, reachable: undefined });
  });

  test.each(['expired', 'canceled'] as const)(
    'of a message that was %s before its call says nothing of the gateway, and is done',
    async (status) => {
      const { steps, run, entries, stub, pass } = stepping(waitingMessages(1));
      stub.handOver = async (messages) => {
        pass(10 * minute);
        return messages.map((message) => ({ ...message, status }));
      };

      expect(await steps.handOverWaiting(entries, run)).toBe(true);
      expect(run.report).toMatchObject({ handedOver: 0, closed: 1, reachable: undefined });
    },
  );

  test('fails where a claim is not recorded, when the others have been handed over', async () => {
    const messages = waitingMessages(2);
    const { steps, run, entries, store } = stepping(messages);
    store.hooks.isUnavailable = (_, { id }) => id === messages[0]?.id;

    await expect(steps.handOverWaiting(entries, run)).rejects.toThrow(StoreUnavailableError);

    expect(run.report).toMatchObject({ handedOver: 1, reachable: true });
  });
});

describe('closing', () => {
  const old = { createdAt: minutesAgo(73 * 60), updatedAt: minutesAgo(73 * 60) };

  test('is done where the record takes it', async () => {
    const { steps, run, entries } = stepping(queuedMessages(1, old));

    expect(await steps.closeOld(entries, run)).toBe(true);
    expect(await steps.closeCutOff(entries, run)).toBe(true);
    expect(run.report.closed).toBe(1);
  });

  test('fails where the record does not take it', async () => {
    const { steps, run, entries, store } = stepping(queuedMessages(1, old));
    store.hooks.isUnavailable = () => true;

    await expect(steps.closeOld(entries, run)).rejects.toThrow(StoreUnavailableError);
  });

  test('of what was cut off asks for no call that may still be under way', async () => {
    const { steps, run, entries, calls } = stepping([aMessage({ updatedAt: minutesAgo(0.5), call: 0 })]);

    expect(await steps.closeCutOff(entries, run)).toBe(true);

    expect([...calls.states]).toEqual([]);
  });
});
