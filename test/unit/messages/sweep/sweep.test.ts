import { describe, expect, test } from 'vitest';
import { callsAtOnce } from '../../../../functions/messages/calls.ts';
import { StoreUnavailableError, UpstreamUnavailableError } from '../../../../functions/messages/errors.ts';
import { newMessageId } from '../../../../functions/messages/ids.ts';
import type { Message } from '../../../../functions/messages/message.ts';
import type { Range } from '../../../../functions/messages/sweep/ranges.ts';
import { sweepHandOverMillis, sweepMillis, sweepReserveMillis } from '../../../../functions/messages/time-budget.ts';
import { inFlightMillis } from '../../../../functions/messages/timing.ts';
import { openShard, waitingShards } from '../../../../functions/store/message-item.ts';
import { memoryOpen } from '../../../support/fakes/memory-open.ts';
import { memoryStore } from '../../../support/fakes/memory-store.ts';
import { acceptAll, scriptedUpstream } from '../../../support/fakes/scripted-upstream.ts';
import { aMessage, now, swissMobiles } from '../../../support/model/messages.ts';
import { minute, minutesAgo, queuedMessages, statesOf, sweeping } from '../../../support/model/sweeps.ts';

const waitingMessages = (count: number, parts: Partial<Message> = {}): Message[] =>
  swissMobiles(count).map((to) => aMessage({ to, status: 'accepted', createdAt: minutesAgo(1), ...parts }));

const silence = new UpstreamUnavailableError('The gateway did not answer.');
const nonsense = new UpstreamUnavailableError('The gateway answered with something else.', { answered: true });

describe('fresh messages', () => {
  test('are counted, and the newest tells its time', async () => {
    const ages = [0.5, 1.5, 1, 2.5, 90];
    const messages = ages.flatMap((age) => queuedMessages(1, { createdAt: minutesAgo(age) }));

    const report = await sweeping(messages).sweep();

    expect(report).toMatchObject({ seen: 5, fresh: 3, newest: new Date(minutesAgo(0.5)) });
  });

  test('are as old as their time to be sent, once the gateway has them', async () => {
    const scheduledAt = minutesAgo(1);
    const messages = queuedMessages(1, { createdAt: minutesAgo(600), scheduledAt });

    const report = await sweeping(messages).sweep();

    expect(report).toMatchObject({ fresh: 1, newest: new Date(scheduledAt) });
  });

  test('are none where all are older', async () => {
    const report = await sweeping(queuedMessages(3, { createdAt: minutesAgo(3) })).sweep();

    expect(report).toMatchObject({ seen: 3, fresh: 0, newest: undefined });
  });
});

describe('what the gateway has', () => {
  test('costs no read or write of the record while nothing changes, however often it is asked for', async () => {
    const messages = queuedMessages(250);
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'queued' }) });
    const { sweep, store } = sweeping(messages, { upstream });
    const operations: string[] = [];
    store.hooks.before = (operation) => void operations.push(operation);

    const reports = [await sweep(), await sweep(), await sweep()];

    expect(reports.map(({ seen, checked, changed }) => [seen, checked, changed])).toEqual(
      reports.map(() => [250, 250, 0]),
    );
    expect(operations).toEqual([]);
    expect(upstream.stateCalls.every((ids) => ids.length <= 100)).toBe(true);
  });

  test('is written where it changed, and only there, with how late that was', async () => {
    const messages = queuedMessages(250);
    const states = statesOf(messages, { status: 'queued' });
    const since = new Date(now.getTime() - 7_000);
    for (const { upstreamId = '' } of messages.slice(0, 3)) states.set(upstreamId, { status: 'delivered', since });
    const { sweep, store, status } = sweeping(messages, { upstream: scriptedUpstream({ states }) });

    const report = await sweep();

    expect(report).toMatchObject({ checked: 250, changed: 3, lags: [7_000, 7_000, 7_000], failedCalls: 0, left: [] });
    expect(store.writes.updates).toBe(3);
    expect(messages.map(status)).toEqual(messages.map((_, index) => (index < 3 ? 'delivered' : 'queued')));
  });

  test('is never taken back by an older word', async () => {
    const messages = queuedMessages(1, { status: 'on_network' });
    const { sweep, store } = sweeping(messages, {
      upstream: scriptedUpstream({ states: statesOf(messages, { status: 'submitted' }) }),
    });

    await sweep();

    expect(store.writes.updates).toBe(0);
  });

  test('stays open when the gateway knows nothing of it', async () => {
    const messages = queuedMessages(2);
    const upstream = scriptedUpstream({ states: statesOf(messages.slice(1), { status: undefined }) });
    const { sweep, statuses } = sweeping(messages, { upstream });

    expect(await sweep()).toMatchObject({ checked: 2, changed: 0, reachable: true, failedCalls: 0 });
    expect(statuses()).toEqual(['queued', 'queued']);
  });

  test('is left alone while it is scheduled for later', async () => {
    const later = new Date(now.getTime() + 60 * minute).toISOString();
    const messages = queuedMessages(1, { status: 'scheduled', scheduledAt: later });
    const { sweep, upstream } = sweeping(messages);

    expect(await sweep()).toMatchObject({ seen: 0, reachable: undefined });
    expect(upstream.stateCalls).toEqual([]);
  });

  test('is asked for once its time has come', async () => {
    const messages = queuedMessages(1, {
      status: 'scheduled',
      scheduledAt: minutesAgo(-5),
      createdAt: minutesAgo(5000),
    });
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const { sweep, pass, statuses } = sweeping(messages, { upstream });
    pass(6 * minute);

    expect(await sweep()).toMatchObject({ changed: 1, closed: 0 });
    expect(statuses()).toEqual(['delivered']);
  });
});

describe('messages that wait for the gateway', () => {
  test('are handed over', async () => {
    const messages = waitingMessages(250);
    const { sweep, upstream, statuses } = sweeping(messages);

    const report = await sweep();

    expect(report).toMatchObject({ handedOver: 250, reachable: true, failedCalls: 0 });
    expect(upstream.recipients().sort()).toEqual(messages.map(({ to }) => to));
    expect(new Set(statuses())).toEqual(new Set(['queued']));
  });

  test.each([2, 5, 10])('are handed over once by %i sweeps at the same time', async (count) => {
    const messages = [...waitingMessages(120), ...queuedMessages(120)];
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const { sweep, store } = sweeping(messages, { upstream });

    const reports = await Promise.all(Array.from({ length: count }, () => sweep()));

    expect(upstream.recipients().sort()).toEqual(swissMobiles(120));
    // A claim and its outcome for those that waited, one change for the others: as one sweep would have written.
    expect(store.writes.updates).toBe(2 * 120 + 120);
    expect(reports.reduce((sum, { handedOver }) => sum + handedOver, 0)).toBe(120);
  });

  test('are not touched by a sweep that hands nothing over', async () => {
    const { sweepHandingNothingOver, store, upstream } = sweeping(waitingMessages(3));

    expect(await sweepHandingNothingOver()).toMatchObject({ seen: 3, fresh: 3, handedOver: 0, reachable: undefined });

    expect(upstream.handOvers).toEqual([]);
    expect(store.writes.updates).toBe(0);
  });

  test('wait on when the gateway cannot be reached, and go at the next sweep', async () => {
    const messages = waitingMessages(5);
    const upstream = scriptedUpstream({ handOver: () => ({ kind: 'not_sent', cause: new Error('refused') }) });
    const { sweep, statuses, pass } = sweeping(messages, { upstream });

    const down = await sweep();
    expect(down).toMatchObject({ handedOver: 0, reachable: false });
    expect(new Set(statuses())).toEqual(new Set(['accepted']));

    upstream.script.handOver = acceptAll;
    pass(minute);
    const up = await sweep(down.left);
    expect(up).toMatchObject({ handedOver: 5, reachable: true, left: [] });
    expect(new Set(statuses())).toEqual(new Set(['queued']));
  });

  test('are not all risked on a gateway that answers no hand-over', async () => {
    const messages = waitingMessages(5_000);
    const upstream = scriptedUpstream({ handOver: () => ({ kind: 'unknown', cause: new Error('stalled') }) });
    const { sweep, statuses } = sweeping(messages, { upstream });

    const report = await sweep();

    expect(report.reachable).toBe(false);
    expect(upstream.handOvers.length).toBeLessThanOrEqual(12);
    expect(statuses().filter((status) => status === 'accepted').length).toBeGreaterThan(3_500);
  });

  test('are not claimed when there is no time left to hand them over', async () => {
    const id = newMessageId(now);
    const [known] = queuedMessages(1, { id });
    const inSameShard = waitingMessages(100).find((waiting) => openShard(waiting.id) === openShard(id));
    const upstream = scriptedUpstream();
    const { sweep, pass, store } = sweeping(
      [known, inSameShard].filter((message) => message !== undefined),
      { upstream },
    );
    upstream.states = async () => {
      pass(20_000);
      return new Map();
    };

    const report = await sweep([], sweepHandOverMillis + 10_000);

    expect(report.seen).toBe(2);
    expect(upstream.handOvers).toEqual([]);
    expect(store.writes.updates).toBe(0);
    expect(report.left).toContainEqual({ shard: openShard(id), window: 'all', after: '0' });
  });

  test('are claimed while there is just the time to hand them over', async () => {
    const { sweep } = sweeping(waitingMessages(1));

    expect(await sweep([], sweepHandOverMillis)).toMatchObject({ handedOver: 1, left: [] });
  });

  test('are left to the next sweep where the time ends while others of their batch are handed over', async () => {
    const all = waitingMessages(200).filter(({ id }) => openShard(id) === '0');
    const messages = all.map((message, index) => ({ ...message, text: `Text ${index}` }));
    const sweeper = sweeping(messages);
    sweeper.upstream.script.handOver = (request) => {
      if (sweeper.upstream.handOvers.length === callsAtOnce) sweeper.pass(sweepMillis);
      return acceptAll(request);
    };

    const { left } = await sweeper.sweep([], sweepMillis);

    expect(sweeper.upstream.handOvers).toHaveLength(callsAtOnce);
    expect(left).toEqual([{ shard: '0', window: 'all', after: '0' }]);
  });

  test('are not claimed, and left to the next sweep, where the time ends while others are handed over', async () => {
    const old = { createdAt: minutesAgo(25 * 60) };
    const messages = waitingMessages(400, old).map((message, index) => ({ ...message, text: `Text ${index}` }));
    const upstream = scriptedUpstream({ states: new Map() });
    const sweeper = sweeping(messages, { upstream });
    const mostAtOnce = 10 * callsAtOnce;
    upstream.script.handOver = async (request) => {
      if (upstream.handOvers.length % mostAtOnce === 0) sweeper.pass(10_000);
      return acceptAll(request);
    };

    const first = await sweeper.sweep([], sweepMillis);

    expect(first.handedOver).toBeGreaterThan(0);
    expect(first.handedOver).toBeLessThan(messages.length);
    // A claim and its outcome for each, and for what had been claimed when the time ended.
    expect(sweeper.store.writes.updates).toBeLessThanOrEqual(2 * (first.handedOver + mostAtOnce));

    const second = await sweeper.sweep(first.left, 10 * minute);

    expect(second).toMatchObject({ handedOver: messages.length - first.handedOver, left: [] });
  });

  test('go back unsent before other sweeps take their hand-over for cut off', async () => {
    const messages = waitingMessages(40).map((message, index) => ({ ...message, text: `Text ${index}` }));
    const upstream = scriptedUpstream();
    const sweeper = sweeping(messages, { upstream });
    let handedOver = 0;
    upstream.script.handOver = async (request) => {
      handedOver += 1;
      if (handedOver % 5 === 0) sweeper.pass(15_000);
      return acceptAll(request);
    };

    await sweeper.sweep([], 10 * minute);

    const claims = sweeper.store.history.filter(({ status }) => status === 'submitting');
    const outcomes = sweeper.store.history.filter(
      ({ attempt, status }) => attempt !== 'attempt-0' && status === 'queued',
    );
    for (const outcome of outcomes) {
      const claim = claims.find(({ id, version }) => id === outcome.id && version === outcome.version - 1);
      const took = Date.parse(outcome.updatedAt) - Date.parse(claim?.updatedAt ?? '');
      expect(took).toBeLessThanOrEqual(inFlightMillis);
    }
    expect(outcomes.length).toBeGreaterThan(0);
  });
});

describe('messages that wait and have a validity', () => {
  const ofAge = (hours: number, validUntil = now.toISOString(), parts: Partial<Message> = {}) =>
    waitingMessages(1, { createdAt: minutesAgo(60 * hours + 1), validUntil, ...parts });
  const ended = { status: 'expired', reason: { code: 'validity_ended' } };

  describe.each([0, 10, 70])('%i hours after their request', (hours) => {
    test.each([
      [-1, 'accepted'],
      [0, 'expired'],
      [1, 'expired'],
    ])('are, %i ms from its end, %s, also while the gateway is down', async (millis, status) => {
      const { sweepScheduled, pass, statuses, upstream } = sweeping(ofAge(hours, minutesAgo(-5)));
      pass(5 * minute + millis);

      await sweepScheduled(false);

      expect(statuses()).toEqual([status]);
      expect(upstream.handOvers).toEqual([]);
    });

    test('are handed over by the next sweep while it lasts', async () => {
      const { sweepScheduled, statuses } = sweeping(ofAge(hours, minutesAgo(-5)));

      expect(await sweepScheduled()).toMatchObject({ handedOver: 1, closed: 0 });
      expect(statuses()).toEqual(['queued']);
    });
  });

  test('say so, and cost nothing', async () => {
    const { sweepScheduled, store } = sweeping(ofAge(1, now.toISOString(), { charge: 2 }));

    expect(await sweepScheduled(false)).toMatchObject({ seen: 1, fresh: 0, closed: 1, reachable: undefined, left: [] });
    const [message] = store.records.values();
    expect(message).toMatchObject(ended);
    expect(message).not.toHaveProperty('charge');
    expect(store.credits.get('acc_shop')).toBe(2);
  });

  test('are closed after 72 hours, though it lasts longer', async () => {
    const { sweepScheduled, store, pass } = sweeping(ofAge(71, minutesAgo(-600)));

    pass(58 * minute);
    expect(await sweepScheduled(false)).toMatchObject({ closed: 0 });
    pass(minute);
    expect(await sweepScheduled(false)).toMatchObject({ closed: 1 });
    expect([...store.records.values()]).toMatchObject([{ status: 'expired', reason: { code: 'never_handed_over' } }]);
  });

  test('are told from others of the same text: these are handed over', async () => {
    const [over, lasting, endless] = swissMobiles(3).map((to, index) =>
      aMessage({ to, status: 'accepted', ...(index < 2 && { validUntil: minutesAgo(-index) }) }),
    );
    const messages = [over, lasting, endless].filter((message) => message !== undefined);
    const { sweepScheduled, upstream, status, pass } = sweeping(messages);
    pass(1_000);

    await sweepScheduled();

    expect(messages.map(status)).toEqual(['expired', 'queued', 'queued']);
    expect(upstream.recipients().sort()).toEqual([lasting?.to, endless?.to]);
  });

  test('are not handed over after it, wherever the index has them', async () => {
    const [message = aMessage()] = ofAge(1);
    const { validUntil: _, ...before } = message;
    const store = memoryStore([message]);
    const open = memoryOpen(store, { lagging: new Map([[message.id, before]]) });
    const { sweep, upstream, status } = sweeping([], { store, open });

    expect(await sweep()).toMatchObject({ seen: 1, handedOver: 0, reachable: undefined, left: [] });
    expect(upstream.handOvers).toEqual([]);
    expect(status(message)).toBe('accepted');
  });

  test('are not handed over after it by a sweep that stood still when it had claimed them', async () => {
    const sweeper = sweeping(ofAge(0, minutesAgo(-5)));
    sweeper.store.hooks.before = (_, [message]) => {
      if (message?.status === 'submitting') sweeper.pass(5 * minute);
    };

    await sweeper.sweepScheduled();

    expect([...sweeper.store.records.values()]).toMatchObject([ended]);
    expect(sweeper.upstream.handOvers).toEqual([]);
  });

  test('are not handed over by a sweep that hands nothing over, though it sees them', async () => {
    const { sweepHandingNothingOver, upstream, statuses } = sweeping(ofAge(0, minutesAgo(-5)));

    await sweepHandingNothingOver(
      waitingShards.map((shard) => ({ shard, window: 'waiting', after: '0', until: minutesAgo(-60) })),
    );

    expect(upstream.handOvers).toEqual([]);
    expect(statuses()).toEqual(['accepted']);
  });

  test('are read once: to be closed, or to be handed over', async () => {
    const messages = [...ofAge(0, minutesAgo(1)), ...ofAge(0, minutesAgo(-5))];
    const { sweepScheduled, store } = sweeping(messages);
    const read: string[] = [];
    const { find } = store;
    store.find = (ids) => {
      read.push(...ids);
      return find(ids);
    };

    expect(await sweepScheduled()).toMatchObject({ closed: 1, handedOver: 1 });

    expect(read.toSorted()).toEqual(messages.map(({ id }) => id).toSorted());
  });

  test('end at once where their hand-over was cut off before its call', async () => {
    const cutOff = { createdAt: minutesAgo(2), updatedAt: minutesAgo(2), call: 0, validUntil: minutesAgo(1) };
    const { sweepScheduled, store } = sweeping([aMessage(cutOff)]);

    expect(await sweepScheduled()).toMatchObject({ closed: 1 });
    expect([...store.records.values()]).toMatchObject([{ ...ended, version: 2 }]);
  });

  describe('and are being handed over', () => {
    const claimed = aMessage({
      createdAt: minutesAgo(0.5),
      updatedAt: minutesAgo(0.5),
      call: 0,
      validUntil: minutesAgo(0),
    });
    const mark = { attempt: claimed.attempt, call: 0 };

    test('end at once where their call has not begun, and now never does', async () => {
      const { sweepScheduled, store, calls } = sweeping([claimed]);

      expect(await sweepScheduled(false)).toMatchObject({ closed: 1 });
      expect([...store.records.values()]).toMatchObject([ended]);
      expect(await calls.begin(mark, claimed.attempt)).toBe('fenced');
    });

    test.each(['begun', 'given_up'] as const)('are left to their run where their call is %s', async (state) => {
      const { sweepScheduled, store, calls } = sweeping([claimed]);
      if (state === 'begun') await calls.begin(mark, claimed.attempt);
      else await calls.giveUp(mark, 'closed', claimed.attempt);

      expect(await sweepScheduled(false)).toMatchObject({ closed: 0 });
      expect([...store.records.values()]).toEqual([claimed]);
    });
  });

  test('know none once the gateway has them', async () => {
    const scheduled = { status: 'scheduled', scheduledAt: minutesAgo(1), validUntil: minutesAgo(0.5) } as const;
    const messages = queuedMessages(2).map((message, index) => ({ ...message, ...(index === 0 && scheduled) }));
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'on_network' }) });
    const { sweepScheduled, statuses } = sweeping(messages, { upstream });

    expect(await sweepScheduled()).toMatchObject({ checked: 2, closed: 0 });
    expect(statuses()).toEqual(['on_network', 'on_network']);
  });
});

test('messages to suppressed numbers say nothing of the gateway', async () => {
  const { sweep, suppressions, statuses, upstream } = sweeping(waitingMessages(3));
  suppressions.put('acc_shop', ...swissMobiles(3));

  const report = await sweep();

  expect(report).toMatchObject({ handedOver: 0, closed: 3, reachable: undefined, failedCalls: 0, left: [] });
  expect(statuses()).toEqual(['canceled', 'canceled', 'canceled']);
  expect(upstream.handOvers).toEqual([]);
});

describe('hand-overs that were cut off', () => {
  const submitting = (updatedAt: string, createdAt = updatedAt) => aMessage({ updatedAt, createdAt });

  test('are closed as indeterminate, and never sent again', async () => {
    const { sweep, upstream, store, statuses } = sweeping([submitting(minutesAgo(2))]);

    expect(await sweep()).toMatchObject({ closed: 1, handedOver: 0 });
    expect(statuses()).toEqual(['indeterminate']);
    expect([...store.records.values()][0]?.reason?.code).toBe('outcome_unknown');
    expect(upstream.handOvers).toEqual([]);
  });

  describe('of a request that takes several calls', () => {
    const cutOff = [0, 0, 1].map((call) => aMessage({ updatedAt: minutesAgo(2), createdAt: minutesAgo(2), call }));
    const { attempt = '' } = cutOff[0] ?? {};

    test('wait to be handed over where their call had not begun, and are in doubt where it had', async () => {
      const { sweep, calls, upstream, store, statuses } = sweeping(cutOff);
      await calls.begin({ attempt, call: 1 }, attempt);

      expect(await sweep()).toMatchObject({ closed: 1, handedOver: 0 });
      expect(statuses()).toEqual(['accepted', 'accepted', 'indeterminate']);
      const [waiting] = store.records.values();
      expect(waiting?.reason?.code).toBe('postponed');

      expect(await sweep()).toMatchObject({ handedOver: 2 });
      expect(upstream.recipients()).toHaveLength(2);
    });

    test('are never handed over by their own run any more, should it go on', async () => {
      const { sweep, calls } = sweeping(cutOff);

      await sweep();

      expect(await calls.begin({ attempt, call: 0 }, attempt)).toBe('fenced');
    });

    test('are left to the next sweep where it is not known whether their call had begun', async () => {
      const { sweep, calls, statuses } = sweeping(cutOff);
      calls.hooks.isUnavailable = (_, { call }) => call === 0;

      const { closed, left } = await sweep();

      expect([closed, left.length > 0]).toEqual([0, true]);
      expect(statuses()).toEqual(['submitting', 'submitting', 'accepted']);
    });
  });

  test('are left alone while they may still be under way', async () => {
    const { sweep, statuses, upstream } = sweeping([submitting(minutesAgo(0.1)), submitting(minutesAgo(1))]);

    expect(await sweep()).toMatchObject({ seen: 2, closed: 0 });
    expect(statuses()).toEqual(['submitting', 'submitting']);
    expect(upstream.stateCalls).toEqual([]);
  });

  test('are left alone also in a message too old to wait for', async () => {
    const { sweep, statuses } = sweeping([submitting(now.toISOString(), minutesAgo(73 * 60))]);

    await sweep();

    expect(statuses()).toEqual(['submitting']);
  });

  test('are no such thing when the index merely lags behind the record', async () => {
    const before = submitting(minutesAgo(10));
    const [after] = queuedMessages(1, { id: before.id, version: 2, createdAt: before.createdAt });
    const store = memoryStore(after === undefined ? [] : [after]);
    const open = memoryOpen(store, { lagging: new Map([[before.id, before]]) });
    const { sweep, status } = sweeping([], { store, open });

    expect(await sweep()).toMatchObject({ closed: 0 });
    expect(status(before)).toBe('queued');
  });
});

describe('messages older than three days', () => {
  const longAgo = minutesAgo(72 * 60 + 1);
  const old = { createdAt: longAgo, updatedAt: longAgo };

  test('are closed as expired, whether the gateway has them or not, and say which', async () => {
    const messages = [...queuedMessages(1, old), ...waitingMessages(1, old)];
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'queued' }) });
    const { sweep, store, statuses } = sweeping(messages, { upstream });

    expect(await sweep()).toMatchObject({ closed: 2, checked: 1, handedOver: 0 });
    expect(statuses()).toEqual(['expired', 'expired']);
    expect([...store.records.values()].map(({ reason }) => reason?.code)).toEqual([
      'no_final_status',
      'never_handed_over',
    ]);
    expect(upstream.handOvers).toEqual([]);
  });

  test('are closed at once where they still wait, though they have been tried just now', async () => {
    const { sweep, statuses, upstream } = sweeping(
      waitingMessages(1, { createdAt: longAgo, updatedAt: minutesAgo(1) }),
    );

    await sweep();

    expect(statuses()).toEqual(['expired']);
    expect(upstream.stateCalls).toEqual([]);
  });

  test('are asked about before they are closed', async () => {
    const messages = queuedMessages(1, old);
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const { sweep, statuses } = sweeping(messages, { upstream });

    expect(await sweep()).toMatchObject({ closed: 0, changed: 1 });
    expect(statuses()).toEqual(['delivered']);
  });

  test('are closed also when the gateway does not answer', async () => {
    const { sweep, statuses } = sweeping(queuedMessages(1, old));

    expect(await sweep()).toMatchObject({ closed: 1, reachable: false });
    expect(statuses()).toEqual(['expired']);
  });

  test('are given time for their news when they were handed over late', async () => {
    const handedOverLate = queuedMessages(1, { createdAt: longAgo, updatedAt: minutesAgo(2) });
    const upstream = scriptedUpstream({ states: statesOf(handedOverLate, { status: 'queued' }) });
    const { sweep, pass, statuses } = sweeping(handedOverLate, { upstream });

    await sweep();
    expect(statuses()).toEqual(['queued']);

    pass(178 * minute);
    await sweep();
    expect(statuses()).toEqual(['expired']);
  });

  test('stay open until then', async () => {
    const messages = queuedMessages(1, { createdAt: minutesAgo(72 * 60 - 1) });
    const upstream = scriptedUpstream({ states: new Map() });

    expect(await sweeping(messages, { upstream }).sweep()).toMatchObject({ closed: 0, checked: 1 });
  });

  test('are not closed under a hand-over that has just claimed them', async () => {
    const [waiting] = waitingMessages(1, old);
    const claimed = aMessage({ ...waiting, status: 'submitting', version: 2, updatedAt: now.toISOString() });
    const store = memoryStore([claimed]);
    const open = memoryOpen(store, { lagging: new Map(waiting ? [[waiting.id, waiting]] : []) });
    const { sweep, statuses } = sweeping([], { store, open });

    expect(await sweep()).toMatchObject({ closed: 0 });
    expect(statuses()).toEqual(['submitting']);
  });
});

describe('trouble', () => {
  test('with one message does not hide the news of the others', async () => {
    const messages = queuedMessages(500);
    const poison = messages[123]?.upstreamId ?? '';
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const { states } = upstream;
    upstream.states = async (ids, deadline) => {
      if (ids.includes(poison)) throw nonsense;
      return states(ids, deadline);
    };
    const { sweep, statuses, failures } = sweeping(messages, { upstream });

    const report = await sweep();

    expect(report).toMatchObject({ checked: 499, changed: 499, failedCalls: 1, reachable: true, left: [] });
    expect(failures).toEqual([nonsense]);
    expect(statuses().filter((status) => status === 'queued').length).toBe(1);
  });

  test('with all that is asked is not multiplied by asking for the halves', async () => {
    const messages = queuedMessages(5_000);
    const upstream = scriptedUpstream();
    let calls = 0;
    upstream.states = async () => {
      calls += 1;
      throw nonsense;
    };

    const report = await sweeping(messages, { upstream }).sweep();

    expect(calls).toBeLessThan(200);
    expect(report).toMatchObject({ checked: 0, changed: 0, reachable: true });
  });

  test('with one batch stops no other, and the next sweep asks again', async () => {
    const messages = queuedMessages(800);
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const { states } = upstream;
    let isFirst = true;
    upstream.states = async (ids, deadline) => {
      if (isFirst) {
        isFirst = false;
        throw silence;
      }
      return states(ids, deadline);
    };
    const { sweep, statuses, failures } = sweeping(messages, { upstream });

    const report = await sweep();
    const missed = statuses().filter((status) => status === 'queued').length;

    expect(report).toMatchObject({ failedCalls: 1, reachable: true });
    expect([missed > 0, missed <= 100]).toEqual([true, true]);
    expect(failures).toEqual([silence]);
    expect(await sweep()).toMatchObject({ changed: missed, failedCalls: 0 });
  });

  test('with the gateway itself ends the calls after three in a row, and leaves all of it to the next sweep', async () => {
    const messages = queuedMessages(5_000);
    const upstream = scriptedUpstream();
    const { sweep, statuses, store } = sweeping(messages, { upstream });

    const down = await sweep();
    expect(down).toMatchObject({ seen: 5_000, checked: 0, reachable: false });
    // Ten are under way at once: those had begun before the third had failed.
    expect(upstream.stateCalls.length).toBeLessThan(14);
    expect(store.writes.updates).toBe(0);

    upstream.script.states = statesOf(messages, { status: 'delivered' });
    const up = await sweep(down.left);
    expect(up).toMatchObject({ changed: 5_000, reachable: true, left: [] });
    expect(new Set(statuses())).toEqual(new Set(['delivered']));
  });

  test('with the gateway does not keep back what is closed without it', async () => {
    const messages = [
      ...queuedMessages(2_000),
      ...queuedMessages(5, { createdAt: minutesAgo(73 * 60), updatedAt: minutesAgo(73 * 60) }),
    ];

    expect(await sweeping(messages).sweep()).toMatchObject({ reachable: false, closed: 5 });
  });

  test('with the record says nothing of the gateway, and the messages are asked for again', async () => {
    const messages = queuedMessages(50);
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const sweeper = sweeping(messages, { upstream });
    sweeper.store.hooks.cannotRead = true;

    const report = await sweeper.sweep();
    expect(report).toMatchObject({ reachable: true, changed: 0 });
    expect(report.failedCalls).toBeGreaterThan(3);

    sweeper.store.hooks.cannotRead = false;
    expect(await sweeper.sweep(report.left)).toMatchObject({ changed: 50, left: [] });
  });

  test('with one write of many is made good by the next sweep', async () => {
    const messages = queuedMessages(10);
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const sweeper = sweeping(messages, { upstream });
    sweeper.store.hooks.isUnavailable = (_, { id }) => id === messages[4]?.id;

    const report = await sweeper.sweep();
    expect(report).toMatchObject({ changed: 9, failedCalls: 1, reachable: true });

    sweeper.store.hooks.isUnavailable = () => false;
    expect(await sweeper.sweep(report.left)).toMatchObject({ changed: 1, left: [] });
  });

  test('with a page of the index stops no other shard, and is made good by the next sweep', async () => {
    const messages = queuedMessages(100);
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const sweeper = sweeping(messages, { upstream });
    sweeper.open.hooks.beforePage = (shard) => {
      if (shard === '2') throw new StoreUnavailableError('The index could not be read.');
    };

    const report = await sweeper.sweep();
    expect(report.left).toEqual([{ shard: '2', window: 'all', after: '0' }]);
    expect(report).toMatchObject({ failedCalls: 1 });
    expect(report.changed).toBeGreaterThan(50);

    delete sweeper.open.hooks.beforePage;
    expect(await sweeper.sweep(report.left)).toMatchObject({ changed: 100 - report.changed, left: [] });
  });

  test('is told as an error, whatever was thrown', async () => {
    const { sweep, open, failures } = sweeping([]);
    open.hooks.beforePage = () => Promise.reject('down');

    await sweep();

    expect(failures[0]).toMatchObject({ cause: 'down' });
  });
});

describe('time', () => {
  test('running out leaves the rest to the next sweep, which skips nothing', async () => {
    const messages = queuedMessages(3_000);
    const upstream = scriptedUpstream({ states: statesOf(messages, { status: 'delivered' }) });
    const { states } = upstream;
    const sweeper = sweeping(messages, { upstream });
    upstream.states = async (ids, deadline) => {
      sweeper.pass(2_000);
      return states(ids, deadline);
    };

    const reports = [await sweeper.sweep([], sweepReserveMillis + 20_000)];
    while ((reports.at(-1)?.left.length ?? 0) > 0) {
      reports.push(await sweeper.sweep(reports.at(-1)?.left, sweepReserveMillis + 20_000));
    }

    expect(reports[0]?.changed).toBeLessThan(3_000);
    expect(reports.reduce((sum, { changed }) => sum + changed, 0)).toBe(3_000);
    expect(new Set(sweeper.statuses())).toEqual(new Set(['delivered']));
  });

  describe('that a sweep is at work for', () => {
    /** Sweeps with helpers; each call to the gateway takes so long. */
    const longSweep = async (
      millis: number,
      parts: { silent?: boolean; given?: number; shards?: number; pageSize?: number } = {},
    ) => {
      const messages = queuedMessages(1_600);
      const sweeper = sweeping(messages, {
        upstream: scriptedUpstream({ states: statesOf(messages, { status: 'queued' }) }),
      });
      if (parts.pageSize !== undefined) sweeper.open.hooks.pageSize = parts.pageSize;
      const { states } = sweeper.upstream;
      sweeper.upstream.states = async (ids, deadline) => {
        sweeper.pass(millis);
        if (parts.silent) throw new UpstreamUnavailableError('silent');
        return states(ids, deadline);
      };
      const asked: (readonly Range[])[] = [];
      const report = await sweeper.sweepSharing(async (ranges) => {
        asked.push(ranges);
        return ranges.slice(1, parts.given === undefined ? ranges.length : 1 + parts.given);
      }, parts.shards);
      return { asked, report, sweeper };
    };

    test('has it ask for help, once, with the ranges that it has not begun', async () => {
      const { asked, report } = await longSweep(700);

      expect(asked).toHaveLength(1);
      expect(asked[0]?.length).toBeLessThan(8);
      expect(report.given).toEqual(asked[0]?.slice(1));
    });

    test('is not spent on what helpers have been given', async () => {
      const { report, sweeper } = await longSweep(700);

      const given = new Set(report.given.map(({ shard }) => shard));
      const own = [...sweeper.store.records.values()].filter(({ id }) => !given.has(openShard(id)));
      expect(report).toMatchObject({ seen: own.length, left: [] });
    });

    test('has it ask once also where no helper can be asked', async () => {
      const { asked } = await longSweep(700, { given: 0 });

      expect(asked).toHaveLength(1);
    });

    test('has it ask for none where it has begun all ranges', async () => {
      const { asked } = await longSweep(5_000, { shards: 1, pageSize: 5 });

      expect(asked).toEqual([]);
    });

    test('has it ask for none where that is short, or the gateway does not answer', async () => {
      const [short, silent] = [await longSweep(1), await longSweep(5_000, { silent: true })];

      expect([...short.asked, ...silent.asked]).toEqual([]);
    });
  });

  test('that ends while a page is read leaves that page to the next sweep', async () => {
    const cutOff = Array.from({ length: 200 }, () => aMessage({ createdAt: minutesAgo(5), updatedAt: minutesAgo(5) }));
    // The pages of the other shards are no longer begun.
    const sweeper = sweeping(cutOff.filter(({ id }) => openShard(id) === '0').slice(0, 1));
    sweeper.open.hooks.beforePage = () => sweeper.pass(sweepMillis);

    const report = await sweeper.sweep([], sweepMillis);

    expect(report).toMatchObject({ seen: 0, closed: 0 });
    expect(sweeper.statuses()).toEqual(['submitting']);
  });

  test('that is up already lets a sweep do nothing but say so', async () => {
    const sweeper = sweeping(queuedMessages(10));

    const report = await sweeper.sweep([], sweepReserveMillis - 1);

    expect(report).toMatchObject({ seen: 0, reachable: undefined });
    expect(report.left.map(({ after }) => after)).toEqual(Array.from({ length: 8 }, () => '0'));
    expect([sweeper.open.pages(), sweeper.upstream.stateCalls.length]).toEqual([0, 0]);
  });
});
