import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HandOverFault } from '../../support/fakes/memory-upstream.ts';
import { aSendRequest, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld } from '../../support/model/world.ts';
import { holds } from '../../support/runner/property.ts';

const fault = fc.constantFrom<(HandOverFault | undefined)[]>(
  'not_sent',
  'not_sent',
  'not_sent',
  'broken',
  'lost',
  'rejected',
  undefined,
);

// That the client keeps to it within a hand-over is invariant 5: test/integration/gateway/fault-table.test.ts.
test('sweeps repeat a hand-over while it is proved not to have been sent, and never after', async () => {
  await holds(
    fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 6 }), fc.nat(8), async (faults, sweeps) => {
      const world = aWorld();
      const outcomes: (HandOverFault | undefined)[] = [];
      world.upstream.weather.handOver = () => {
        outcomes.push(faults[outcomes.length]);
        return outcomes.at(-1);
      };
      await world.start().send(aSendRequest({ to: swissMobiles(1) }), rules, world.deadline());

      for (let sweep = 0; sweep < sweeps; sweep += 1) {
        await world.pass(60_000);
        await world.start().sweep(1);
      }

      const firstRisk = faults.findIndex((kind) => kind !== 'not_sent');
      const callsNeeded = (firstRisk === -1 ? faults.length : firstRisk) + 1;
      expect(outcomes).toHaveLength(Math.min(callsNeeded, sweeps + 1));
    }),
  );
});
