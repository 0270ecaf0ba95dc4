import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ApiError,
  ConnectionError,
  NotCancelableError,
  RequestInFlightError,
  TextgateError,
  TimeoutError,
} from '../../../functions/client/errors.ts';
import { pauseAfter } from '../../../functions/client/retry.ts';

const timeout = 35_000;

const statused = (status: number, retryAfter?: number) => new ApiError('', { status, retryAfter });

describe('what is tried again', () => {
  test.each<readonly [string, unknown]>([
    ['no whole answer', new ConnectionError('')],
    ['an attempt that took too long', new TimeoutError('')],
    ['a request that is being carried out', new RequestInFlightError('', { status: 409 })],
    ...[408, 429, 500, 502, 503, 504, 599].map((status) => [`HTTP ${status}`, statused(status)] as const),
  ])('%s', (_, error) => {
    expect(pauseAfter(error, 1, timeout)).toBeGreaterThan(0);
  });

  test.each<readonly [string, unknown]>([
    ...[0, 200, 301, 400, 401, 402, 403, 404, 405, 409, 413, 415, 422].map(
      (status) => [`HTTP ${status}`, statused(status)] as const,
    ),
    ['another conflict', new NotCancelableError('', { status: 409 })],
    ['an argument that cannot be', new TextgateError('')],
    ["the reason of a caller's signal", new Error('enough')],
    ['a reason that is no error', 'enough'],
  ])('not: %s', (_, error) => {
    expect(pauseAfter(error, 1, timeout)).toBeUndefined();
  });
});

describe('how long it waits', () => {
  test.each([
    ['as long as the answer asks', 2, timeout, 2_000],
    ['not at all, if it asks for that', 0, timeout, 0],
    ['30 s at most', 30, timeout, 30_000],
    ['as long as an attempt may take at most', 2, 2_000, 2_000],
  ])('%s', (_, retryAfter, ofAttempt, expected) => {
    expect(pauseAfter(statused(429, retryAfter), 1, ofAttempt)).toBe(expected);
  });

  test.each([
    ['more than 30 s', 30.001, 60_000],
    ['longer than an attempt may take', 3, 2_999],
    ['hours, as with the limit of a day', 40_000, timeout],
  ])('it gives up where it is asked to wait %s', (_, retryAfter, ofAttempt) => {
    expect(pauseAfter(statused(429, retryAfter), 1, ofAttempt)).toBeUndefined();
  });

  test.each([
    [1, 0, 500],
    [1, 1, 250],
    [2, 0.5, 750],
    [6, 0, 8_000],
  ])('unless asked, after attempt %d and with %d of chance %d ms', (attempts, random, expected) => {
    expect(pauseAfter(new ConnectionError(''), attempts, timeout, random)).toBe(expected);
  });

  test('twice as long each time unless asked, with up to half of it left to chance, and 8 s at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, random) => {
          const most = Math.min(8_000, 500 * 2 ** (attempts - 1));

          const pause = pauseAfter(new ConnectionError(''), attempts, timeout, random);

          expect(pause).toBeGreaterThanOrEqual(most / 2);
          expect(pause).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
