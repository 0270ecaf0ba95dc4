import { expect, test } from 'vitest';
import { InvalidRequestError } from '../../../functions/client/index.ts';
import { fieldError } from '../../../functions/console/form-errors.ts';

const error = new InvalidRequestError('refused', {
  status: 400,
  problem: {
    type: 'urn:textgate:problem:invalid-request',
    title: 'The request is not valid',
    status: 400,
    detail: 'See `errors`: it says what is wrong with each field.',
    instance: 'urn:textgate:request:1',
    errors: [
      { pointer: '/events', code: 'invalid', detail: 'Must not name an event twice.' },
      { pointer: '/events/0', code: 'invalid', detail: 'Is none of ours.' },
      { pointer: '/url', code: 'invalid_url', detail: 'The address must begin with https://.' },
    ],
  },
});

test('a field is told what is said of it, and of what is in it', () => {
  expect(fieldError(error, '/url')).toBe('The address must begin with https://.');
  expect(fieldError(error, '/events')).toBe('Must not name an event twice. Is none of ours.');
});

test('a field of which nothing is said is told nothing', () => {
  expect(fieldError(error, '/description')).toBeUndefined();
  expect(fieldError(error, '/event')).toBeUndefined();
  expect(fieldError(new Error('something else'), '/url')).toBeUndefined();
  expect(fieldError(undefined, '/url')).toBeUndefined();
});
