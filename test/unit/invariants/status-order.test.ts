import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { advance } from '../../../functions/messages/transition.ts';
import { jitter } from '../../support/model/jitter.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { lastRank, rank } from '../../support/model/status-rank.ts';
import { aWorld } from '../../support/model/world.ts';
import { holds } from '../../support/runner/property.ts';

const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

test('invariant 6: of all steps from one status to another, none leads back, nowhere or out of a final status', () => {
  const taken = pairs.filter(([from, to]) => advance(aMessage({ status: from }), { status: to }, now) !== undefined);

  expect(pairs).toHaveLength(statuses.length ** 2);
  expect(taken.filter(([from, to]) => rank[to] < rank[from] || to === from || rank[from] === lastRank)).toEqual([]);
});

const way: readonly Status[] = ['scheduled', 'queued', 'submitted', 'on_network'];

/** All that the gateway tells of a message on its way to an end, in any order, some of it more than once. */
const told = fc.constantFrom<Status[]>('delivered', 'failed', 'expired', 'canceled').chain((end) => {
  const once = [...way, end];
  const twice = fc.subarray(once).map((again) => [...once, ...again]);
  const shuffled = twice.chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
  return fc.record({ end: fc.constant(end), states: shuffled });
});

const turns = fc.array(fc.nat(6), { minLength: 1, maxLength: 12 });

test('invariant 6: told in any order, twice and at once, a status only goes forward and ends as it should', async () => {
  await holds(
    fc.asyncProperty(told, fc.boolean(), turns, async ({ end, states }, isAtOnce, turns) => {
      const world = aWorld();
      const message = aMessage({ status: 'scheduled', upstreamId: 'gw1', version: 2 });
      await world.store.insert([message]);
      const around = jitter(turns);
      const tell = async (status: Status, version: number) => {
        const service = world.start((call) =>
          around(call.name === 'states' ? { ...call, run: async () => new Map([['gw1', { status }]]) } : call),
        );
        await service.refresh([world.store.history.at(version) ?? message], world.deadline());
      };

      if (isAtOnce) await Promise.all(states.map((status) => tell(status, 0)));
      else for (const status of states) await tell(status, -1);
      // A writer that came too late is not heard; the gateway says the same again when it is asked.
      await tell(end, -1);

      const steps = world.store.history.map(({ status }) => rank[status]);
      expect(steps).toEqual([...new Set(steps)].sort());
      expect(world.store.records.get(message.id)?.status).toBe(end);
    }),
  );
});
