import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SendRules } from '../../../functions/messages/plan.ts';
import { inFlightMillis } from '../../../functions/messages/timing.ts';
import { aLife, type Death } from '../../support/model/deaths.ts';
import { aSendRequest, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld, expectCreditsAddUp, expectTruth, settle } from '../../support/model/world.ts';
import { holds } from '../../support/runner/property.ts';

const account = 'acc_shop';

/** Whatever a deployment or an account may be set to. */
const settings: fc.Arbitrary<SendRules> = fc.record(
  {
    region: fc.constantFrom('CH', 'DE', 'FR'),
    allowedCountries: fc.subarray(['CH', 'DE', 'FR']),
    maxSegments: fc.constantFrom(1, 10),
    metered: fc.boolean(),
    limits: fc.record({ perMinute: fc.constantFrom(1, 200), perDay: fc.constantFrom(1, 200) }, { requiredKeys: [] }),
    storeText: fc.boolean(),
  },
  { requiredKeys: ['region', 'allowedCountries', 'maxSegments', 'metered'] },
);

const recipients = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.subarray(
      ['079 123 45 67', '+491701234567', '0170 1234568', '+33612345678', 'nobody', '+41791234567'],
      { minLength: 1 },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(101, 130, 230).map(swissMobiles) },
);

const scenario = fc.record({
  to: recipients,
  text: fc.constantFrom('Hello', 'x'.repeat(400)),
  first: settings,
  later: settings,
  credits: fc.constantFrom(0, 5, 1_000),
  creditsThen: fc.constantFrom(0, 5, 1_000),
  death: fc.record({ call: fc.nat(12), when: fc.constantFrom<Death['when'][]>('before', 'half', 'after') }),
  sweepsFirst: fc.boolean(),
});

test('a run is killed anywhere, every setting changes, and the request is repeated: it is carried out as it was decided', async () => {
  let resumed = 0;
  await holds(
    fc.asyncProperty(scenario, async ({ to, text, first, later, credits, creditsThen, death, sweepsFirst }) => {
      const world = aWorld();
      world.store.credits.set(account, credits);
      const request = aSendRequest({ to, text, idempotencyKey: 'k' });
      const life = aLife(death);
      const run = world.start(life.around).send(request, first, world.deadline());
      await life.of(run.catch(() => undefined));
      const lock = world.records().find(({ request: mark }) => mark?.taken !== undefined);
      await world.pass(inFlightMillis + 1_000);
      if (sweepsFirst) await world.start().sweep();
      world.store.credits.set(account, (world.store.credits.get(account) ?? 0) + creditsThen);

      const before = world.records().length;
      const answer = await world
        .start()
        .send(request, later, world.deadline())
        .catch((error: Error) => error);
      await settle(world);

      expectTruth(world);
      if ((before > 0 ? first : later).metered) expectCreditsAddUp(world, account, credits + creditsThen);
      else expect(world.store.credits.get(account)).toBe(credits + creditsThen);
      expect(world.records().filter(({ status }) => status === 'submitting')).toEqual([]);
      if (lock === undefined) return;
      // Whoever was taken has a record of that number, and nobody else.
      const taken = lock.request?.taken?.recipients ?? [];
      const recorded = world.records().map(({ to: number, request: mark }) => [mark?.index ?? -1, number] as const);
      expect(recorded.toSorted(([a], [b]) => a - b)).toEqual(taken);
      if (world.records().length > before) resumed += 1;
      const failed = world.records().every(({ reason }) => reason?.code === 'insufficient_credit');
      if (failed) expect(answer).toMatchObject({ name: 'InsufficientCreditError' });
      else expect(answer).toMatchObject({ replayed: true, messages: { length: taken.length } });
    }),
  );
  expect(resumed).toBeGreaterThan(0);
});

test('a run is killed, its account gets another encoding, and the request is repeated: the rest has the text of the first', async () => {
  for (const [isSmart, text] of [
    [true, "It's on its way."],
    [false, 'It’s on its way.'],
  ] as const) {
    const world = aWorld();
    const request = aSendRequest({ to: swissMobiles(3), text: 'It’s on its way.', idempotencyKey: 'k' });
    const life = aLife({ call: 2, when: 'before' });
    const run = world.start(life.around).send({ ...request, isSmart }, rules, world.deadline());
    await life.of(run.catch(() => undefined));
    expect(world.records().length).toBe(1);
    await world.pass(inFlightMillis + 1_000);

    await world.start().send({ ...request, isSmart: !isSmart }, rules, world.deadline());

    expect(world.records().map((record) => record.text)).toEqual([text, text, text]);
  }
});
