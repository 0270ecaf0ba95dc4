import { describe, expect, test } from 'vitest';
import {
  ApiError,
  ConnectionError,
  ForbiddenError,
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RateLimitedError,
  RequestInFlightError,
  StoreUnavailableError,
  TimeoutError,
  UnauthenticatedError,
} from '../../../../functions/client/index.ts';
import { firstState, next, type Sending } from '../../../../functions/console/pages/send/sending.ts';

const request = { to: ['+41791234567'], text: 'Hello' };
const other = { to: ['+41791234567'], text: 'Something else' };
const reply = { messages: [], rejected: [] };

const problem = (status: number) => ({
  status,
  problem: { type: 'urn:textgate:problem:some', title: 'Some', status, detail: 'Some.' },
});
const sending: Sending = { at: 'sending', request, isRepeated: false };
const repeating: Sending = { at: 'sending', request, isRepeated: true };
const failed = (state: Sending, error: unknown) => next(state, { is: 'failed', error });

test('a form is sent once, however often the button is pressed', () => {
  const once = next(firstState(undefined), { is: 'pressed', request });

  expect(once).toEqual(sending);
  expect(next(once, { is: 'pressed', request: other })).toBe(once);
  expect(next(once, { is: 'anew' })).toBe(once);
  const sent = next(once, { is: 'answered', reply });
  expect(sent).toEqual({ at: 'sent', request, reply });
  expect(next(sent, { is: 'pressed', request: other })).toBe(sent);
});

describe('when the answer was lost', () => {
  test.each([
    ['no connection', new ConnectionError('')],
    ['no answer in time', new TimeoutError('')],
    ['an error of ours', new ApiError('', problem(500))],
    ['an overloaded service', new StoreUnavailableError('', problem(503))],
    ['one on the way that answers', new ApiError('', { status: 429 })],
    ['an answer that is none of the API', new ApiError('', { status: 200 })],
    ['it is being carried out', new RequestInFlightError('', problem(409))],
    ['something else', new Error('')],
  ])('nobody knows: %s', (_, error) => {
    expect(failed(sending, error)).toEqual({ at: 'unknown', request, error });
  });

  test('the very same is repeated, whatever the form says by now', () => {
    expect(next({ at: 'unknown', request }, { is: 'pressed', request: other })).toEqual(repeating);
  });

  test('nobody knows after a reload either', () => {
    expect(firstState(request)).toEqual({ at: 'unknown', request });
  });

  test('one may write anew', () => {
    expect(next({ at: 'unknown', request }, { is: 'anew' })).toEqual({ at: 'writing' });
  });

  test.each([
    new RateLimitedError('a limit may be what the first attempt has used up', problem(429)),
    new ForbiddenError('the key may not send any more', problem(403)),
    new UnauthenticatedError('the key was revoked', problem(401)),
  ])('what a repetition is refused for says nothing of the first attempt: $message', (error) => {
    expect(failed(repeating, error)).toEqual({ at: 'unknown', request, error });
  });
});

describe('what the API refuses was not sent', () => {
  test.each([
    new InvalidRequestError('', problem(400)),
    new InsufficientCreditError('', problem(402)),
    new IdempotencyKeyReusedError('', problem(422)),
    new RateLimitedError('', problem(429)),
  ])('$name', (error) => {
    expect(failed(sending, error)).toEqual({ at: 'writing', error });
  });

  test('nor by a repetition: the records come before the rules', () => {
    const error = new InvalidRequestError('', problem(400));

    expect(failed(repeating, error)).toEqual({ at: 'writing', error });
  });
});

test('an answer that nobody waits for changes nothing', () => {
  const writing: Sending = { at: 'writing' };

  expect(next(writing, { is: 'answered', reply })).toBe(writing);
  expect(failed(writing, new ConnectionError(''))).toBe(writing);
});
