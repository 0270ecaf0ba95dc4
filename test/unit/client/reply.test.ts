import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError, ConnectionError, InvalidRequestError, RateLimitedError } from '../../../functions/client/errors.ts';
import { problemClasses } from '../../../functions/client/problem-classes.ts';
import { replyIn } from '../../../functions/client/reply.ts';
import { type ProblemType, problem } from '../../../functions/contract/problems.ts';

const key = 'textgate_0123456789';

const read = (status: number, text: string, headers: Readonly<Record<string, string>> = {}) =>
  replyIn({ status, text, headers: new Headers(headers) }, key);

/** What an answer is rejected with. */
const errorOf = (...answer: Parameters<typeof read>): unknown => {
  try {
    return read(...answer);
  } catch (error) {
    return error;
  }
};

const kinds = Object.keys(problemClasses) as ProblemType[];

afterEach(() => vi.useRealTimers());

test.each([200, 201, 202])('an answer is its JSON, with status %d', (status) => {
  expect(read(status, '{"messages":[]}')).toEqual({ messages: [] });
});

describe('a problem document', () => {
  test.each(kinds)('%s has a class of its own', (kind) => {
    const document = { ...problem(kind, 'Why.'), instance: 'urn:textgate:request:abc=' };

    const error = errorOf(document.status, JSON.stringify(document), {
      'retry-after': '7',
      'apigw-requestid': 'other',
    });

    expect(error).toBeInstanceOf(problemClasses[kind]);
    expect(error).toMatchObject({
      // As a log shows it after a minifier has taken the classes' names.
      name: problemClasses[kind].name,
      status: document.status,
      problem: document,
      requestId: 'abc=',
      retryAfter: 7,
      message: `${document.title} (${document.status}). Why.`,
    });
  });

  test('no two types share a class', () => {
    expect(new Set(Object.values(problemClasses)).size).toBe(kinds.length);
  });

  test('names the fields at fault', () => {
    const document = problem('invalid-request', 'See `errors`.', [
      { pointer: '/to', code: 'required', detail: 'Is missing.' },
      { pointer: '?limit', code: 'invalid', detail: 'Must be a whole number.' },
    ]);

    const error = errorOf(400, JSON.stringify(document));

    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(String(error)).toBe(
      'InvalidRequestError: The request is not valid (400). See `errors`. /to: Is missing. ?limit: Must be a whole number.',
    );
  });

  test.each(['of-tomorrow', 'constructor', '__proto__'])('of a type that is not known, %s, is an ApiError', (kind) => {
    const document = { type: `urn:textgate:problem:${kind}`, title: 'New', status: 418, detail: 'Why.' };

    const error = errorOf(418, JSON.stringify(document));

    expect(error).toMatchObject({ name: 'ApiError', status: 418, problem: document, message: 'New (418). Why.' });
  });
});

describe('what is no problem document is an ApiError by its status', () => {
  test.each([
    [403, '{"message":"Forbidden"}', 'HTTP 403: Forbidden'],
    [429, '{"message":"Too Many Requests"}', 'HTTP 429: Too Many Requests'],
    [503, '{"message":"Service Unavailable"}', 'HTTP 503: Service Unavailable'],
    [502, '<html><h1>Bad Gateway</h1></html>', 'HTTP 502: the answer is not from the API'],
    [500, '', 'HTTP 500: the answer is not from the API'],
    [504, 'null', 'HTTP 504: the answer is not from the API'],
    [400, '{"type":"about:blank","title":"Bad Request"}', 'HTTP 400: the answer is not from the API'],
    [502, '{"message":{"text":"Bad Gateway"}}', 'HTTP 502: the answer is not from the API'],
    [200, '<html>Log in</html>', 'HTTP 200 without JSON: something other than the API answers at this url.'],
    [200, '"ok"', 'HTTP 200 without JSON: something other than the API answers at this url.'],
    [204, '', 'HTTP 204 without JSON: something other than the API answers at this url.'],
    [
      301,
      '',
      'HTTP 301: the url redirects. Use the address that it redirects to: the API key is not sent there by itself.',
    ],
    [
      0,
      '',
      'HTTP 0: the url redirects. Use the address that it redirects to: the API key is not sent there by itself.',
    ],
  ])('%d %s', (status, text, message) => {
    const error = errorOf(status, text);

    expect(error).toMatchObject({ name: 'ApiError', message, status, problem: undefined });
  });

  test.each([
    { title: undefined },
    { detail: 7 },
    { type: 7 },
    { instance: 7 },
    { errors: {} },
    { errors: [null] },
    { errors: [{ pointer: 7, detail: '' }] },
  ])('503 and what only looks like a problem document: %j', (part) => {
    const error = errorOf(503, JSON.stringify({ ...problem('internal', 'Why.'), ...part }));

    expect(error).toMatchObject({ name: 'ApiError', message: 'HTTP 503: the answer is not from the API' });
  });

  test("its request id is API Gateway's", () => {
    expect(errorOf(503, '{"message":"Service Unavailable"}', { 'apigw-requestid': 'abc=' })).toMatchObject({
      requestId: 'abc=',
    });
  });
});

test.each(['{"messages":[', ''])('JSON that breaks off (%j) is a connection that did', (text) => {
  expect(errorOf(200, text, { 'content-type': 'application/json' })).toBeInstanceOf(ConnectionError);
});

test.each([
  ['7', 7],
  ['0', 0],
  ['Thu, 26 Nov 2026 12:00:30 GMT', 30],
  ['Thu, 26 Nov 2026 12:00:00 GMT', undefined],
  ['Thu, 26 Nov 2026 11:00:00 GMT', undefined],
  ['soon', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['Some GMT', undefined],
  ['', undefined],
])('Retry-After %j is %s s', (value, seconds) => {
  vi.useFakeTimers({ now: new Date('2026-11-26T12:00:00Z'), toFake: ['Date'] });

  expect(errorOf(429, '', { 'retry-after': value })).toMatchObject({ retryAfter: seconds });
});

test.each([
  ["API Gateway's words for a header", JSON.stringify({ message: `Authorization=Bearer ${key}` })],
  ['a problem document', JSON.stringify({ ...problem('rate-limited', `Not ${key}.`), instance: key })],
])('no error holds the API key, though the answer quotes it: %s', (_, text) => {
  const error = errorOf(429, text);

  expect(error).toBeInstanceOf(ApiError);
  const shown = [String(error), JSON.stringify(error), inspect(error, { depth: 9, showHidden: true })].join();
  expect(shown).not.toContain(key);
  expect(shown).toContain('***');
});

test('an ApiError can be made by those who test their own code', () => {
  const error = new RateLimitedError('Too much.', { status: 429, retryAfter: 60 });

  expect(error).toMatchObject({ retryAfter: 60, requestId: undefined, problem: undefined });
});
