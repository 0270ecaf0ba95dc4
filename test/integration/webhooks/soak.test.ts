import { expect, inject, test } from 'vitest';
import { isSound, lines } from '../../soak/webhooks/report.ts';
import { soakWebhooks } from '../../soak/webhooks/soak.ts';

test('invariant 16: each change reaches a receiver that fails in all ways, though deliverers are killed', async ({
  signal,
}) => {
  const report = await soakWebhooks({
    emulatorUrl: inject('emulatorUrl'),
    tables: inject('tables'),
    changes: 150,
    receivers: 1,
    deliverers: 1,
    haste: 5,
    callsPerKill: 60,
    seed: 1,
    signal,
    progress: () => {},
  });

  expect(isSound(report), lines(report).join('\n')).toBe(true);
  expect(report.kills).toBeGreaterThanOrEqual(2);
});
