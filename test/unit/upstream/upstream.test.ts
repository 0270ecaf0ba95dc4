import { describe, expect, test } from 'vitest';
import { CallTooLateError, UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import type { HandOver } from '../../../functions/messages/ports.ts';
import type { SendOptions, UpstreamClient } from '../../../functions/upstream/client.ts';
import {
  InexpressibleTimeError,
  UpstreamConfigurationError,
  UpstreamConnectionError,
  UpstreamFaultError,
  UpstreamHttpError,
  UpstreamProtocolError,
} from '../../../functions/upstream/errors.ts';
import { createUpstream } from '../../../functions/upstream/upstream.ts';
import { XmlRpcEncodeError } from '../../../functions/xmlrpc/errors.ts';

const handOver: HandOver = { to: ['+41791112233', '+41791112244'], text: 'Hello', type: 'text' };
const refusal = { code: 'invalid_recipient', text: 'no' };
const deadline = 1_906_545_629_000;
const unused = () => Promise.reject(new Error('not used here'));
const upstreamWith = (client: Partial<UpstreamClient>) =>
  createUpstream({
    sendMessage: unused,
    auth: unused,
    getCredits: unused,
    accountStatus: unused,
    getGuid: unused,
    cleanNumber: unused,
    getStatus: unused,
    cancelMessage: unused,
    ...client,
  });

describe('handOver', () => {
  test('gives the gateway digits, and tells each result in our terms', async () => {
    const sent: SendOptions[] = [];
    const upstream = upstreamWith({
      sendMessage: async (options) => {
        sent.push(options);
        return [
          { to: '1', accepted: true, id: 'a', scheduled: true },
          { to: '2', accepted: false, reason: refusal },
          { to: '3', accepted: 'unknown' },
        ];
      },
    });

    const outcome = await upstream.handOver({ ...handOver, type: 'flash', sender: '+41791112255' });

    // A recipient has no plus there, a sender has it if it was given.
    expect(sent).toEqual([
      { to: ['41791112233', '41791112244'], text: 'Hello', type: 'flash', sender: '+41791112255' },
    ]);
    expect(outcome).toEqual({
      kind: 'answered',
      results: [
        { accepted: true, upstreamId: 'a', status: 'scheduled' },
        { accepted: false, reason: refusal },
        { accepted: 'unknown' },
      ],
    });
  });

  test.each([
    ['not_sent', 'a connection that never stood', new UpstreamConnectionError('x', 'not_written')],
    ['unknown', 'a connection that broke', new UpstreamConnectionError('x', 'maybe_applied')],
    ['unknown', 'a server error', new UpstreamHttpError(500, undefined)],
    ['unknown', 'a reply not understood', new UpstreamProtocolError('x')],
    ['not_sent', 'a call that was too late', new CallTooLateError('x')],
    ['not_sent', 'a wrong configuration', new UpstreamConfigurationError('x', 'replied')],
    ['unknown', 'a fault that the document does not list', new UpstreamFaultError(5, undefined)],
    ['unknown', 'an error nobody thought of', new TypeError('x')],
  ])('is %s after %s', async (kind, _, error) => {
    const outcome = await upstreamWith({ sendMessage: () => Promise.reject(error) }).handOver(handOver);

    expect(outcome).toEqual({ kind, cause: error });
  });

  test.each([
    ['invalid_recipient', 'a fault that the document lists', new UpstreamFaultError(5, refusal)],
    ['invalid_recipient', 'such a fault from a gateway that is busy', new UpstreamHttpError(503, undefined, refusal)],
    ['unsendable', 'a text that XML cannot hold', new XmlRpcEncodeError('x')],
    ['unsendable', 'a time the gateway cannot be given', new InexpressibleTimeError('x')],
  ])('is rejected as %s after %s', async (code, _, error) => {
    const outcome = await upstreamWith({ sendMessage: () => Promise.reject(error) }).handOver(handOver);

    expect(outcome).toMatchObject({ kind: 'rejected', reason: { code } });
  });
});

describe('states', () => {
  test('asks for 100 distinct ids a call, a few calls at once', async () => {
    const ids = Array.from({ length: 1050 }, (_, index) => String(index));
    const sizes: number[] = [];
    let running = 0;
    let most = 0;
    const upstream = upstreamWith({
      getStatus: async (asked) => {
        running += 1;
        most = Math.max(most, running);
        sizes.push(asked.length);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        return [...asked].map((id) => ({ id, known: true, errorCode: 1, statusCode: 1, lastDate: undefined }));
      },
    });

    const states = await upstream.states([...ids, ...ids], deadline);

    expect(states.size).toBe(1050);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([50, ...Array.from({ length: 10 }, () => 100)]);
    expect(most).toBe(5);
  });

  test('tells an id the gateway does not know, and leaves out codes that nobody knows', async () => {
    const upstream = upstreamWith({
      getStatus: async () => [
        { id: 'a', known: false },
        { id: 'b', known: true, errorCode: 77, statusCode: undefined, lastDate: undefined },
      ],
    });

    expect(await upstream.states(['a', 'b'], deadline)).toEqual(new Map([['a', { status: undefined }]]));
  });

  test('begins no further call after a failure', async () => {
    let calls = 0;
    const upstream = upstreamWith({
      getStatus: () => {
        calls += 1;
        return Promise.reject(new UpstreamConnectionError('x', 'maybe_applied'));
      },
    });

    await expect(
      upstream.states(
        Array.from({ length: 2000 }, (_, id) => String(id)),
        deadline,
      ),
    ).rejects.toThrow(UpstreamUnavailableError);
    expect(calls).toBe(5);
  });
});

describe('what a failure to tell states says of the gateway', () => {
  const failing = (error: Error) =>
    upstreamWith({ getStatus: () => Promise.reject(error) })
      .states(['a'], deadline)
      .catch((thrown: unknown) => thrown);

  test.each([new UpstreamFaultError(4, refusal), new UpstreamProtocolError('shape'), new XmlRpcEncodeError('text')])(
    'it answers, but not to this question: $name',
    async (error) => {
      expect(await failing(error)).toMatchObject({ name: 'UpstreamUnavailableError', answered: true, cause: error });
    },
  );

  test.each([
    new UpstreamConnectionError('refused', 'not_written'),
    new UpstreamProtocolError('empty', { retryable: true }),
    new UpstreamConfigurationError('HTTP status 401', 'replied'),
  ])('it answers no question: $name', async (error) => {
    expect(await failing(error)).toMatchObject({ name: 'UpstreamUnavailableError', answered: false, cause: error });
  });
});

describe('cancel', () => {
  test('tells for each id whether it was cancelled', async () => {
    const upstream = upstreamWith({
      cancelMessage: async (ids) => [...ids].map((id) => ({ id, canceled: id === 'a' })),
    });

    expect(await upstream.cancel(['a', 'b'], deadline)).toEqual(
      new Map([
        ['a', true],
        ['b', false],
      ]),
    );
  });

  test('says that the gateway is unavailable when the answer was lost', async () => {
    const upstream = upstreamWith({
      cancelMessage: () => Promise.reject(new UpstreamConnectionError('x', 'maybe_applied')),
    });

    await expect(upstream.cancel(['a'], deadline)).rejects.toThrow(UpstreamUnavailableError);
  });
});

test("states and cancel hand on when the caller's time ends", async () => {
  const deadlines: (number | undefined)[] = [];
  const upstream = upstreamWith({
    getStatus: async (_, deadline) => {
      deadlines.push(deadline);
      return [];
    },
    cancelMessage: async (_, deadline) => {
      deadlines.push(deadline);
      return [];
    },
  });

  await upstream.states(['a'], deadline);
  await upstream.cancel(['a'], deadline);

  expect(deadlines).toEqual([deadline, deadline]);
});

test('scheduleProblem explains the hour that autumn repeats', () => {
  const upstream = upstreamWith({});

  expect(upstream.scheduleProblem(new Date('2026-10-25T00:30:00Z'))).toMatch(/repeats/);
  expect(upstream.scheduleProblem(new Date('2026-10-25T03:30:00Z'))).toBeUndefined();
});
