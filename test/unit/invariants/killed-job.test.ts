import { expect, test } from 'vitest';
import { directCalls } from '../../../functions/messages/jobs.ts';
import type { HandOverJob } from '../../../functions/messages/ports.ts';
import { inFlightMillis } from '../../../functions/messages/timing.ts';
import type { HandOverFault } from '../../support/fakes/memory-upstream.ts';
import { aLife, type Death } from '../../support/model/deaths.ts';
import { differingTexts, rules } from '../../support/model/messages.ts';
import { aWorld, expectCreditsAddUp, expectTruth, settle, type World } from '../../support/model/world.ts';

const account = 'acc_shop';
const credits = 100;
const count = directCalls + 1;

const send = (world: World, service = world.start()) =>
  service.send(differingTexts(count, { idempotencyKey: 'k' }), { ...rules, metered: true }, world.deadline());

const doAll = (world: World, jobs: readonly HandOverJob[], service = world.start()) =>
  Promise.all(jobs.map((job) => service.doJob(job, world.deadline())));

const aWorldWithCredits = (fault?: HandOverFault): World => {
  const world = aWorld();
  world.store.credits.set(account, credits);
  if (fault !== undefined) world.upstream.weather.handOver = ({ text }) => (text.endsWith('7') ? fault : undefined);
  return world;
};

/** A world in which jobs wait, with them. */
const begun = async (fault?: HandOverFault) => {
  const world = aWorldWithCredits(fault);
  await send(world);
  return { world, jobs: world.jobs.take() };
};

/** What is true in the end, whatever has died: all is told truly, nothing sent again, nothing lost. */
const expectGoodEnd = async (world: World, jobs: readonly HandOverJob[]): Promise<void> => {
  await world.pass(inFlightMillis + 1_000);
  // Nobody has it in hand any more. A job may come yet once more, before a sweep or after it.
  await doAll(world, jobs);
  expectTruth(world);
  await world.start().sweep();
  expect(world.records().filter(({ status }) => status === 'submitting')).toEqual([]);
  await doAll(world, jobs);
  expectTruth(world);
  await send(world).catch(() => {});
  await doAll(world, world.jobs.take());
  await settle(world);
  expectTruth(world);
  expectCreditsAddUp(world, account, credits);
  const ends = ['delivered', 'failed', 'indeterminate'];
  expect(world.records().filter(({ status }) => !ends.includes(status))).toEqual([]);
};

const told = (death: Death, error: unknown) =>
  new Error(`died ${death.when} ${death.name} (call ${death.call})`, { cause: error });

test('invariant 4: a send that leaves jobs, killed at any await: they are done, or the sweeps do them', async () => {
  const life = aLife();
  const whole = aWorldWithCredits();
  await life.of(send(whole, whole.start(life.around)));
  expect(life.deaths().map(({ name }) => name)).toContain('putJobs');

  for (const death of life.deaths()) {
    const world = aWorldWithCredits();
    const dying = aLife(death);
    try {
      expect(await dying.of(send(world, world.start(dying.around)))).toBeUndefined();
      const jobs = world.jobs.take();
      await doAll(world, jobs);
      await expectGoodEnd(world, jobs);
      const recorded = death.name === 'putJobs' ? count : 0;
      expect(world.upstream.taken.size).toBeGreaterThanOrEqual(recorded);
    } catch (error) {
      throw told(death, error);
    }
  }
});

/** All calls take the same steps: the first two of each kind will do, and the last. */
const chosenOf = (deaths: readonly Death[]): readonly Death[] =>
  [...Map.groupBy(deaths, ({ name, when }) => `${when} ${name}`).values()].flatMap((same) => [
    ...same.slice(0, 2),
    ...same.slice(2).slice(-1),
  ]);

test.each([undefined, 'lost'] as const)(
  'invariant 4: a job, killed at any await, with the same job beside it: nothing is sent twice, all is told truly (%s)',
  async (fault) => {
    const whole = await begun(fault);
    const life = aLife();
    await life.of(doAll(whole.world, whole.jobs, whole.world.start(life.around)));

    for (const death of chosenOf(life.deaths())) {
      const { world, jobs } = await begun(fault);
      const dying = aLife(death);
      try {
        const beside = doAll(world, jobs);
        await dying.of(doAll(world, jobs, world.start(dying.around)));
        await beside;
        expectTruth(world);
        await expectGoodEnd(world, jobs);
      } catch (error) {
        throw told(death, error);
      }
    }
  },
);
