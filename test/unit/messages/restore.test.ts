import { describe, expect, test } from 'vitest';
import { afterRestore } from '../../../functions/messages/restore.ts';
import { isFinal, statuses } from '../../../functions/messages/status.ts';
import { aMessage, now } from '../../support/messages.ts';

const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);

describe('the record of a message that comes from a backup', () => {
  test.each(statuses.filter(isFinal))('stays as it is where it had ended: %s', (status) => {
    const message = aMessage({ status });

    expect(afterRestore(message, hours(100))).toBe(message);
  });

  test.each(['accepted', 'submitting'] as const)('is never handed over again: %s', (status) => {
    const message = aMessage({ status, charge: 1, version: 2 });

    expect(afterRestore(message, hours(1))).toEqual({
      ...message,
      status: 'indeterminate',
      reason: { code: 'restored', text: expect.any(String) },
      // Whoever has heard of a later one knows better.
      version: 3,
      updatedAt: hours(1).toISOString(),
    });
  });

  test.each(['scheduled', 'queued', 'submitted', 'on_network'] as const)(
    'is followed on where the gateway has the message: %s',
    (status) => {
      const message = aMessage({ status, gatewayId: '7', version: 2 });

      const restored = afterRestore(message, hours(71));

      expect(restored).toEqual({ ...message, version: expect.any(Number) });
      // Later than any that the lost records told of: what comes of it is news to everyone.
      expect(restored.version).toBeGreaterThan(1000);
    },
  );

  test('is left to a person where the message is too old to be asked for', () => {
    const message = aMessage({ status: 'queued', gatewayId: '7' });

    expect(afterRestore(message, hours(72)).status).toBe('indeterminate');
    expect(afterRestore({ ...message, scheduledAt: hours(24).toISOString() }, hours(72)).status).toBe('queued');
  });

  test('has no text where none is to be kept', () => {
    const message = aMessage({ status: 'accepted', forgetsText: true });

    expect(afterRestore(message, hours(1))).not.toHaveProperty('text');
  });
});
