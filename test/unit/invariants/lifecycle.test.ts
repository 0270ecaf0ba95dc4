import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { expectRefusalsKept, lifecycles, type Model, type Real } from '../../support/model/lifecycle-commands.ts';
import { aWorld, expectCreditsAddUp, expectTruth, settle } from '../../support/model/world.ts';
import { holds } from '../../support/runner/property.ts';

const random = vi.hoisted(() => ({ calls: 0 }));

// A seed shall bring back the very same run, and ids decide on shards: so they are counted instead of random.
vi.mock('node:crypto', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:crypto')>()),
  randomBytes: (size: number) => {
    random.calls += 1;
    return Buffer.alloc(size, random.calls);
  },
}));

const prepaid = 15;

test('invariant 1: (and 2 to 6, and 9) whatever happens in whatever order, nothing is lost, doubled or told untruly', async () => {
  await holds(
    fc.asyncProperty(lifecycles, async (commands) => {
      random.calls = 0;
      const world = aWorld();
      world.store.credits.set('acc_prepaid', prepaid);
      const model: Model = { answered: new Set(), refusals: [] };
      const real: Real = { world, records: new Map(), requests: 0 };

      await fc.asyncModelRun(() => ({ model, real }), commands);

      await settle(world);
      expectTruth(world);
      expectCreditsAddUp(world, 'acc_prepaid', prepaid);
      expectRefusalsKept(model, world);
      const ends = ['delivered', 'failed', 'expired', 'canceled', 'indeterminate', 'scheduled'];
      expect(world.records().filter(({ status }) => !ends.includes(status))).toEqual([]);
      for (const { status, scheduledAt } of world.records()) {
        if (status === 'scheduled') expect(new Date(scheduledAt ?? 0).getTime()).toBeGreaterThan(world.now().getTime());
      }
    }),
  );
});
