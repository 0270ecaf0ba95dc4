import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdempotencyKeyReusedError, RequestInFlightError } from '../../../functions/messages/errors.ts';
import type { SendRequest } from '../../../functions/messages/plan.ts';
import type { HandOverFault } from '../../support/fakes/memory-upstream.ts';
import { jitter } from '../../support/model/jitter.ts';
import { aSendRequest, now, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld } from '../../support/model/world.ts';
import { holds } from '../../support/runner/property.ts';
import { seeded } from '../../support/runner/seeded.ts';

const posts = 50;
const to = swissMobiles(2);

test.each<[number, HandOverFault | undefined]>([
  [100, undefined],
  [50, 'lost'],
  [50, 'broken'],
])(
  'invariant 2: 50 parallel posts of one key make one send, in each of %i rounds of 200 (the gateway: %s)',
  async (rounds, fault) => {
    for (let round = 1; round <= rounds; round += 1) {
      const world = aWorld();
      if (fault !== undefined) world.upstream.weather.handOver = () => fault;
      const random = seeded(round);
      const request = aSendRequest({ to, idempotencyKey: 'k' });
      const post = () => {
        const turns = Array.from({ length: 8 }, () => Math.floor(random() * 12));
        return world.start(jitter(turns)).send(request, rules, world.deadline());
      };

      const results = await Promise.allSettled(Array.from({ length: posts }, post));

      const label = `round ${round}`;
      expect(
        to.map((number) => world.upstream.risked(request.text, number)),
        label,
      ).toEqual([1, 1]);
      const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(answers.filter(({ replayed }) => !replayed).length, label).toBe(1);
      const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(
        refusals.filter((reason) => !(reason instanceof RequestInFlightError)),
        label,
      ).toEqual([]);
    }
  },
);

/** Bodies that differ in any one thing, or not at all. */
const body: fc.Arbitrary<Partial<SendRequest>> = fc.record(
  {
    text: fc.constantFrom('one', 'two'),
    to: fc.constantFrom(['+41791000000'], ['079 100 00 00'], ['+41791000001'], ['+41791000000', '+41791000001']),
    type: fc.constantFrom('text' as const, 'flash' as const),
    sender: fc.constantFrom('Shop', 'Other'),
    reference: fc.constantFrom('r1', 'r2'),
    metadata: fc.constantFrom({ a: '1', b: '2' }, { b: '2', a: '1' }, { a: '2', b: '1' }),
    scheduledAt: fc.constantFrom(new Date(now.getTime() + 60_000), new Date(now.getTime() + 120_000)),
  },
  { requiredKeys: ['text', 'to'] },
);

const meaningOf = ({ to = [], metadata, ...rest }: Partial<SendRequest>): string =>
  JSON.stringify([to, Object.entries(metadata ?? {}).sort(), Object.entries({ type: 'text', ...rest }).sort()]);

test('invariant 3: one key stands for one body, in each account for itself', async () => {
  await holds(
    fc.asyncProperty(body, body, body, async (first, second, elsewhere) => {
      const world = aWorld();
      const post = (parts: Partial<SendRequest>) =>
        world.start().send(aSendRequest({ idempotencyKey: 'k', ...parts }), rules, world.deadline());
      const original = await post(first);
      const sent = world.upstream.taken.size;

      const repeated = post(second);

      if (meaningOf(first) === meaningOf(second)) expect(await repeated).toEqual({ ...original, replayed: true });
      else await expect(repeated).rejects.toThrow(IdempotencyKeyReusedError);
      expect(world.upstream.taken.size).toBe(sent);
      const other = await post({ ...elsewhere, account: 'acc_other' });
      expect(other.replayed).toBe(false);
      expect(world.upstream.taken.size).toBe(sent + other.messages.length);
    }),
  );
});
