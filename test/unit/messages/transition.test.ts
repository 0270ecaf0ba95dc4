import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { advance, observe } from '../../../functions/messages/transition.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { holds } from '../../support/runner/property.ts';

const later = new Date(now.getTime() + 1000);
const reason = { code: 'gateway_2', text: 'Problem with the SMS gateway.' };

describe('advance', () => {
  test('takes the step, and counts it', () => {
    const before = aMessage();

    const after = advance(before, { status: 'queued', upstreamId: 'gw1' }, later);

    expect(after).toEqual({
      ...before,
      status: 'queued',
      upstreamId: 'gw1',
      version: 2,
      updatedAt: '2030-06-01T12:00:01.000Z',
    });
  });

  test('forgets the reason of the status before', () => {
    const before = aMessage({ status: 'accepted', reason });

    expect(advance(before, { status: 'submitting' }, later)).not.toHaveProperty('reason');
  });

  test('refuses a step back', () => {
    expect(advance(aMessage({ status: 'submitted' }), { status: 'queued' }, later)).toBeUndefined();
  });
});

describe('observe', () => {
  test('takes over status and reason', () => {
    const before = aMessage({ status: 'queued' });

    expect(observe(before, { status: 'failed', reason }, later)).toMatchObject({
      status: 'failed',
      reason,
      version: 2,
    });
  });

  test.each<Status | undefined>([undefined, 'queued', 'scheduled'])('is no news: queued, then %s', (status) => {
    expect(observe(aMessage({ status: 'queued' }), { status }, later)).toBeUndefined();
  });

  test('takes nothing from a gateway that does not know the message', () => {
    expect(observe(aMessage({ status: 'submitting' }), { status: undefined }, later)).toBeUndefined();
  });
});

test('a status never goes back and a final one never changes, in whatever order the gateway tells', () => {
  const fromGateway = statuses.filter((status) => status !== 'accepted' && status !== 'submitting');
  const observations = fc.array(fc.constantFrom(undefined, ...fromGateway), { maxLength: 30 });

  holds(
    fc.property(observations, (told) => {
      let message = aMessage({ status: 'scheduled' });
      for (const status of told) {
        const next = observe(message, { status }, later) ?? message;
        if (isFinal(message.status)) expect(next).toBe(message);
        expect(statuses.indexOf(next.status)).toBeGreaterThanOrEqual(statuses.indexOf(message.status));
        expect(next.version).toBe(next === message ? message.version : message.version + 1);
        expect(next.status).not.toBe('indeterminate');
        message = next;
      }
    }),
  );
});
