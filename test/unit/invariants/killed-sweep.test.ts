import { expect, test } from 'vitest';
import type { SendRequest } from '../../../functions/messages/plan.ts';
import { inFlightMillis } from '../../../functions/messages/timing.ts';
import { aLife } from '../../support/model/deaths.ts';
import { aSendRequest, now, rules, swissMobiles } from '../../support/model/messages.ts';
import type { Service } from '../../support/model/service.ts';
import { aWorld, expectCreditsAddUp, expectTruth, settle, type World } from '../../support/model/world.ts';

const account = 'acc_shop';
const credits = 1_000;
const soon = new Date(now.getTime() + 150_000);

const suppressed = '+41799999999';

/** Messages of every kind that is not final: cut off, queued, scheduled, and waiting, also for later. */
const aWorldAtWork = async (): Promise<World> => {
  const world = aWorld();
  world.store.credits.set(account, credits);
  // The key makes the ids, and with them the shards, the same in every world.
  const send = (text: string, count: number, parts: Partial<SendRequest> = {}) =>
    world
      .start()
      .send(
        aSendRequest({ text, idempotencyKey: text, to: swissMobiles(count), ...parts }),
        { ...rules, metered: true },
        world.deadline(),
      );
  world.store.hooks.isUnavailable = (operation) => operation === 'apply';
  await send('cut off', 3);
  delete world.store.hooks.isUnavailable;
  await send('queued', 3);
  await send('scheduled', 3, { scheduledAt: soon });
  world.upstream.weather.handOver = () => 'not_sent';
  await send('waiting', 12);
  await send('waiting for later', 3, { scheduledAt: soon });
  await send('waiting until its validity ends', 3, { validity: { until: new Date(now.getTime() + 60_000) } });
  await send('waiting for who is suppressed', 2, { to: [suppressed, ...swissMobiles(1)] });
  world.suppress(account, suppressed);
  delete world.upstream.weather.handOver;
  await world.pass(inFlightMillis + 1_000);
  world.upstream.progress(world.now());
  return world;
};

const sweep = (service: Service): Promise<unknown> => service.sweep(1);
const cancel = (service: Service, world: World): Promise<unknown> => service.cancel(world.records(), world.deadline());

const works = [
  ['a sweep', sweep, undefined],
  ['a sweep whose hand-overs go unanswered', sweep, 'lost'],
  ['a sweep whose hand-overs get lost', sweep, 'broken'],
  ['a cancel', cancel, undefined],
  ['a cancel that goes unanswered', cancel, 'lost'],
] as const;

test.each(works)(
  'invariant 4: %s, killed at any await: all is told truly, and nothing sent again',
  async (_, work, fault) => {
    const begin = async () => {
      const world = await aWorldAtWork();
      if (fault !== undefined) world.upstream.weather.handOver = () => fault;
      if (fault === 'lost') world.upstream.weather.cancel = () => fault;
      return world;
    };
    const undisturbed = await begin();
    const whole = aLife();
    await whole.of(work(undisturbed.start(whole.around), undisturbed));
    expect(whole.deaths().length).toBeGreaterThanOrEqual(8);

    for (const death of whole.deaths()) {
      const world = await begin();
      const life = aLife(death);
      try {
        expect(await life.of(work(world.start(life.around), world))).toBeUndefined();
        expectTruth(world);
        await world.pass(inFlightMillis + 1_000);

        await world.start().sweep();

        expect(world.records().filter(({ status }) => status === 'submitting')).toEqual([]);
        expectTruth(world);
        await work(world.start(), world);
        expectTruth(world);
        await settle(world);
        expectTruth(world);
        expectCreditsAddUp(world, account, credits);
        const ends = ['delivered', 'canceled', 'expired', 'indeterminate'];
        expect(world.records().filter(({ status }) => !ends.includes(status))).toEqual([]);
      } catch (error) {
        throw new Error(`died ${death.when} ${death.name} (call ${death.call})`, { cause: error });
      }
    }
  },
);
