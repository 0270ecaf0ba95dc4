import { expect, test } from 'vitest';
import {
  ApiError,
  ConnectionError,
  IdempotencyKeyReusedError,
  RequestInFlightError,
  TimeoutError,
} from '../../../functions/client/index.ts';
import { isRefusal } from '../../../functions/console/connection.ts';

test.each([400, 401, 402, 403, 404, 413])('after %i it is certain that nothing was done', (status) => {
  expect(isRefusal(new ApiError('refused', { status }))).toBe(true);
});

test.each([
  new ConnectionError('lost'),
  new TimeoutError('late'),
  new ApiError('throttled, perhaps after a first attempt whose answer was lost', { status: 429 }),
  new ApiError('overloaded', { status: 503 }),
  new ApiError('a redirect that a browser hides', { status: 0 }),
  new RequestInFlightError('under way', { status: 409 }),
  new IdempotencyKeyReusedError('the first was done, perhaps', { status: 422 }),
  new Error('something else'),
])('after this it is not: $message', (error) => {
  expect(isRefusal(error)).toBe(false);
});
