import { describe, expect, test } from 'vitest';
import { statuses } from '../../../functions/contract/statuses.ts';
import { afterRestore } from '../../../functions/messages/restore.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { minute, minutesAgo, queuedMessages, statesOf, sweeping } from '../../support/model/sweeps.ts';

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
      const message = aMessage({ status, upstreamId: '7', version: 2 });

      const restored = afterRestore(message, hours(100));

      // A sweep does not close what has changed lately: there is time to ask.
      expect(restored).toEqual({ ...message, version: expect.any(Number), updatedAt: hours(100).toISOString() });
      // Later than any that the lost records told of: what comes of it is news to everyone.
      expect(restored.version).toBeGreaterThan(1000);
    },
  );

  test('is told truly by the sweeps, also when the backup is old and the gateway is down at first', async () => {
    const messages = queuedMessages(1, { createdAt: minutesAgo(100 * 60) }).map((old) => afterRestore(old, now));
    const { sweep, pass, statuses, upstream } = sweeping(messages);
    await sweep();
    expect(statuses()).toEqual(['queued']);

    upstream.script.states = statesOf(messages, { status: 'delivered' });
    await pass(60 * minute);
    await sweep();

    expect(statuses()).toEqual(['delivered']);
  });

  test('has no text where none is to be kept', () => {
    const message = aMessage({ status: 'accepted', forgetsText: true });

    expect(afterRestore(message, hours(1))).not.toHaveProperty('text');
  });
});
