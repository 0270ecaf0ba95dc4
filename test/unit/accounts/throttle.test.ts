import { describe, expect, test } from 'vitest';
import { createThrottle, networkOf } from '../../../functions/accounts/throttle.ts';
import { memoryFailures } from '../../support/memory-logins.ts';

const minute = 60_000;

const aThrottle = () => {
  const time = { now: Date.parse('2030-06-01T12:00:00Z') };
  const failures = memoryFailures();
  const throttle = createThrottle(failures, () => time.now);
  const fail = async (count: number, attempt: (index: number) => { user: string; source: string }) => {
    for (let index = 0; index < count; index += 1) await throttle.failed(attempt(index));
  };
  return { time, failures, throttle, fail };
};

const attempt = { user: 'shop', source: '192.0.2.1' };

describe('createThrottle', () => {
  test('refuses a login from a source after 5 failures, and neither from elsewhere nor another login', async () => {
    const { throttle, fail } = aThrottle();

    await fail(4, () => attempt);
    expect(await throttle.allows(attempt)).toBe(true);
    await fail(1, () => attempt);

    expect(await throttle.allows(attempt)).toBe(false);
    expect(await throttle.allows({ ...attempt, source: '192.0.2.2' })).toBe(true);
    expect(await throttle.allows({ ...attempt, user: 'other' })).toBe(true);
  });

  test('refuses a source that has failed 50 times with whatever logins', async () => {
    const { throttle, fail } = aThrottle();

    await fail(49, (index) => ({ ...attempt, user: `user${index}` }));
    expect(await throttle.allows(attempt)).toBe(true);
    await fail(1, () => ({ ...attempt, user: 'user49' }));

    expect(await throttle.allows(attempt)).toBe(false);
    expect(await throttle.allows({ ...attempt, source: '192.0.2.2' })).toBe(true);
  });

  test('refuses a login that has failed 100 times from wherever', async () => {
    const { throttle, fail } = aThrottle();

    await fail(99, (index) => ({ ...attempt, source: `198.51.100.${index}` }));
    expect(await throttle.allows(attempt)).toBe(true);
    await fail(1, () => ({ ...attempt, source: '198.51.100.99' }));

    expect(await throttle.allows(attempt)).toBe(false);
    expect(await throttle.allows({ ...attempt, user: 'other' })).toBe(true);
  });

  test('begins anew after 15 minutes, when the counts expire', async () => {
    const { time, failures, throttle, fail } = aThrottle();

    await fail(5, () => attempt);
    time.now += 15 * minute - 1;
    expect(await throttle.allows(attempt)).toBe(false);
    time.now += 1;

    expect(await throttle.allows(attempt)).toBe(true);
    for (const { until } of failures.counts.values()) expect(until.getTime()).toBe(time.now);
  });

  test('keeps neither users nor addresses', async () => {
    const { failures, fail } = aThrottle();

    await fail(1, () => attempt);

    expect([...failures.counts.keys()]).toHaveLength(3);
    for (const name of failures.counts.keys()) expect(name).toMatch(/^[\w-]{43}$/);
  });
});

describe('networkOf', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::1', '2001:db8:1:2'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['2001::1:2:3:4:5:6', '2001:0:1:2'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
  ])('counts %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
