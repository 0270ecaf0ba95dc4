import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numbered } from '../../../functions/messages/calls.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { inFlightMillis } from '../../../functions/messages/timing.ts';
import type { HandOverFault } from '../../support/fakes/memory-upstream.ts';
import { interleaved, sometime } from '../../support/model/interleaved.ts';
import { aMessage, swissMobiles } from '../../support/model/messages.ts';
import { aWorld, expectTruth } from '../../support/model/world.ts';
import { holds } from '../../support/runner/property.ts';

const texts = 2;
const fault = fc.constantFrom<(HandOverFault | undefined)[]>(undefined, undefined, 'broken', 'lost', 'rejected');
/** How old the messages are: just recorded, of an age at which calls no longer begin, and cut off. */
const age = fc.constantFrom(0, inFlightMillis - 22_000, inFlightMillis - 500, inFlightMillis + 1_000);

test('the same job twice and a sweep, in whatever order, with a number that is suppressed meanwhile: nothing is sent twice', async () => {
  await holds(
    fc.asyncProperty(fc.scheduler(), fault, age, fc.nat(25_000), async (scheduler, fault, age, millis) => {
      const world = aWorld();
      world.upstream.weather.handOver = ({ text }) => (text === 'Code 1' ? fault : undefined);
      const messages = numbered(swissMobiles(texts).map((to, code) => aMessage({ to, text: `Code ${code}` })));
      await world.store.insert(messages);
      await world.pass(age);
      const [{ attempt, account, to }] = messages as [Message];
      const ids = messages.map(({ id }) => id);
      const job = { attempt, ids, forgetsTaken: true, lateRecords: 'kept' } as const;

      const service = () => world.start(interleaved(scheduler));
      const all = [
        () => service().doJob(job, world.deadline()),
        () => service().doJob(job, world.deadline()),
        () => service().sweep(1),
        () => world.pass(millis),
        async () => world.suppressions.put(account, to),
      ];
      await scheduler.waitFor(Promise.all(all.map((run) => sometime<unknown>(scheduler, run))));
      expectTruth(world);

      // What is cut off is closed, or handed over after all.
      await world.pass(2 * inFlightMillis);
      for (const _ of ['close', 'hand over']) await world.start().sweep(1);
      expectTruth(world);
      const ends = ['queued', 'failed', 'canceled', 'indeterminate'];
      expect(world.records().filter(({ status }) => !ends.includes(status))).toEqual([]);
      // In doubt is only what a call was made for, or noted.
      const begun = new Set(
        messages.flatMap(({ id, call }) => (world.calls.noted.has(`${attempt}#${call}`) ? id : [])),
      );
      const wasCalledFor = ({ id, text = '', to }: Message) => begun.has(id) || world.upstream.risked(text, to) > 0;
      const doubted = world.records().filter(({ status }) => status === 'indeterminate');
      expect(doubted.filter((message) => !wasCalledFor(message))).toEqual([]);
    }),
  );
});
