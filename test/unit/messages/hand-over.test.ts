import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { callsAtOnce, numbered } from '../../../functions/messages/calls.ts';
import { CallTooLateError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { CallMark, HandOverOutcome } from '../../../functions/messages/ports.ts';
import { acceptAll } from '../../support/fakes/scripted-upstream.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, now, swissMobiles } from '../../support/model/messages.ts';

const reason = { code: 'gateway_5', text: "The message won't be received." };
const cause = new Error('The connection was reset.');
const two = swissMobiles(2).map((to) => aMessage({ to }));

const handOver = async (outcome: HandOverOutcome) => {
  const service = aMessageService(two);
  service.upstream.script.handOver = () => outcome;
  const messages = await service.handOver(two, service.deadline());
  return { ...service, messages };
};

describe('an outcome', () => {
  test('answered: each recipient gets its own', async () => {
    const { messages, store, causes } = await handOver({
      kind: 'answered',
      results: [
        { accepted: true, upstreamId: 'gw1', status: 'scheduled' },
        { accepted: false, reason },
      ],
    });

    expect(messages).toMatchObject([
      { status: 'scheduled', upstreamId: 'gw1', version: 2 },
      { status: 'failed', reason, version: 2 },
    ]);
    expect(messages[1]).not.toHaveProperty('upstreamId');
    expect([...store.records.values()]).toEqual(messages);
    expect(causes).toEqual([]);
  });

  test('answered, but not what became of one: that one is indeterminate, and somebody is told', async () => {
    const { messages, logged, store } = await handOver({
      kind: 'answered',
      results: [{ accepted: 'unknown' }, { accepted: true, upstreamId: 'gw2', status: 'queued' }],
    });

    expect(messages).toMatchObject([
      { status: 'indeterminate', reason: { code: 'outcome_unknown' } },
      { status: 'queued', upstreamId: 'gw2' },
    ]);
    expect(logged).toEqual({ postponed: [], indeterminate: [two[0]], unrecorded: [] });
    expect([...store.records.values()]).toEqual(messages);
  });

  test('answered, but not what became of one: who is told learns what the answer looked like', async () => {
    const unread = new Error('HTTP 200, 12 bytes');
    const { causes } = await handOver({
      kind: 'answered',
      results: [
        { accepted: true, upstreamId: 'gw1', status: 'queued' },
        { accepted: 'unknown', cause: unread },
      ],
    });

    expect(causes).toMatchObject([
      { message: 'The answer leaves the outcome for these recipients unknown.', cause: unread },
    ]);
  });

  test('rejected: all fail with the reason', async () => {
    const { messages } = await handOver({ kind: 'rejected', reason });

    expect(messages).toMatchObject([
      { status: 'failed', reason },
      { status: 'failed', reason },
    ]);
  });

  test('not sent: all wait for the sweep', async () => {
    const { messages, logged } = await handOver({ kind: 'not_sent', cause });

    expect(messages).toMatchObject([
      { status: 'accepted', reason: { code: 'gateway_unreachable' }, version: 2 },
      { status: 'accepted', reason: { code: 'gateway_unreachable' }, version: 2 },
    ]);
    expect(logged).toEqual({ postponed: two, indeterminate: [], unrecorded: [] });
  });

  test('unknown: all are indeterminate, and somebody is told', async () => {
    const { messages, logged, upstream, causes } = await handOver({ kind: 'unknown', cause });

    expect(messages).toMatchObject([
      { status: 'indeterminate', reason: { code: 'outcome_unknown' } },
      { status: 'indeterminate', reason: { code: 'outcome_unknown' } },
    ]);
    expect(logged).toEqual({ postponed: [], indeterminate: two, unrecorded: [] });
    expect(causes).toEqual([cause]);
    expect(upstream.handOvers).toHaveLength(1);
  });

  test('answered for fewer than were asked: nobody knows for which, and all are indeterminate', async () => {
    const { messages, logged } = await handOver({
      kind: 'answered',
      results: [{ accepted: true, upstreamId: 'gw1', status: 'queued' }],
    });

    expect(messages.map(({ status }) => status)).toEqual(['indeterminate', 'indeterminate']);
    expect(logged.indeterminate).toEqual(two);
  });
});

test('a store that fails for good does not make a failed send of one that was handed over', async () => {
  const { handOver, store, logged, causes, deadline } = aMessageService(two);
  const denied = new Error('Access denied.');
  store.apply = async () => {
    throw denied;
  };

  const messages = await handOver(two, deadline());

  expect(messages.map(({ status }) => status)).toEqual(['submitting', 'submitting']);
  expect(logged.unrecorded.map(([, outcome]) => outcome)).toEqual(['unavailable', 'unavailable']);
  expect(causes).toEqual([denied, denied]);
});

describe('the time', () => {
  test('that is too short for a call leaves it for the sweep', async () => {
    const { handOver, upstream, deadline, suppressions } = aMessageService(two);

    const messages = await handOver(two, deadline(20_999));

    expect(messages).toMatchObject(two.map(() => ({ status: 'accepted', reason: { code: 'postponed' } })));
    expect(upstream.handOvers).toEqual([]);
    expect(suppressions.asked()).toBe(0);
  });

  test('that is just enough for a call has it made', async () => {
    const { handOver, deadline } = aMessageService(two);

    expect(await handOver(two, deadline(21_000))).toMatchObject(two.map(() => ({ status: 'queued' })));
  });

  test('that runs out while the list is looked at leaves the call', async () => {
    const { handOver, upstream, deadline, pass, suppressions } = aMessageService(two);
    const { among } = suppressions;
    Object.assign(suppressions, {
      among: async (...asked: Parameters<typeof among>) => {
        await pass(10_000);
        return among(...asked);
      },
    });

    const messages = await handOver(two, deadline());

    expect(messages).toMatchObject(two.map(() => ({ status: 'accepted', reason: { code: 'postponed' } })));
    expect(upstream.handOvers).toEqual([]);
  });

  test('that runs out under way leaves the calls that have not begun', async () => {
    const messages = swissMobiles(1000).map((to) => aMessage({ to }));
    const { handOver, upstream, deadline, pass } = aMessageService(messages);
    let calls = 0;
    upstream.script.handOver = async (request) => {
      await turn();
      calls += 1;
      if (calls === 5) pass(15_000);
      return acceptAll(request);
    };

    const after = await handOver(messages, deadline());

    const waiting = after.filter(({ status }) => status === 'accepted');
    expect(upstream.recipients()).toHaveLength(1000 - waiting.length);
    expect(waiting.length).toBeGreaterThan(0);
  });
});

describe('the record of an outcome', () => {
  test.each([
    [5, 'as long as the caller has, but for what follows', 28_000 - 4_000],
    [6, 'no more than its usual time, for other calls wait', 0],
  ])('of %i calls may take %s', async (count, _, within) => {
    const messages = swissMobiles(count).map((to, index) => aMessage({ to, text: `Code ${index}` }));
    const { handOver, store, deadline } = aMessageService(messages);
    const times: unknown[] = [];
    const { apply } = store;
    store.apply = (changes, time) => {
      times.push(time);
      return apply(changes, time);
    };

    await handOver(messages, deadline());

    expect(times).toEqual(messages.map(() => within));
  });
});

describe('a message past its validity', () => {
  const ended = { status: 'expired', reason: { code: 'validity_ended' }, version: 2 };
  const until = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  const [short = aMessage(), long = aMessage()] = [10, 20].map((seconds, index) =>
    aMessage({ to: swissMobiles(2)[index] ?? '', validUntil: until(seconds), charge: 1 }),
  );

  test.each([
    [-1, 'queued'],
    [0, 'expired'],
    [1, 'expired'],
  ])('%i ms from its end is %s', async (millis, status) => {
    const { handOver, upstream, deadline, pass, store, causes } = aMessageService([short]);
    await pass(10_000 + millis);

    const messages = await handOver([short], deadline());

    expect(messages.map((message) => message.status)).toEqual([status]);
    expect(upstream.handOvers).toHaveLength(status === 'queued' ? 1 : 0);
    expect(store.records.get(short.id)).toMatchObject(status === 'queued' ? { charge: 1 } : ended);
    expect(causes).toEqual([]);
  });

  test('is not paid for', async () => {
    const { handOver, deadline, pass, store } = aMessageService([short]);
    await pass(10_000);

    await handOver([short], deadline());

    expect(store.records.get(short.id)).not.toHaveProperty('charge');
    expect(store.credits.get(short.account)).toBe(1);
  });

  test('is left out of the call, and others go: until the first of them ends', async () => {
    const { handOver, upstream, deadline, pass, logged } = aMessageService([short, long]);
    await pass(10_000);

    const messages = await handOver([short, long], deadline());

    expect(messages).toMatchObject([ended, { status: 'queued' }]);
    expect(upstream.handOvers).toMatchObject([{ to: [long.to], notAfter: new Date(until(20)) }]);
    expect(logged.postponed).toEqual([]);
  });

  test.each([
    ['the look at the list counts', undefined, 10],
    ['it lasts', until(5), 5],
    ['the look at the list counts, though it lasts longer', until(20), 10],
  ])('has its call begin while %s', async (_, validUntil, seconds) => {
    const message = aMessage({ ...(validUntil !== undefined && { validUntil }) });
    const { handOver, upstream, deadline } = aMessageService([message]);

    await handOver([message], deadline());

    expect(upstream.handOvers).toMatchObject([{ notAfter: new Date(until(seconds)) }]);
  });

  test('ends where the call was too late for it, and others wait for the sweep', async () => {
    const { handOver, upstream, deadline, pass, logged } = aMessageService([short, long]);
    upstream.script.handOver = async ({ notAfter }) => {
      expect(notAfter).toEqual(new Date(until(10)));
      await pass(10_000);
      return { kind: 'not_sent', cause: new CallTooLateError('The time is over.') };
    };

    const messages = await handOver([short, long], deadline());

    expect(messages).toMatchObject([ended, { status: 'accepted', reason: { code: 'postponed' } }]);
    expect(logged.postponed).toEqual([long]);
  });

  test('ends where the call was too late for it, and nothing waits', async () => {
    const { handOver, upstream, deadline, pass, causes } = aMessageService([short]);
    upstream.script.handOver = async () => {
      await pass(10_000);
      return { kind: 'not_sent', cause: new CallTooLateError('The time is over.') };
    };

    expect(await handOver([short], deadline())).toMatchObject([ended]);

    expect(causes).toEqual([]);
  });

  test('ends where its process stood still before the call', async () => {
    const { handOver, upstream, deadline, pass, suppressions } = aMessageService([short]);
    const { among } = suppressions;
    Object.assign(suppressions, {
      among: async (...asked: Parameters<typeof among>) => {
        await pass(60_000);
        return among(...asked);
      },
    });

    const messages = await handOver([short], deadline(120_000));

    expect(messages).toMatchObject([ended]);
    expect(upstream.handOvers).toEqual([]);
  });

  test('ends where its process stood still after it had noted the call', async () => {
    const many = numbered(swissMobiles(101).map((to) => aMessage({ to, validUntil: until(60) })));
    const { handOver, upstream, deadline, pass, calls } = aMessageService(many);
    const { begin } = calls;
    Object.assign(calls, {
      begin: async (mark: CallMark, by: string) => {
        await pass(60_000);
        return begin(mark, by);
      },
    });

    const messages = await handOver(many, deadline());

    expect(messages).toMatchObject(many.map(() => ended));
    expect(upstream.handOvers).toEqual([]);
  });
});

describe('a suppressed number', () => {
  const [hidden = aMessage(), shown = aMessage()] = two;
  const canceled = { status: 'canceled', reason: { code: 'suppressed' }, version: 2 };

  test('is left out of the call, and others go', async () => {
    const { handOver, upstream, deadline, suppressions } = aMessageService(two);
    suppressions.put(hidden.account, hidden.to);

    const messages = await handOver(two, deadline());

    expect(messages).toMatchObject([canceled, { status: 'queued' }]);
    expect(upstream.recipients()).toEqual([shown.to]);
  });

  test('is so for its own account', async () => {
    const other = aMessage({ account: 'acc_other', to: hidden.to });
    const { handOver, upstream, deadline, suppressions } = aMessageService([hidden, other]);
    suppressions.put(hidden.account, hidden.to);

    const messages = await handOver([hidden, other], deadline());

    expect(messages).toMatchObject([canceled, { status: 'queued' }]);
    expect(upstream.handOvers).toHaveLength(1);
  });

  test('alone in a call that has a number has none noted', async () => {
    const many = numbered(swissMobiles(101).map((to) => aMessage({ to })));
    const last = many.at(-1) ?? hidden;
    const { handOver, deadline, suppressions, calls } = aMessageService(many);
    suppressions.put(last.account, last.to);

    const messages = await handOver(many, deadline());

    expect(messages.at(-1)).toMatchObject(canceled);
    expect([...calls.states.keys()]).toEqual(['attempt-0#0']);
  });

  test.each([
    ['counts', 9_999, 0],
    ['counts no more', 10_000, 1],
  ])('a look at the list %s after %i ms', async (_, age, asked) => {
    const { handOver, deadline, suppressions, clock, pass } = aMessageService([hidden]);
    suppressions.put(hidden.account, hidden.to);
    const suppressionsReadAt = clock();
    await pass(age);

    const messages = await handOver([hidden], deadline(), { suppressionsReadAt });

    expect(suppressions.asked()).toBe(asked);
    expect(messages).toMatchObject([{ status: asked === 0 ? 'queued' : 'canceled' }]);
  });

  test.each([new StoreUnavailableError('The list could not be read.'), new Error('AccessDenied')])(
    'cannot be told where the list cannot be read, and the message waits: %s',
    async (problem) => {
      const { handOver, upstream, deadline, suppressions, logged, causes } = aMessageService(two);
      Object.assign(suppressions, { among: () => Promise.reject(problem) });

      const messages = await handOver(two, deadline());

      expect(messages).toMatchObject(two.map(() => ({ status: 'accepted', reason: { code: 'postponed' } })));
      expect(upstream.handOvers).toEqual([]);
      expect(logged.postponed).toEqual(two);
      expect(causes).toMatchObject([{ name: 'PostponedError', cause: problem }]);
    },
  );
});

test('a look at the suppression list that failed is made again for the calls that come later', async () => {
  const messages = swissMobiles(callsAtOnce + 1).map((to, index) => aMessage({ to, text: `Code ${index}` }));
  const { handOver, deadline, suppressions } = aMessageService(messages);
  const { among } = suppressions;
  let looks = 0;
  Object.assign(suppressions, {
    among: (...asked: Parameters<typeof among>) => {
      looks += 1;
      return looks === 1 ? Promise.reject(new StoreUnavailableError('The list could not be read.')) : among(...asked);
    },
  });

  const after = await handOver(messages, deadline());

  expect(after[0]).toMatchObject({ status: 'accepted' });
  expect(after.at(-1)).toMatchObject({ status: 'queued' });
  expect(looks).toBe(2);
});

describe('a recipient of several messages', () => {
  test('is in each call once', async () => {
    const [one, other] = swissMobiles(2);
    const messages = [one, one, other, other].map((to) => aMessage({ to: to ?? '' }));
    const { handOver, upstream, deadline } = aMessageService(messages);

    const after = await handOver(messages, deadline());

    expect(upstream.handOvers.map(({ to }) => to)).toEqual([[one], [one, other], [other]]);
    expect(after.map(({ status }) => status)).toEqual(messages.map(() => 'queued'));
  });
});

describe('many recipients', () => {
  test('go in calls of 100, five at once, and come back in order', async () => {
    const messages = swissMobiles(1000).map((to) => aMessage({ to }));
    const { handOver, upstream, deadline } = aMessageService(messages);
    upstream.script.handOver = async (request) => {
      await turn();
      return acceptAll(request);
    };

    const after = await handOver(messages, deadline());

    expect(upstream.handOvers.map(({ to }) => to.length)).toEqual(Array.from({ length: 10 }, () => 100));
    expect(upstream.mostAtOnce()).toBe(5);
    expect(after.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    expect(after.every(({ status, to, upstreamId }) => status === 'queued' && upstreamId === `gw${to}`)).toBe(true);
  });

  test('share a call only where text, type, sender and time are the same', async () => {
    const [a, b, c, d, e, f] = swissMobiles(6);
    const scheduledAt = new Date(now.getTime() + 3_600_000).toISOString();
    const messages = [
      aMessage({ to: a ?? '' }),
      aMessage({ to: b ?? '', text: 'Other' }),
      aMessage({ to: c ?? '', type: 'flash' }),
      aMessage({ to: d ?? '', sender: '+41791112255' }),
      aMessage({ to: e ?? '', scheduledAt }),
      aMessage({ to: f ?? '' }),
    ];
    const { handOver, upstream, deadline } = aMessageService(messages);

    await handOver(messages, deadline());

    const text = 'Your order is on its way.';
    expect(upstream.handOvers.map(({ notAfter: _, ...call }) => call)).toStrictEqual([
      { to: [a, f], text, type: 'text' },
      { to: [b], text: 'Other', type: 'text' },
      { to: [c], text, type: 'flash' },
      { to: [d], text, type: 'text', sender: '+41791112255' },
      { to: [e], text, type: 'text', scheduledAt: new Date(scheduledAt) },
    ]);
  });

  test('of none make no call', async () => {
    const { handOver, upstream, deadline } = aMessageService();

    expect(await handOver([], deadline())).toEqual([]);

    expect(upstream.handOvers).toEqual([]);
  });
});

describe('an outcome that the record does not take', () => {
  test('is logged with what became of the message, which stays as it is recorded', async () => {
    const { handOver, store, logged, deadline } = aMessageService(two);
    store.hooks.isUnavailable = (_, { id }) => id === two[0]?.id;

    const messages = await handOver(two, deadline());

    expect(messages.map(({ status }) => status)).toEqual(['submitting', 'queued']);
    expect(logged.unrecorded).toMatchObject([
      [{ id: two[0]?.id, status: 'queued', upstreamId: `gw${two[0]?.to}` }, 'unavailable'],
    ]);
  });

  test('is logged too when another run was first', async () => {
    const { handOver, store, logged, upstream, deadline } = aMessageService(two);
    upstream.script.handOver = (request) => {
      for (const message of two) store.records.set(message.id, { ...message, status: 'indeterminate', version: 2 });
      return acceptAll(request);
    };

    await handOver(two, deadline());

    expect(logged.unrecorded.map(([, outcome]) => outcome)).toEqual(['stale', 'stale']);
  });
});

describe('a hand-over in several calls', () => {
  const many = numbered(swissMobiles(150).map((to) => aMessage({ to })));
  const attempt = 'attempt-0';

  test('notes each call before it is made', async () => {
    const { upstream, calls, handOver, deadline } = aMessageService(many);
    upstream.script.handOver = (request) => {
      expect(calls.states.get(`${attempt}#${request.to.length === 100 ? 0 : 1}`)).toBe('begun');
      return acceptAll(request);
    };

    const messages = await handOver(many, deadline());

    expect(upstream.handOvers.map(({ to }) => to.length)).toEqual([100, 50]);
    for (const message of messages) expect(message).toMatchObject({ status: 'queued' });
    for (const message of messages) expect(message).not.toHaveProperty('call');
  });

  test('does not make the call of which a sweep has taken the run for dead, and tells what became of its messages', async () => {
    const { upstream, calls, store, handOver, deadline } = aMessageService(many);
    await calls.fence({ attempt, call: 0 });
    for (const message of many.slice(0, 100))
      store.records.set(message.id, { ...message, status: 'accepted', version: 2 });

    const messages = await handOver(many, deadline());

    expect(upstream.recipients()).toEqual(many.slice(100).map(({ to }) => to));
    expect(new Set(messages.slice(0, 100).map(({ status }) => status))).toEqual(new Set(['accepted']));
    expect(store.writes.updates).toBe(50);
  });

  test('does not make a call that its run has given up', async () => {
    const { upstream, calls, handOver, deadline } = aMessageService(many);
    await calls.giveUp({ attempt, call: 0 }, 'closed', attempt);

    await handOver(many, deadline());

    expect(upstream.recipients()).toEqual(many.slice(100).map(({ to }) => to));
  });

  test('tells its messages as they were where the record cannot be read then', async () => {
    const { calls, store, handOver, deadline } = aMessageService(many);
    await calls.fence({ attempt, call: 0 });
    store.hooks.cannotRead = true;

    const messages = await handOver(many, deadline());

    expect(messages.slice(0, 100)).toEqual(many.slice(0, 100));
  });

  test.each<[string, () => boolean]>([
    ['is not known', () => true],
    [
      'cannot be asked',
      () => {
        throw new Error('AccessDenied');
      },
    ],
  ])('leaves the messages of a call to the sweep where it %s whether it may begin', async (_, isUnavailable) => {
    const { upstream, calls, handOver, deadline, logged } = aMessageService(many);
    calls.hooks.isUnavailable = (_kind, { call }) => call === 1 && isUnavailable();

    const messages = await handOver(many, deadline());

    expect(upstream.recipients()).toEqual(many.slice(0, 100).map(({ to }) => to));
    expect(messages.slice(100).map(({ status, reason: why }) => [status, why?.code])).toEqual(
      Array.from({ length: 50 }, () => ['accepted', 'postponed']),
    );
    expect(logged.postponed).toHaveLength(50);
  });

  test.each([
    ['closed', { lateRecords: 'closed' }, 'given_up'],
    ['kept', { lateRecords: 'kept' }, 'fenced'],
    ['closed unless said otherwise', {}, 'given_up'],
  ] as const)('gives up the calls for which there is no time left: %s', async (_, options, state) => {
    const { upstream, calls, handOver, clock } = aMessageService(many);

    const messages = await handOver(many, clock().getTime() + 1_000, options);

    expect(upstream.handOvers).toEqual([]);
    expect(new Set(messages.map(({ status }) => status))).toEqual(new Set(['accepted']));
    expect([...calls.states.values()]).toEqual([state, state]);
  });

  test('does not make a call for which there is no time left when it has been noted', async () => {
    const { upstream, calls, handOver, deadline, pass } = aMessageService(many);
    const until = deadline();
    const begin = calls.begin;
    Object.assign(calls, {
      begin: async (mark: CallMark, by: string) => {
        await pass(10_000);
        return begin(mark, by);
      },
    });

    const messages = await handOver(many, until);

    expect(upstream.handOvers).toEqual([]);
    expect(new Set(messages.map(({ status }) => status))).toEqual(new Set(['accepted']));
  });
});

describe('a hand-over that is done by two at once', () => {
  const many = numbered(swissMobiles(3).map((to, index) => aMessage({ to, text: `Code ${index}` })));
  const attempt = 'attempt-0';
  const allSent = () => [...many.map(({ to }) => to)].sort();

  test('makes each call once, and each outcome is recorded', async () => {
    const { upstream, store, handOver, deadline } = aMessageService(many);

    await Promise.all(['one', 'two'].map((by) => handOver(many, deadline(), { by })));

    expect(upstream.recipients().sort()).toEqual(allSent());
    expect([...store.records.values()].map(({ status, version }) => [status, version])).toEqual(
      many.map(() => ['queued', 2]),
    );
  });

  test('leaves alone what the other has begun, also without time for it', async () => {
    const { upstream, calls, store, handOver, clock } = aMessageService(many);
    await calls.begin({ attempt, call: 1 }, 'one');

    const messages = await handOver(many, clock().getTime() + 1_000, { by: 'two', lateRecords: 'kept' });

    expect(messages.map(({ status }) => status)).toEqual(['accepted', 'submitting', 'accepted']);
    expect([...store.records.values()].map(({ version }) => version)).toEqual([2, 1, 2]);
    expect(upstream.handOvers).toEqual([]);
  });

  test.each<[number, string, string, () => boolean]>([
    [60_000, 'the store does not tell', 'queued', () => true],
    [1_000, 'the store does not tell', 'accepted', () => true],
    [
      1_000,
      'the store fails',
      'accepted',
      () => {
        throw new Error('AccessDenied');
      },
    ],
  ])(
    'leaves alone what it cannot know to be given up, with %i ms of time: %s',
    async (millis, _, others, isUnavailable) => {
      const { upstream, calls, store, handOver, deadline } = aMessageService(many);
      calls.hooks.isUnavailable = (_kind, { call }) => call === 1 && isUnavailable();

      await handOver(many, deadline(millis), { by: 'two' });

      expect([...store.records.values()].map(({ status }) => status)).toEqual([others, 'submitting', others]);
      expect(upstream.recipients()).not.toContain(many[1]?.to);
    },
  );

  test('gives up what it began itself, whose answer was lost', async () => {
    const { upstream, calls, store, handOver, deadline } = aMessageService(many);
    let begun = 0;
    calls.hooks.isLost = () => {
      begun += 1;
      return begun === 1;
    };

    await handOver(many, deadline(), { by: 'two' });

    expect([...store.records.values()].map(({ status }) => status)).toEqual(['accepted', 'queued', 'queued']);
    expect(upstream.recipients()).not.toContain(many[0]?.to);
  });
});

describe('the first record of a request', () => {
  const taken = { recipients: [[0, '+41791000000'] as const, [1, '+41791000001'] as const], isMetered: false };
  const lock = aMessage({ to: '+41791000000', request: { fingerprint: 'f', count: 2, index: 0, taken } });

  test.each([
    [true, { forgetsTaken: true }],
    [false, { forgetsTaken: false }],
    [false, {}],
  ])('loses what the others are to be where all are recorded: %s', async (forgetsTaken, options) => {
    const { store, handOver, deadline } = aMessageService([lock]);

    await handOver([lock], deadline(), options);

    const kept = store.records.get(lock.id)?.request;
    expect(kept).toEqual({ fingerprint: 'f', count: 2, index: 0, ...(!forgetsTaken && { taken }) });
  });
});
