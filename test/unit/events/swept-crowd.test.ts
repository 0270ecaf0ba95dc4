import { expect, test } from 'vitest';
import { scenarios, sweepCrowd } from '../../support/model/swept-crowd.ts';

const size = { messages: 1_000_000, rate: 8_900, scale: 20 };

test('a million open messages that are all due are looked at within a minute, by a sweep with three helpers', async () => {
  const swept = await sweepCrowd({ ...scenarios.outage, minutes: 3 }, { ...size, helpers: 3 });

  expect(swept.latest).toBeLessThanOrEqual(60_000);
  expect(swept.sweepsAtOnce).toBeLessThanOrEqual(5);
  expect(swept.looksPerMinute).toBeLessThan(400_000);
});

test('what helpers do not do is done by the next sweep', async () => {
  const swept = await sweepCrowd(scenarios.mixed, {
    ...size,
    messages: 300_000,
    scale: 50,
    helpers: 1,
    helpersDie: true,
  });

  expect(swept.latest).toBeLessThanOrEqual(2 * 60_000);
});
