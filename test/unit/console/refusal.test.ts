import { expect, test } from 'vitest';
import {
  ApiError,
  ConnectionError,
  IdempotencyKeyReusedError,
  RequestInFlightError,
  TimeoutError,
} from '../../../functions/client/index.ts';
import { isRefusal } from '../../../functions/console/connection.ts';

const said = (status: number) => ({
  status,
  problem: { type: 'urn:textgate:problem:some', title: 'Some', status, detail: 'Some.' },
});

test.each([400, 402, 404, 413])('after %i it is certain that nothing was done', (status) => {
  expect(isRefusal(new ApiError('refused', said(status)))).toBe(true);
});

test.each([
  new ConnectionError('lost'),
  new TimeoutError('late'),
  new ApiError('throttled, perhaps after a first attempt whose answer was lost', said(429)),
  new ApiError('a key that is refused now, perhaps after a first attempt whose answer was lost', said(401)),
  new ApiError('a key that may no longer, perhaps after a first attempt whose answer was lost', said(403)),
  new ApiError('a proxy that gave up', { status: 408 }),
  new ApiError('overloaded', { status: 503 }),
  new ApiError('a redirect that a browser hides', { status: 0 }),
  new RequestInFlightError('under way', said(409)),
  new IdempotencyKeyReusedError('the first was done, perhaps', said(422)),
  new Error('something else'),
])('after this it is not: $message', (error) => {
  expect(isRefusal(error)).toBe(false);
});
