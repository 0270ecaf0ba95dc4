import { describe, expect, test, vi } from 'vitest';
import { createThrottle, networkOf } from '../../../functions/accounts/throttle.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { memoryFailures, memorySuccesses } from '../../support/fakes/memory-logins.ts';

const minute = 60_000;

const aThrottle = (limit = 5) => {
  const time = { now: Date.parse('2030-06-01T12:00:00Z') };
  const failures = memoryFailures();
  const successes = memorySuccesses();
  const throttle = createThrottle({ failures, successes, limit, clock: () => time.now });
  const fail = async (count: number, attempt: (index: number) => { user: string; source: string }) => {
    for (let index = 0; index < count; index += 1) await throttle.failed(attempt(index));
  };
  return { time, failures, successes, throttle, fail };
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

  test('lets a login go on from a source where it was right lately, however often it failed elsewhere', async () => {
    const { time, throttle, fail } = aThrottle();
    await throttle.succeeded(attempt);
    time.now += 30 * 24 * 60 * minute;

    await fail(100, (index) => ({ ...attempt, source: `198.51.100.${index}` }));

    expect(await throttle.allows(attempt)).toBe(true);
    expect(await throttle.allows({ ...attempt, source: '192.0.2.2' })).toBe(false);
    time.now += 24 * 60 * minute;
    await fail(100, (index) => ({ ...attempt, source: `198.51.100.${index}` }));
    expect(await throttle.allows(attempt)).toBe(false);
  });

  test('counts the whole network of an IPv6 address as where a login was right', async () => {
    const { throttle, fail } = aThrottle();
    await throttle.succeeded({ user: 'shop', source: '2001:db8:1:2::1' });

    await fail(100, (index) => ({ ...attempt, source: `198.51.100.${index}` }));

    expect(await throttle.allows({ user: 'shop', source: '2001:db8:1:2::2' })).toBe(true);
    expect(await throttle.allows({ user: 'shop', source: '2001:db8:1:3::1' })).toBe(false);
  });

  test('refuses a source where a login was right like any other that fails itself', async () => {
    const { throttle, fail } = aThrottle();
    await throttle.succeeded(attempt);

    await fail(5, () => attempt);
    expect(await throttle.allows(attempt)).toBe(false);
    await fail(45, (index) => ({ ...attempt, user: `user${index}` }));

    expect(await throttle.allows({ ...attempt, user: 'other' })).toBe(false);
  });

  test('asks where a login was right only when that matters', async () => {
    const { successes, throttle, fail } = aThrottle();
    const has = vi.spyOn(successes, 'has');

    await throttle.allows(attempt);
    await fail(99, (index) => ({ ...attempt, source: `198.51.100.${index}` }));
    await throttle.allows(attempt);
    await fail(5, () => attempt);
    await throttle.allows(attempt);

    expect(has).not.toHaveBeenCalled();
  });

  test('refuses no login that is right for want of the note', async () => {
    const { successes, throttle } = aThrottle();
    const add = vi.spyOn(successes, 'add').mockRejectedValueOnce(new StoreUnavailableError('Throttled.'));

    await throttle.succeeded(attempt);
    add.mockRejectedValueOnce(new TypeError('a mistake of ours'));

    await expect(throttle.succeeded(attempt)).rejects.toThrow(TypeError);
  });

  test('has a limit that is set, and the others with it', async () => {
    const { throttle, fail } = aThrottle(2);
    await fail(2, () => attempt);
    await fail(20, (index) => ({ user: `user${index}`, source: '192.0.2.7' }));
    await fail(39, (index) => ({ user: 'other', source: `198.51.100.${index}` }));

    expect(await throttle.allows(attempt)).toBe(false);
    expect(await throttle.allows({ user: 'third', source: '192.0.2.7' })).toBe(false);
    expect(await throttle.allows({ user: 'other', source: '192.0.2.8' })).toBe(true);
    await fail(1, () => ({ user: 'other', source: '198.51.100.39' }));
    expect(await throttle.allows({ user: 'other', source: '192.0.2.8' })).toBe(false);
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
    const { failures, successes, throttle, fail } = aThrottle();

    await fail(1, () => attempt);
    await throttle.succeeded(attempt);

    const names = [...failures.counts.keys(), ...successes.notes.keys()];
    expect(names).toHaveLength(4);
    for (const name of names) expect(name).toMatch(/^[\w-]{43}$/);
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
