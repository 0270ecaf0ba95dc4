import { expect, test } from 'vitest';
import * as errors from '../../../functions/messages/errors.ts';

test('an error is named after its class, as logs show it', () => {
  const made = [
    new errors.InvalidRequestError([]),
    new errors.InsufficientCreditError(''),
    new errors.RateLimitedError('day', 1, 1),
    new errors.NotIndeterminateError(''),
    new errors.IdempotencyKeyReusedError(''),
    new errors.RequestInFlightError(''),
    new errors.MessageNotFoundError(''),
    new errors.SuppressionNotFoundError(''),
    new errors.UpstreamUnavailableError(''),
    new errors.CallTooLateError(''),
    new errors.StoreUnavailableError(''),
    new errors.InvalidCursorError(''),
  ];

  expect(made.map(({ name }) => name)).toEqual(made.map((error) => error.constructor.name));
  expect(new Set(made.map((error) => error.constructor.name))).toEqual(new Set(Object.keys(errors)));
});

test('an invalid request says what is wrong with which field', () => {
  const problems = [
    { field: ['to', 0], code: 'invalid_number', detail: 'Too short.' },
    { field: ['text'], code: 'invalid_text', detail: 'Empty.' },
  ];

  expect(new errors.InvalidRequestError(problems).message).toBe('to.0: Too short. text: Empty.');
});
