import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Textgate } from '../../../functions/client/client.ts';
import { type ProblemType, problem } from '../../../functions/contract/problems.ts';
import { type Behaviour, type Receiver, startReceiver } from '../../support/clients/receiver.ts';

/** What an attempt meets: what the server does, or nobody who listens. */
type Meeting = Behaviour | 'nobody listens';

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const refusal = (type: ProblemType, headers?: Readonly<Record<string, string>>) => {
  const document = problem(type, 'Why.');
  return json(document.status, document, headers);
};

const html = (status: number, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: '<html><body>Something on the way</body></html>',
});

const sent = { messages: [{ id: 'msg_1' }], rejected: [] };
const good = json(202, sent);

/** Ways that may be over at the next attempt, and what is thrown where it is not. */
const passing: Readonly<Record<string, readonly [meeting: Meeting, error: object]>> = {
  'nobody listens': ['nobody listens', { name: 'ConnectionError', message: expect.stringContaining('ECONNREFUSED') }],
  'a reset before the answer': ['reset', { name: 'ConnectionError' }],
  'the end before the answer': ['early-close', { name: 'ConnectionError' }],
  'half an answer': ['broken-body', { name: 'ConnectionError' }],
  'something that is no HTTP': ['garbage', { name: 'ConnectionError' }],
  'no answer in time': ['hang', { name: 'TimeoutError' }],
  'an answer that drips': ['drip-head', { name: 'TimeoutError' }],
  'a body that drips': ['drip-body', { name: 'TimeoutError' }],
  'half the JSON': [{ ...good, body: good.body.slice(0, -1) }, { name: 'ConnectionError' }],
  'the request is being carried out': [
    refusal('request-in-flight', { 'retry-after': '0' }),
    { name: 'RequestInFlightError' },
  ],
  'the store is overloaded': [refusal('store-unavailable', { 'retry-after': '0' }), { name: 'StoreUnavailableError' }],
  'too much': [refusal('rate-limited', { 'retry-after': '0' }), { name: 'RateLimitedError', retryAfter: 0 }],
  'our fault': [refusal('internal'), { name: 'InternalError' }],
  ...Object.fromEntries(
    [408, 429, 500, 502, 503, 504].flatMap((status) => {
      const error = { name: 'ApiError', status, problem: undefined };
      return [
        [`${status}, API Gateway`, [json(status, { message: 'Why' }), error]],
        [`${status}, a page`, [html(status, { 'retry-after': '0' }), { ...error, retryAfter: 0 }]],
        [`${status}, empty`, [{ status }, error]],
      ];
    }),
  ),
};

const hanging: ReadonlySet<Meeting> = new Set(['hang', 'drip-head', 'drip-body']);

/** Ways that would be no other at the next attempt. */
const lasting: Readonly<Record<string, readonly [meeting: Meeting, error: object]>> = {
  'a limit for a day': [
    refusal('rate-limited', { 'retry-after': '40000' }),
    { name: 'RateLimitedError', retryAfter: 40_000 },
  ],
  '503 until later': [html(503, { 'retry-after': '31' }), { name: 'ApiError', retryAfter: 31 }],
  'another conflict': [refusal('idempotency-key-reused'), { name: 'IdempotencyKeyReusedError' }],
  'no credit': [refusal('insufficient-credit'), { name: 'InsufficientCreditError' }],
  'a key that is none': [refusal('unauthenticated'), { name: 'UnauthenticatedError' }],
  '403, API Gateway': [
    json(403, { message: 'Forbidden' }),
    { name: 'ApiError', status: 403, message: 'HTTP 403: Forbidden' },
  ],
  '413, API Gateway': [json(413, { message: 'Request Too Long' }), { name: 'ApiError', status: 413 }],
  'a page of somebody else': [html(200), { name: 'ApiError', status: 200 }],
  'an empty answer': [{ status: 200 }, { name: 'ApiError', status: 200 }],
  'a redirect': [
    { status: 307, headers: { location: '/elsewhere' } },
    { name: 'ApiError', status: 307 },
  ],
};

interface Case {
  readonly name: string;
  readonly meetings: readonly Meeting[];
  /** How many attempts are made; the rest of the meetings are there to show that they are not. */
  readonly attempts: number;
  /** Absent: it succeeds. */
  readonly error?: object;
}

const three = [1, 2, 3];

const cases: readonly Case[] = [
  ...Object.entries(passing).flatMap(([way, [meeting, error]]) =>
    three.map((times) => ({
      name: `${way}, ${times} times`,
      meetings: Array.from({ length: times }, () => meeting),
      ...(times < 3 ? { attempts: times + 1 } : { attempts: 3, error }),
    })),
  ),
  ...Object.entries(lasting).flatMap(([way, [meeting, error]]) =>
    three.map((attempts) => ({
      name: `${way}, at attempt ${attempts}`,
      meetings: [...Array.from({ length: attempts - 1 }, () => 'reset' as const), meeting],
      attempts,
      error,
    })),
  ),
];

describe('a send that fails', () => {
  let server: Receiver;
  let results: PromiseSettledResult<unknown>[];

  /** Each attempt has an address of its own, for the server to know which it is. */
  const fetchFor = (index: number, nobody: string): typeof fetch => {
    let attempts = 0;
    return (_, init) => {
      const meeting = cases[index]?.meetings[attempts];
      attempts += 1;
      return fetch(meeting === 'nobody listens' ? nobody : `${new URL(server.url).origin}/${index}/${attempts}`, init);
    };
  };
  const arrivalsOf = (index: number) => server.arrivals.filter(({ path }) => path.startsWith(`/${index}/`));

  /** All are made at once: their pauses are real. */
  beforeAll(async () => {
    // The shortest pauses that there are.
    const random = vi.spyOn(Math, 'random').mockReturnValue(1);
    const nobody = await closedAddress();
    server = await startReceiver({
      plan: ({ path }) => {
        const [, index, attempt] = path.split('/').map(Number);
        const meeting = cases[index ?? -1]?.meetings[(attempt ?? 0) - 1] ?? good;
        return meeting === 'nobody listens' ? 'reset' : meeting;
      },
    });
    results = await Promise.allSettled(
      cases.map(({ meetings }, index) => {
        const timeout = meetings.some((meeting) => hanging.has(meeting)) ? 1_500 : 35_000;
        const sms = new Textgate({ url: server.url, apiKey: 'textgate_1', timeout, fetch: fetchFor(index, nobody) });
        return sms.messages.send({ to: '+41791234567', text: 'Hello' });
      }),
    );
    random.mockRestore();
  });
  afterAll(() => server.stop());

  test.each(cases.map((one, index) => ({ ...one, index })))('$name', ({ meetings, attempts, error, index }) => {
    const result = results[index];
    if (error) expect(result).toMatchObject({ reason: error });
    else expect(result).toEqual({ status: 'fulfilled', value: sent });

    const arrivals = arrivalsOf(index);
    const heard = attempts - meetings.slice(0, attempts).filter((meeting) => meeting === 'nobody listens').length;
    expect(arrivals.length).toBe(heard);
    // Whatever it met: never more than one key, and one request.
    const made = arrivals.map(
      ({ headers, body }) => `${headers['idempotency-key']} ${headers['authorization']} ${body}`,
    );
    expect(new Set(made).size).toBe(Math.min(heard, 1));
  });

  test('asks nobody else, wherever a redirect leads', () => {
    expect(server.arrivals.filter(({ path }) => path.startsWith('/elsewhere'))).toEqual([]);
  });

  test('has a key of its own', () => {
    const keys = cases.flatMap((_, index) => arrivalsOf(index)[0]?.headers['idempotency-key'] ?? []);

    expect(new Set(keys).size).toBe(keys.length);
  });
});

/** Where nobody listens. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('a connection that died while its Lambda was frozen', () => {
  const sockets = new Set<Socket>();
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end('{"status":"ok"}');
  });
  server.on('connection', (socket) => sockets.add(socket));
  let sms: Textgate;

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    sms = new Textgate({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey: 'textgate_1' });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  /** Right before the next request is written: too late for this process to hear of it first. */
  const dieAtNextWrite = (how: (socket: Socket) => unknown) => {
    const die = () => {
      unsubscribe('undici:client:sendHeaders', die);
      for (const socket of sockets) how(socket);
      sockets.clear();
    };
    subscribe('undici:client:sendHeaders', die);
  };

  test.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy(), 'write ECONNRESET'],
    ['closed', (socket: Socket) => socket.destroy(), 'other side closed'],
  ])('%s, is replaced by another', async (_, how, problem) => {
    await sms.health();
    asked.length = 0;

    dieAtNextWrite(how);
    await expect(sms.health({ maxRetries: 0 })).rejects.toThrow(problem);
    await sms.health();
    expect(asked).toEqual(['/v1/health']);

    dieAtNextWrite(how);
    await expect(sms.health()).resolves.toEqual({ status: 'ok' });
    expect(asked).toEqual(['/v1/health', '/v1/health']);
  });
});
