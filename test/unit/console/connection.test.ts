import { describe, expect, it } from 'vitest';
import {
  ApiError,
  ConnectionError,
  ForbiddenError,
  InvalidRequestError,
  type Problem,
  RateLimitedError,
  TextgateError,
  TimeoutError,
  UnauthenticatedError,
} from '../../../functions/client/index.ts';
import { connectionFor, explain, mayPass } from '../../../functions/console/connection.ts';
import { pauseBefore } from '../../../functions/console/polling.ts';
import { words } from '../../../functions/console/words.ts';

const details = (status: number, problem?: Partial<Problem>, retryAfter?: number) => ({
  status,
  requestId: 'req-1',
  problem: problem as Problem | undefined,
  retryAfter,
});
const bad = new InvalidRequestError(
  'x',
  details(400, {
    title: 'Invalid request',
    detail: 'See.',
    errors: [{ pointer: '/to', code: 'invalid', detail: 'No number.' }],
  }),
);
const limited = (retryAfter?: number) => new RateLimitedError('x', details(429, { title: 'Too many' }, retryAfter));

describe('what is said of an error', () => {
  it('is what the API says, with the fields at fault and what to quote', () => {
    expect(explain(bad)).toMatchObject({
      text: 'See.',
      fields: [{ pointer: '/to', detail: 'No number.' }],
      requestId: 'req-1',
    });
    expect(explain(limited()).text).toBe('Too many');
  });

  it.each([
    [new ConnectionError('fetch failed'), words.errors.connection],
    [new TimeoutError('late'), words.errors.timeout],
    // API Gateway's own, which has no problem document.
    [new ApiError('x', details(429)), words.errors.busy],
    [new ApiError('x', details(503)), words.errors.busy],
    [new ApiError('x', details(502)), words.errors.unexpected],
    [new ForbiddenError('x', details(403, { detail: 'It needs the scope "x".' })), words.errors.forbidden],
    [new TextgateError('`apiKey` is missing.'), words.errors.unexpected],
    [new TypeError('x of undefined: textgate_secret'), words.errors.unexpected],
    ['thrown', words.errors.unexpected],
  ])('is in our words where it gives none: %s', (error, text) => {
    expect(explain(error)).toMatchObject({ text, fields: [] });
  });
});

describe('a pause before the next look', () => {
  it('is as wished while it goes well', () => {
    expect(pauseBefore(3_000, 0, undefined)).toBe(3_000);
    expect(pauseBefore(undefined, 0, undefined)).toBeUndefined();
  });

  it('grows with each failure, up to a minute', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 99].map((failures) => pauseBefore(3_000, failures, new ConnectionError('x')));

    expect(pauses).toEqual([4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is what the API asks for, if that is longer', () => {
    expect(pauseBefore(3_000, 1, limited(120))).toBe(120_000);
    expect(pauseBefore(3_000, 1, limited(1))).toBe(4_000);
  });

  it.each([bad, new UnauthenticatedError('x', details(401)), new TypeError('ours')])('has no end for %s', (error) => {
    expect(mayPass(error)).toBe(false);
    expect(pauseBefore(3_000, 1, error)).toBeUndefined();
  });
});

it('a key that the API does not take is told at once, by whichever call', async () => {
  const fetchBefore = globalThis.fetch;
  const status = { now: 401 };
  globalThis.fetch = async () => new Response('{}', { status: status.now });
  let refused = 0;
  const textgate = connectionFor('textgate_x', 'https://api.example', () => {
    refused += 1;
  });

  try {
    await expect(textgate.account.key()).rejects.toThrow(ApiError);
    status.now = 403;
    await expect(textgate.account.key()).rejects.toThrow(ApiError);
  } finally {
    globalThis.fetch = fetchBefore;
  }

  expect(refused).toBe(1);
});
