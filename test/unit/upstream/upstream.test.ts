import { describe, expect, test } from 'vitest';
import { GatewayUnavailableError } from '../../../functions/messages/errors.ts';
import type { HandOver } from '../../../functions/messages/ports.ts';
import type { GatewayClient, SendOptions } from '../../../functions/upstream/client.ts';
import {
  GatewayConfigurationError,
  GatewayConnectionError,
  GatewayFaultError,
  GatewayHttpError,
  GatewayProtocolError,
  InexpressibleTimeError,
} from '../../../functions/upstream/errors.ts';
import { createMessageGateway } from '../../../functions/upstream/upstream.ts';
import { XmlRpcEncodeError } from '../../../functions/xmlrpc/errors.ts';

const handOver: HandOver = { to: ['+41791112233', '+41791112244'], text: 'Hello', type: 'text' };
const refusal = { code: 'invalid_recipient', text: 'no' };
const deadline = 1_906_545_629_000;
const unused = () => Promise.reject(new Error('not used here'));
const gatewayWith = (client: Partial<GatewayClient>) =>
  createMessageGateway({
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
    const gateway = gatewayWith({
      sendMessage: async (options) => {
        sent.push(options);
        return [
          { to: '1', accepted: true, id: 'a', scheduled: true },
          { to: '2', accepted: false, reason: refusal },
          { to: '3', accepted: 'unknown' },
        ];
      },
    });

    const outcome = await gateway.handOver({ ...handOver, type: 'flash', sender: 'Shop' });

    expect(sent).toEqual([{ to: ['41791112233', '41791112244'], text: 'Hello', type: 'flash', sender: 'Shop' }]);
    expect(outcome).toEqual({
      kind: 'answered',
      results: [
        { accepted: true, gatewayId: 'a', status: 'scheduled' },
        { accepted: false, reason: refusal },
        { accepted: 'unknown' },
      ],
    });
  });

  test.each([
    ['not_sent', 'a connection that never stood', new GatewayConnectionError('x', 'P0')],
    ['unknown', 'a connection that broke', new GatewayConnectionError('x', 'P1')],
    ['unknown', 'a server error', new GatewayHttpError(500, undefined)],
    ['unknown', 'a reply not understood', new GatewayProtocolError('x')],
    ['not_sent', 'a wrong configuration', new GatewayConfigurationError('x', 'P2')],
    ['unknown', 'a fault that the document does not list', new GatewayFaultError(5, undefined)],
    ['unknown', 'an error nobody thought of', new TypeError('x')],
  ])('is %s after %s', async (kind, _, error) => {
    const outcome = await gatewayWith({ sendMessage: () => Promise.reject(error) }).handOver(handOver);

    expect(outcome).toEqual({ kind, cause: error });
  });

  test.each([
    ['invalid_recipient', 'a fault that the document lists', new GatewayFaultError(5, refusal)],
    ['invalid_recipient', 'such a fault from a gateway that is busy', new GatewayHttpError(503, undefined, refusal)],
    ['unsendable', 'a text that XML cannot hold', new XmlRpcEncodeError('x')],
    ['unsendable', 'a time the gateway cannot be given', new InexpressibleTimeError('x')],
  ])('is rejected as %s after %s', async (code, _, error) => {
    const outcome = await gatewayWith({ sendMessage: () => Promise.reject(error) }).handOver(handOver);

    expect(outcome).toMatchObject({ kind: 'rejected', reason: { code } });
  });
});

describe('states', () => {
  test('asks for 100 distinct ids a call, a few calls at once', async () => {
    const ids = Array.from({ length: 1050 }, (_, index) => String(index));
    const sizes: number[] = [];
    let running = 0;
    let most = 0;
    const gateway = gatewayWith({
      getStatus: async (asked) => {
        running += 1;
        most = Math.max(most, running);
        sizes.push(asked.length);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        return [...asked].map((id) => ({ id, known: true, errorCode: 1, statusCode: 1, details: undefined }));
      },
    });

    const states = await gateway.states([...ids, ...ids], deadline);

    expect(states.size).toBe(1050);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([50, ...Array.from({ length: 10 }, () => 100)]);
    expect(most).toBe(5);
  });

  test('tells an id the gateway does not know, and leaves out codes that nobody knows', async () => {
    const gateway = gatewayWith({
      getStatus: async () => [
        { id: 'a', known: false },
        { id: 'b', known: true, errorCode: 77, statusCode: undefined, details: undefined },
      ],
    });

    expect(await gateway.states(['a', 'b'], deadline)).toEqual(new Map([['a', { status: undefined }]]));
  });

  test('begins no further call after a failure', async () => {
    let calls = 0;
    const gateway = gatewayWith({
      getStatus: () => {
        calls += 1;
        return Promise.reject(new GatewayConnectionError('x', 'P1'));
      },
    });

    await expect(
      gateway.states(
        Array.from({ length: 2000 }, (_, id) => String(id)),
        deadline,
      ),
    ).rejects.toThrow(GatewayUnavailableError);
    expect(calls).toBe(5);
  });
});

describe('what a failure to tell states says of the gateway', () => {
  const failing = (error: Error) =>
    gatewayWith({ getStatus: () => Promise.reject(error) })
      .states(['a'], deadline)
      .catch((thrown: unknown) => thrown);

  test.each([new GatewayFaultError(4, refusal), new GatewayProtocolError('shape'), new XmlRpcEncodeError('text')])(
    'it answers, but not to this question: $name',
    async (error) => {
      expect(await failing(error)).toMatchObject({ name: 'GatewayUnavailableError', answered: true, cause: error });
    },
  );

  test.each([
    new GatewayConnectionError('refused', 'P0'),
    new GatewayProtocolError('empty', { retryable: true }),
    new GatewayConfigurationError('HTTP status 401', 'P2'),
  ])('it answers no question: $name', async (error) => {
    expect(await failing(error)).toMatchObject({ name: 'GatewayUnavailableError', answered: false, cause: error });
  });
});

describe('cancel', () => {
  test('tells for each id whether it was cancelled', async () => {
    const gateway = gatewayWith({
      cancelMessage: async (ids) => [...ids].map((id) => ({ id, canceled: id === 'a' })),
    });

    expect(await gateway.cancel(['a', 'b'], deadline)).toEqual(
      new Map([
        ['a', true],
        ['b', false],
      ]),
    );
  });

  test('says that the gateway is unavailable when the answer was lost', async () => {
    const gateway = gatewayWith({ cancelMessage: () => Promise.reject(new GatewayConnectionError('x', 'P1')) });

    await expect(gateway.cancel(['a'], deadline)).rejects.toThrow(GatewayUnavailableError);
  });
});

test("states and cancel hand on when the caller's time ends", async () => {
  const deadlines: (number | undefined)[] = [];
  const gateway = gatewayWith({
    getStatus: async (_, deadline) => {
      deadlines.push(deadline);
      return [];
    },
    cancelMessage: async (_, deadline) => {
      deadlines.push(deadline);
      return [];
    },
  });

  await gateway.states(['a'], deadline);
  await gateway.cancel(['a'], deadline);

  expect(deadlines).toEqual([deadline, deadline]);
});

test('scheduleProblem explains the hour that autumn repeats', () => {
  const gateway = gatewayWith({});

  expect(gateway.scheduleProblem(new Date('2026-10-25T00:30:00Z'))).toMatch(/repeats/);
  expect(gateway.scheduleProblem(new Date('2026-10-25T03:30:00Z'))).toBeUndefined();
});
