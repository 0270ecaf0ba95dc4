import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { HandOverFault } from '../../support/fakes/memory-upstream.ts';
import { interleaved, sometime } from '../../support/model/interleaved.ts';
import { aSendRequest, now, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld, expectCreditsAddUp, expectTruth, settle } from '../../support/model/world.ts';
import { holds } from '../../support/runner/property.ts';

const soon = new Date(now.getTime() + 150_000);
const handOver = fc.constantFrom<(HandOverFault | undefined)[]>(
  undefined,
  undefined,
  undefined,
  'not_sent',
  'broken',
  'lost',
);
const cancel = fc.constantFrom(undefined, undefined, 'silent' as const, 'lost' as const);

const unlessUnavailable = (error: unknown): undefined => {
  if (!(error instanceof UpstreamUnavailableError)) throw error;
};

test('invariant 9: cancels racing the hand-over leave one state, and it is the true one', async () => {
  const met = new Set<string>();

  await holds(
    fc.asyncProperty(
      fc.scheduler(),
      fc.boolean(),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 2 }),
      handOver,
      cancel,
      async (scheduler, isForLater, cancels, sweeps, onHandOver, onCancel) => {
        const world = aWorld();
        world.store.credits.set('acc_shop', 10);
        world.upstream.weather.handOver = () => 'not_sent';
        const request = aSendRequest({
          to: swissMobiles(2),
          idempotencyKey: 'k',
          ...(isForLater && { scheduledAt: soon }),
        });
        const { messages } = await world.start().send(request, { ...rules, metered: true }, world.deadline());
        world.upstream.weather.handOver = () => onHandOver;
        world.upstream.weather.cancel = () => onCancel;
        await world.pass(1_000);
        const service = () => world.start(interleaved(scheduler));
        const told: Message[] = [];
        const cancelAll = async () => {
          const answer = await service().cancel(messages, world.deadline()).catch(unlessUnavailable);
          told.push(...(answer ?? []));
        };

        const racing = [
          ...Array.from({ length: cancels }, () => sometime(scheduler, cancelAll)),
          ...Array.from({ length: sweeps }, () => sometime(scheduler, () => service().sweep(1))),
        ];
        await scheduler.waitFor(Promise.all(racing));

        expectTruth(world);
        for (const { status } of world.records()) met.add(status);
        // Nobody gives up a hand-over that is under way.
        if (onHandOver === undefined)
          expect(world.records().map(({ status }) => status)).not.toContain('indeterminate');
        const canceled = told.filter(({ status }) => status === 'canceled');
        await settle(world);
        expectTruth(world);
        expectCreditsAddUp(world, 'acc_shop', 10);
        // Who was told that it is cancelled was told so for good.
        expect(canceled.filter(({ id }) => world.store.records.get(id)?.status !== 'canceled')).toEqual([]);
      },
    ),
  );

  // Both sides have won races.
  expect([...met]).toEqual(expect.arrayContaining(['canceled', 'queued', 'indeterminate', 'accepted']));
});
