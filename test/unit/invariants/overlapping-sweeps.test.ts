import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inFlightMillis } from '../../../functions/messages/timing.ts';
import type { HandOverFault } from '../../support/fakes/memory-upstream.ts';
import { interleaved, sometime } from '../../support/model/interleaved.ts';
import { aSendRequest, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld, expectTruth, type World } from '../../support/model/world.ts';
import { holds } from '../../support/runner/property.ts';

/** Messages that a sweep has something to do with: cut off, with news, and waiting. */
const aWorldAtWork = async (counts: { cutOff: number; queued: number; waiting: number }): Promise<World> => {
  const world = aWorld();
  // The key makes the ids, and with them the shards, the same in every world.
  const send = (text: string, count: number) =>
    count === 0
      ? undefined
      : world
          .start()
          .send(aSendRequest({ text, idempotencyKey: text, to: swissMobiles(count) }), rules, world.deadline());
  world.store.hooks.isUnavailable = (operation) => operation === 'apply';
  await send('cut off', counts.cutOff);
  delete world.store.hooks.isUnavailable;
  await send('queued', counts.queued);
  world.upstream.weather.handOver = () => 'not_sent';
  await send('waiting', counts.waiting);
  delete world.upstream.weather.handOver;
  await world.pass(inFlightMillis + 1_000);
  world.upstream.progress(world.now());
  return world;
};

const statusesOf = (world: World) =>
  world.records().map(({ text, to, status, reason }) => ({ text, to, status, reason: reason?.code }));

const counts = fc.record({ cutOff: fc.nat(1), queued: fc.nat(2), waiting: fc.nat(2) });
const fault = fc.constantFrom<(HandOverFault | undefined)[]>(undefined, undefined, 'broken', 'lost', 'rejected');

test('invariant 8: 2 to 10 overlapping sweeps do what one does', async () => {
  await holds(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 2, max: 10 }),
      counts,
      fault,
      async (scheduler, sweeps, counts, fault) => {
        const [one, many] = [await aWorldAtWork(counts), await aWorldAtWork(counts)];
        for (const { upstream } of [one, many]) upstream.weather.handOver = () => fault;
        await one.start().sweep(1);

        const overlapping = Array.from({ length: sweeps }, () =>
          sometime(scheduler, () => many.start(interleaved(scheduler)).sweep(1)),
        );
        await scheduler.waitFor(Promise.all(overlapping));

        expect(statusesOf(many)).toEqual(statusesOf(one));
        expect([...many.upstream.taken.values()]).toHaveLength(one.upstream.taken.size);
        // A second, third … writer of a change finds it made.
        expect(many.store.writes).toEqual(one.store.writes);
        expectTruth(many);
      },
    ),
  );
});

test('invariant 8: sweeps that run out of time are gone on with, until every message had its turn', async () => {
  await holds(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 2, max: 20 }), async (count, seconds) => {
      const world = await aWorldAtWork({ cutOff: 3, queued: count, waiting: 0 });
      // A sweep has 60 s, of which it keeps 12 for what has been begun: some calls of this length.
      world.upstream.weather.states = () => {
        world.pass(seconds * 1_000);
        return undefined;
      };

      const shards = world.open.shards.length;
      for (let sweep = 0; sweep < shards && hasOldNews(world); sweep += 1) {
        await world.pass(60_000);
        await world.start().sweep(1);
      }

      expect(hasOldNews(world)).toBe(false);
      expectTruth(world);
      const cutOff = world.records().filter(({ status }) => status === 'indeterminate');
      expect(cutOff.map(({ text }) => text)).toEqual(['cut off', 'cut off', 'cut off']);
    }),
  );
});

/** Whether there are messages whose status is not known to have changed. */
const hasOldNews = (world: World) => world.records().some(({ status }) => status === 'queued');

test('invariant 8: one record that the gateway chokes on blocks no other', async () => {
  await holds(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.nat(), async (count, choice) => {
      const world = await aWorldAtWork({ cutOff: 0, queued: count, waiting: 3 });
      const queued = world.records().filter(({ text }) => text === 'queued');
      const poison = queued[choice % queued.length];
      world.upstream.weather.states = (ids) => (ids.includes(poison?.upstreamId ?? '') ? 'nonsense' : undefined);

      await world.start().sweep(1);

      expect(world.store.records.get(poison?.id ?? '')?.status).toBe('queued');
      const others = world.records().filter(({ id, text }) => text === 'queued' && id !== poison?.id);
      expect(others.map(({ status }) => status)).toEqual(others.map(() => 'submitted'));
      const waiting = world.records().filter(({ text }) => text === 'waiting');
      expect(waiting.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
    }),
  );
});
