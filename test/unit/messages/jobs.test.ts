import { describe, expect, test } from 'vitest';
import { RequestInFlightError } from '../../../functions/messages/errors.ts';
import { callsPerJob, createDoJob, directCalls } from '../../../functions/messages/jobs.ts';
import type { HandOverJob } from '../../../functions/messages/ports.ts';
import { inFlightMillis } from '../../../functions/messages/timing.ts';
import { byAccount, lookupIndexes, openIndex } from '../../../functions/store/message-indexes.ts';
import { type Item, toItem } from '../../../functions/store/message-item.ts';
import { writeUnitsOf } from '../../bench/capacity-units.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { aMessage, differingTexts, now, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld, expectTruth, type World } from '../../support/model/world.ts';

const one = directCalls + 1;
const indexes = [byAccount, openIndex, ...Object.values(lookupIndexes)];

/** A world with a request that jobs are to hand over. */
const afterSending = async (count = one, parts: Parameters<typeof differingTexts>[1] = {}) => {
  const world = aWorld();
  const request = differingTexts(count, parts);
  const send = () => world.during(world.start().send(request, rules, world.deadline()));
  return { world, send, answer: await send(), jobs: world.jobs.take() };
};

const doAll = (world: World, jobs: readonly HandOverJob[], millis?: number) =>
  Promise.all(jobs.map((job) => world.start().doJob(job, millis ? world.now().getTime() + millis : world.deadline())));

/** Of the table of messages, with all of its indexes. */
const writeUnitsIn = ({ store }: World): number => {
  const items = new Map<string, Item>();
  return store.history.reduce((sum, message) => {
    const item = toItem(message, 90);
    const units = writeUnitsOf(indexes, items.get(message.id), item);
    items.set(message.id, item);
    return sum + units;
  }, 0);
};

const statuses = (world: World) => [...new Set(world.records().map(({ status }) => status))];

describe('a request', () => {
  test.each([
    [directCalls, 0, 'queued'],
    [directCalls + 1, 1, 'submitting'],
    [2 * callsPerJob + 1, 3, 'submitting'],
  ])('of %i texts leaves %i jobs, and is answered %s', async (count, wanted, status) => {
    const { world, answer, jobs } = await afterSending(count);

    expect(jobs).toHaveLength(wanted);
    expect(jobs.flatMap(({ ids }) => ids)).toEqual(wanted === 0 ? [] : answer.messages.map(({ id }) => id));
    expect(new Set(answer.messages.map((message) => message.status))).toEqual(new Set([status]));
    expect(world.upstream.taken.size).toBe(wanted === 0 ? count : 0);
  });

  test('of equal texts leaves none, however many recipients it has', async () => {
    const { world, jobs } = await afterSending(300, { text: 'Hello' });

    expect(jobs).toEqual([]);
    expect(statuses(world)).toEqual(['queued']);
  });

  test('has the calls of its equal texts in one job each', async () => {
    const texts = callsPerJob + 1;
    const to = swissMobiles(2 * texts).map((number, index) => ({ to: number, values: { code: index % texts } }));
    const { world, jobs } = await afterSending(1, { to });
    const calls = jobs.map(({ ids }) => [...new Set(ids.map((id) => world.store.records.get(id)?.call))]);

    expect(calls.map(({ length }) => length)).toEqual([callsPerJob, 1]);
    expect(new Set(calls.flat()).size).toBe(callsPerJob + 1);
  });

  test('is answered with its present state when it is repeated while jobs are at it', async () => {
    const { world, send, answer } = await afterSending(one, { idempotencyKey: 'k' });

    const replayed = await send();

    expect(replayed).toMatchObject({ replayed: true, messages: answer.messages });
    expect(world.jobs.take()).toEqual([]);
  });

  test('is still being carried out while some of it is not recorded', async () => {
    const { world, send } = await afterSending(one, { idempotencyKey: 'k' });
    world.store.records.delete(world.records().at(-1)?.id ?? '');

    await expect(send()).rejects.toThrow(RequestInFlightError);
  });

  test('leaves no job for what the store has not told of, and closes it when it turns up', async () => {
    const world = aWorld();
    world.store.hooks.isLate = (operation, { text }, arrive) => {
      const isLate = operation === 'insert' && text === 'Your code: 3';
      if (isLate) world.later(20_000, arrive);
      return isLate;
    };
    const sending = world.start().send(differingTexts(one), rules, world.deadline());

    const { messages, rejected } = await world.during(sending);
    const jobs = world.jobs.take();
    await doAll(world, jobs);
    expect(statuses(world)).toEqual(['queued']);
    await world.pass(30_000);

    expect(rejected.map(({ index, code }) => [index, code])).toEqual([[3, 'not_recorded']]);
    expect(jobs).toMatchObject([{ forgetsTaken: false, lateRecords: 'closed' }]);
    expect(jobs.flatMap(({ ids }) => ids)).toEqual(messages.map(({ id }) => id));
    expect(statuses(world)).toEqual(['queued', 'failed']);
  });
});

describe('a job', () => {
  test('is for what its run has claimed, and has a number', async () => {
    const numbers = swissMobiles(4);
    const mine = { attempt: 'mine', call: 0 };
    const messages = [
      mine,
      { ...mine, attempt: 'other' },
      { ...mine, status: 'queued' as const },
      { attempt: 'mine' },
    ].map((parts, index) => aMessage({ to: numbers[index] ?? '', ...parts }));
    const handedOver: string[] = [];
    const doJob = createDoJob({
      store: memoryStore(messages),
      handOver: async (claimed) => {
        handedOver.push(...claimed.map(({ to }) => to));
        return claimed;
      },
      newName: () => 'job-1',
    });

    await doJob(
      { attempt: 'mine', ids: messages.map(({ id }) => id), forgetsTaken: true, lateRecords: 'kept' },
      now.getTime() + 60_000,
    );

    expect(handedOver).toEqual(numbers.slice(0, 1));
  });

  test('hands all over at no more writes than a request that is waited for, and no larger ones', async () => {
    const count = 200;
    const direct = aWorld({ hasJobs: false });
    const request = differingTexts(count, { idempotencyKey: 'k' });
    await direct.start().send(request, rules, direct.deadline());
    const { world, jobs } = await afterSending(count, { idempotencyKey: 'k' });

    await doAll(world, jobs);

    for (const { store, calls, upstream } of [direct, world]) {
      expect([store.writes.inserts, store.writes.updates, calls.states.size]).toEqual([count, count, count]);
      expect(upstream.taken.size).toBe(count);
    }
    expect(writeUnitsIn(world)).toBe(writeUnitsIn(direct));
    // Later changes do not pay for it either.
    expect(world.records().filter(({ request }) => request?.taken !== undefined)).toEqual([]);
    expectTruth(world);
  });

  test('looks its recipients up on the suppression list, all at once', async () => {
    const { world, jobs } = await afterSending();
    const [hidden] = world.records();
    world.suppressions.put(hidden?.account ?? '', hidden?.to ?? '');
    const asked = world.suppressions.asked();

    await doAll(world, jobs);

    expect(world.suppressions.asked() - asked).toBe(1);
    expect(world.records().map(({ status }) => status)).toEqual([
      'canceled',
      ...Array.from({ length: one - 1 }, () => 'queued'),
    ]);
    expect(world.upstream.taken.size).toBe(one - 1);
  });

  test('that comes twice, one after the other or at once, hands over once', async () => {
    const { world, jobs } = await afterSending();

    await doAll(world, [...jobs, ...jobs]);
    await doAll(world, jobs);

    expect(statuses(world)).toEqual(['queued']);
    expect(world.store.writes.updates).toBe(one);
    expectTruth(world);
  });

  test('leaves alone what another has begun, also if it is to be stopped by now', async () => {
    const { world, jobs } = await afterSending();
    const [{ attempt = '', call = 0, account = '', to = '' } = {}] = world.records();
    await world.calls.begin({ attempt, call }, 'another');
    world.suppressions.put(account, to);

    await doAll(world, jobs);

    expect(world.records().map(({ status }) => status)).toEqual([
      'submitting',
      ...Array.from({ length: one - 1 }, () => 'queued'),
    ]);
  });

  test('that comes when a sweep has taken its messages does nothing', async () => {
    const { world, jobs } = await afterSending();
    await world.pass(inFlightMillis + 1_000);
    await world.start().sweep();
    expect(statuses(world)).toEqual(['accepted']);

    await doAll(world, jobs);

    expect(world.upstream.taken.size).toBe(0);
    await world.start().sweep();
    expect(statuses(world)).toEqual(['queued']);
    expectTruth(world);
  });

  test('begins no call that could not end before sweeps take its messages for cut off', async () => {
    const { world, jobs } = await afterSending();
    await world.pass(inFlightMillis - 20_000);

    await doAll(world, jobs);

    expect(statuses(world)).toEqual(['accepted']);
    expect(world.upstream.taken.size).toBe(0);
  });

  test('leaves to the sweeps what it has no time for', async () => {
    const { world, jobs } = await afterSending();

    await doAll(world, jobs, 1_000);

    expect(statuses(world)).toEqual(['accepted']);
    expect(new Set(world.calls.states.values())).toEqual(new Set(['fenced']));
    await world.pass(inFlightMillis);
    await world.start().sweep();
    expect(statuses(world)).toEqual(['queued']);
  });

  test('that never comes is done by the sweeps, after a minute', async () => {
    const { world } = await afterSending();

    await world.start().sweep();
    expect(statuses(world)).toEqual(['submitting']);
    await world.pass(inFlightMillis + 1_000);
    await world.start().sweep();
    await world.start().sweep();

    expect(statuses(world)).toEqual(['queued']);
    expectTruth(world);
  });
});
