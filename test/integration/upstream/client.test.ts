import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../../functions/runtime/logger.ts';
import { type ClientOptions, type Credentials, createUpstreamClient } from '../../../functions/upstream/client.ts';
import {
  UpstreamConfigurationError,
  UpstreamConnectionError,
  type UpstreamError,
  UpstreamFaultError,
  UpstreamProtocolError,
} from '../../../functions/upstream/errors.ts';
import { createUpstream } from '../../../functions/upstream/upstream.ts';
import { decodeCall, type XmlRpcCall } from '../../../functions/xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../../../functions/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../../functions/xmlrpc/value.ts';

/** What the far end does with the request it has just read. `calls` counts it. */
type Answer = (response: http.ServerResponse, call: XmlRpcCall, calls: number) => void;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const listen = async (server: net.Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
};

/** A far end that reads whole requests, and the calls it has read. */
const serve = async (answer: Answer) => {
  const calls: XmlRpcCall[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = decodeCall(Buffer.concat(chunks), { contentType: request.headers['content-type'] });
    calls.push(call);
    answer(response, call, calls.length);
  });
  const port = await listen(server);
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${port}/api2/`, calls };
};

const xml = (response: http.ServerResponse, value: XmlRpcValue) =>
  response.writeHead(200, { 'content-type': 'text/xml' }).end(encodeResponse(value));

const sleeps: number[] = [];
const clientOf = (url: string, options: Partial<ClientOptions> = {}) =>
  createUpstreamClient({
    url,
    credentials: async () => ({ user: 'user-canary', password: 'password-canary' }),
    deadlines: { connect: 300, total: 300 },
    time: {
      sleep: async (milliseconds) => {
        sleeps.push(milliseconds);
      },
    },
    ...options,
  });

const failureOf = async (promise: Promise<unknown>): Promise<UpstreamError> =>
  promise.then(
    () => expect.unreachable('The call should have failed.'),
    (error) => error,
  );

const message = { to: '41791112233', text: 'text-canary' };

describe('the eight methods', () => {
  test.each<[string, (client: ReturnType<typeof clientOf>) => Promise<unknown>, XmlRpcValue[], XmlRpcValue, unknown]>([
    ['auth', (client) => client.auth(), [], true, true],
    ['get_credits', (client) => client.getCredits(), [], -5, -5],
    ['get_credits', (client) => client.getCredits(), [], false, undefined],
    ['account_status', (client) => client.accountStatus(), [], 'regular', 'regular'],
    [
      'get_guid',
      (client) => client.getGuid(),
      [],
      '0b8c5a3e-1111-4222-8333-abcdefabcdef',
      '0b8c5a3e-1111-4222-8333-abcdefabcdef',
    ],
    ['clean_number', (client) => client.cleanNumber('022/364 8000'), ['022/364 8000'], '41223648000', '41223648000'],
    ['cancel_message', (client) => client.cancelMessage(['a']), [['a']], [['a', true]], [{ id: 'a', canceled: true }]],
    ['get_status', (client) => client.getStatus('a'), ['a'], [['a', false]], [{ id: 'a', known: false }]],
    [
      'send_message',
      (client) => client.sendMessage({ to: ['1', '2'], text: 'x' }),
      [['1', '2'], 'x'],
      [
        ['1', 1, 'a'],
        ['2', 9, 'b'],
      ],
      [
        { to: '1', accepted: true, id: 'a', scheduled: false },
        { to: '2', accepted: true, id: 'b', scheduled: true },
      ],
    ],
  ])('%s sends its parameters by place and reads its result', async (method, run, params, reply, result) => {
    const { url, calls } = await serve((response) => xml(response, reply));

    expect(await run(clientOf(url))).toEqual(result);

    expect(calls).toEqual([{ method, params: ['user-canary', 'password-canary', ...params] }]);
  });

  test.each([
    [{ sender: 'Shop' }, ['Shop']],
    [{ scheduledAt: new Date('2026-07-01T10:00:00Z') }, ['', '2026-07-01 12:00:00']],
    [{ type: 'flash' as const }, ['', '', 'flash']],
  ])('send_message fills the places before an optional parameter: %j', async (options, rest) => {
    const { url, calls } = await serve((response) => xml(response, [['41791112233', 1, 'a']]));

    await clientOf(url).sendMessage({ ...message, ...options });

    expect(calls[0]?.params.slice(3)).toEqual(['text-canary', ...rest]);
  });
});

interface ReplyCase {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly gatewayId: string | null;
  readonly why: string;
}

const casesIn = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/cases/${name}.json`, import.meta.url), 'utf8')).cases;

/** What the message gateway makes of this answer to a send. */
const handedOverTo = async (answer: Answer) => {
  const { url } = await serve(answer);
  return createUpstream(clientOf(url)).handOver({ to: ['+41791234567'], text: 'text-canary', type: 'text' });
};

describe('a complete answer is not thrown away for its wrapping', () => {
  test.each<ReplyCase>(casesIn('gateway-replies'))('$why', async ({ headers, body, gatewayId: upstreamId }) => {
    const packed = body.startsWith('(gzip of) ') ? gzipSync(body.replace('(gzip of) ', '')) : body;

    const outcome = await handedOverTo((response) => response.writeHead(200, headers).end(packed));

    const result = expect.objectContaining({ accepted: true, upstreamId });
    expect(outcome).toMatchObject(upstreamId === null ? { kind: 'unknown' } : { kind: 'answered', results: [result] });
  });

  const document = encodeResponse([['41791234567', 1, 'a']]);

  test.each<[string, Record<string, string>, string | Buffer]>([
    ['brotli', { 'content-encoding': 'br' }, brotliCompressSync(document)],
    ['deflate', { 'content-encoding': 'deflate' }, deflateSync(document)],
    ['gzip under no name', {}, gzipSync(document)],
    ['UTF-16', {}, Buffer.from(`\ufeff${document}`, 'utf16le')],
    ['blank lines and a byte order mark', {}, `\r\n\r\n\ufeff${document}`],
    ['white space after it', {}, `${document}\r\n\r\n`],
    ['a charset nobody knows, in the document', {}, document.replace('?>', ' encoding="x-unheard-of"?>')],
    ['XML 1.1', {}, document.replace('1.0', '1.1')],
  ])('%s', async (_, headers, body) => {
    const outcome = await handedOverTo((response) => response.writeHead(200, headers).end(body));

    expect(outcome).toMatchObject({ kind: 'answered', results: [{ accepted: true, upstreamId: 'a' }] });
  });

  test.each<[string, Record<string, string>, string | Buffer]>([
    ['text after it', {}, `${document}x`],
    ['a zero after it', {}, `${document}\0`],
    [
      'half of a character of UTF-8, under a charset nobody knows',
      { 'content-type': 'text/xml;charset=none' },
      Buffer.from(document.replace('<methodResponse>', '<methodResponse><!-- \xe9 -->'), 'latin1'),
    ],
    ['a megabyte, unpacked', { 'content-encoding': 'gzip' }, gzipSync(document + ' '.repeat(2 ** 20))],
    ['a document type, unpacked', { 'content-encoding': 'gzip' }, gzipSync(`<!DOCTYPE x>${document}`)],
    ['two documents, unpacked', { 'content-encoding': 'gzip' }, gzipSync(document + document)],
    ['gzip that is none', { 'content-encoding': 'gzip' }, Buffer.from([0x1f, 0x8b, 1, 2, 3])],
  ])('but refused with %s', async (_, headers, body) => {
    const outcome = await handedOverTo((response) => response.writeHead(200, headers).end(body));

    expect(outcome.kind).toBe('unknown');
  });
});

describe('ids are opaque', () => {
  const withId = (id: string, rest: string) =>
    `<methodResponse><params><param><value><array><data><value><array><data>${id}${rest}</data></array></value></data></array></value></param></params></methodResponse>`;

  test.each<{ id: string; gatewayId: string | null; why: string }>(casesIn('gateway-ids'))(
    '$id: $why',
    async ({ id, gatewayId: upstreamId }) => {
      const value = `<value>${id}</value>`;
      const { url, calls } = await serve((response, { method }) =>
        response.end(
          method === 'send_message'
            ? withId('<value>41791234567</value><value><int>1</int></value>', value)
            : withId(value, '<value><int>1</int></value><value><int>1</int></value>'),
        ),
      );
      const upstream = createUpstream(clientOf(url));

      const outcome = await upstream.handOver({ to: ['+41791234567'], text: 'x', type: 'text' });

      const result = upstreamId === null ? { accepted: 'unknown' } : { accepted: true, upstreamId };
      expect(outcome).toMatchObject({ kind: 'answered', results: [result] });
      if (upstreamId === null) return;
      const states = await upstream.states([upstreamId], Date.now() + 29_000);
      expect(states.get(upstreamId)).toMatchObject({ status: 'delivered' });
      expect(calls[1]?.params[2]).toEqual([upstreamId]);
    },
  );
});

/** Each way in which the far end may fail a request it has read. */
const faults: Record<string, Answer> = {
  'a reset': (response) => response.socket?.resetAndDestroy(),
  'a reset within the reply': (response) => {
    response.writeHead(200, { 'content-length': 1000 }).write('<?xml');
    setTimeout(() => response.socket?.resetAndDestroy(), 20);
  },
  'a stall': () => undefined,
  'a slow drip': (response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(drip));
  },
  'a reply shorter than its Content-Length': (response) => {
    response.writeHead(200, { 'content-length': 1000, connection: 'close' }).write('<?xml');
    setTimeout(() => response.socket?.end(), 20);
  },
  'a reply cut short that has no length': (response) => {
    response.useChunkedEncodingByDefault = false;
    response.removeHeader('transfer-encoding');
    response.writeHead(200, { connection: 'close' }).end('<?xml version="1.0"?><methodResponse><params>');
  },
  'HTTP 500 with a sound reply': (response) =>
    response.writeHead(500, { 'content-type': 'text/xml' }).end(encodeResponse([['41791112233', 1, 'a']])),
  'HTTP 503': (response) => response.writeHead(503).end(),
  'HTTP 429': (response) => response.writeHead(429).end(),
  'HTTP 503 with a fault': (response) => response.writeHead(503).end(encodeFault(1, 'Too busy')),
  'HTTP 429 with a sound reply': (response) => response.writeHead(429).end(encodeResponse([['41791112233', 1, 'a']])),
  'an empty reply': (response) => response.writeHead(200).end(),
  'a web page, compressed': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('<html><title>x</title>')),
  'a compressed reply cut short': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(encodeResponse(true)).subarray(0, -9)),
  'a web page': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>x</title>'),
};

/** Replies that are no use, and would be none a second time. */
const misunderstandings: Record<string, Answer> = {
  'another shape': (response) => xml(response, 'OK'),
  'an entry too many': (response) =>
    xml(response, [
      ['41791112233', 1, 'a'],
      ['1', 1, 'b'],
    ]),
  'a document type': (response) => response.end(`<!DOCTYPE methodResponse>${encodeResponse(true)}`),
  'two documents': (response) => response.end(encodeResponse(true).repeat(2)),
  'another charset': (response) =>
    response.end(
      Buffer.concat([Buffer.from('<methodResponse>'), Buffer.from([0xff]), Buffer.from('</methodResponse>')]),
    ),
  'over a megabyte': (response) => response.end(encodeResponse('x'.repeat(1_100_000))),
  'an unknown fault': (response) => response.end(encodeFault(4711, 'text-canary')),
  "a fault of PEAR's XML_RPC, raised when the call had been carried out": (response) =>
    response.end(encodeFault(6, 'No response object')),
  "a fault of phpxmlrpc's, raised when the call had been carried out": (response) =>
    response.end(encodeFault(2, 'Invalid return payload: enable debugging to examine incoming payload')),
  'an empty fault': (response) => response.end('<methodResponse><fault/></methodResponse>'),
};

const configurationFaults: Record<string, Answer> = {
  ...Object.fromEntries(
    [401, 403, 404, 413].map((status): [string, Answer] => [
      `HTTP ${status}`,
      (response) => response.writeHead(status).end('text-canary'),
    ]),
  ),
  'a redirect': (response) => response.writeHead(301, { location: '/elsewhere' }).end(),
};

describe('a send', () => {
  test.each(Object.entries({ ...faults, ...misunderstandings }))(
    'that may have been applied is never repeated: %s',
    async (_, answer) => {
      const { url, calls } = await serve(answer);

      const outcome = await createUpstream(clientOf(url)).handOver({
        to: ['+41791112233'],
        text: 'text-canary',
        type: 'text',
      });

      expect(outcome.kind).toBe('unknown');
      expect(calls).toHaveLength(1);
    },
  );

  test.each(Object.entries(configurationFaults))('is not sent after %s, and not repeated', async (_, answer) => {
    const { url, calls } = await serve(answer);

    const outcome = await createUpstream(clientOf(url)).handOver({ to: ['+4179'], text: 'x', type: 'text' });

    expect(outcome).toMatchObject({ kind: 'not_sent', cause: { name: 'UpstreamConfigurationError' } });
    expect(calls).toHaveLength(1);
  });

  test('is tried three times, and was not sent, when nobody listens', async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    sleeps.length = 0;

    const error = await failureOf(clientOf(`http://127.0.0.1:${port}/`).sendMessage(message));

    expect(error).toBeInstanceOf(UpstreamConnectionError);
    expect(error.phase).toBe('not_written');
    expect(sleeps).toHaveLength(2);
  });

  test('was not sent when the TLS handshake fails, and no byte of it was', async () => {
    const received: Buffer[] = [];
    const server = net.createServer((socket) => {
      socket.on('data', (chunk) => {
        received.push(chunk);
        socket.end('HTTP/1.1 200 OK\r\n\r\n');
      });
      socket.on('error', () => undefined);
    });
    const port = await listen(server);
    stops.push(async () => void server.close());

    const error = await failureOf(clientOf(`https://127.0.0.1:${port}/`).sendMessage(message));

    expect(error.phase).toBe('not_written');
    expect(Buffer.concat(received).toString('latin1')).not.toContain('canary');
  });

  test('was not sent when the TLS handshake never ends', async () => {
    const sockets: net.Socket[] = [];
    const server = net.createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    const port = await listen(server);
    stops.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });

    const client = clientOf(`https://127.0.0.1:${port}/`, { deadlines: { connect: 50, total: 300 } });
    const error = await failureOf(client.sendMessage(message));

    expect(error).toMatchObject({ name: 'UpstreamConnectionError', phase: 'not_written' });
    expect(sockets).toHaveLength(3);
  });

  test.each([200, 429, 503])('is rejected by a fault that the document lists, under HTTP %i', async (status) => {
    const { url, calls } = await serve((response) =>
      response.writeHead(status).end(encodeFault(8, 'Max message length exceeded')),
    );
    const upstream = createUpstream(clientOf(url));

    const outcome = await upstream.handOver({ to: ['+4179'], text: 'x', type: 'text' });

    expect(outcome).toMatchObject({ kind: 'rejected', reason: { code: 'message_too_long' } });
    expect(calls).toHaveLength(1);
  });

  describe('with an instant at which no call begins any more', () => {
    const notAfter = new Date('2030-06-01T12:00:00Z');
    const request = { to: ['+41791112233'], text: 'x', type: 'text', notAfter } as const;

    /** Hands over while the clock shows, one look after the other, so many milliseconds from the instant. */
    const handOverAt = async (port: number, ...looks: readonly number[]) => {
      const left = [...looks];
      let shown = 0;
      const date = () => {
        shown = left.shift() ?? shown;
        return notAfter.getTime() + shown;
      };
      const pauses: number[] = [];
      const sleep = async (milliseconds: number) => void pauses.push(milliseconds);
      const client = clientOf(`http://127.0.0.1:${port}/`, { time: { date, sleep } });
      return { outcome: await createUpstream(client).handOver(request), pauses };
    };

    const portOf = (url: string) => Number(new URL(url).port);

    test.each([
      ['before it', [-1], 'answered', 1],
      ['at it', [0], 'not_sent', 0],
      ['after it', [1], 'not_sent', 0],
      ['before it, where the connection stands at it', [-1, 0], 'not_sent', 0],
    ])('is made only before it: %s', async (_, looks, kind, count) => {
      const { url, calls } = await serve((response) => xml(response, [['41791112233', 1, 'a']]));

      const { outcome } = await handOverAt(portOf(url), ...looks);

      expect(outcome.kind).toBe(kind);
      expect(calls).toHaveLength(count);
    });

    test('is not made when the credentials were so long in coming', async () => {
      const { url, calls } = await serve((response) => xml(response, [['41791112233', 1, 'a']]));
      let now = notAfter.getTime() - 1;
      const credentials = async () => {
        now += 1;
        return { user: 'user', password: 'password' };
      };

      const outcome = await createUpstream(clientOf(url, { credentials, time: { date: () => now } })).handOver(request);

      expect(outcome).toMatchObject({ kind: 'not_sent', cause: { name: 'CallTooLateError' } });
      expect(calls).toHaveLength(0);
    });

    test('is not tried again at it', async () => {
      const server = net.createServer();
      const port = await listen(server);
      await new Promise((resolve) => server.close(resolve));

      const { outcome, pauses } = await handOverAt(port, -1, 0);

      expect(outcome).toMatchObject({ kind: 'not_sent', cause: { name: 'CallTooLateError' } });
      expect(pauses).toHaveLength(1);
    });
  });

  test('opens a socket of its own', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await serve((response) => {
      ports.add(response.socket?.remotePort);
      xml(response, [['41791112233', 1, 'a']]);
    });
    const client = clientOf(url);

    await client.sendMessage(message);
    await client.sendMessage(message);

    expect(ports.size).toBe(2);
  });
});

describe('a harmless call', () => {
  test.each(Object.entries(faults))('is repeated after %s', async (_, answer) => {
    const { url, calls } = await serve((response, call, count) =>
      count < 3 ? answer(response, call, count) : xml(response, 12),
    );

    expect(await clientOf(url).getCredits()).toBe(12);

    expect(calls).toHaveLength(3);
  });

  test.each(Object.entries({ ...misunderstandings, ...configurationFaults }))(
    'fails at once after %s',
    async (_, answer) => {
      const { url, calls } = await serve(answer);

      const error = await failureOf(clientOf(url).auth());

      const kinds = [UpstreamProtocolError, UpstreamFaultError, UpstreamConfigurationError];
      expect(kinds.some((kind) => error instanceof kind)).toBe(true);
      expect(calls).toHaveLength(1);
    },
  );

  test('is given up after four tries', async () => {
    const { url, calls } = await serve((response) => response.writeHead(500).end());

    expect(await failureOf(clientOf(url).auth())).toMatchObject({ name: 'UpstreamHttpError', status: 500 });

    expect(calls).toHaveLength(4);
  });

  test.each([
    ['nothing else', ''],
    ['a page', '<html><title>x</title>'],
    ['a fault', encodeFault(8, 'Max message length exceeded')],
  ])('waits as long as Retry-After asks, beside %s', async (_, body) => {
    const { url } = await serve((response, _, calls) =>
      calls === 1 ? response.writeHead(503, { 'retry-after': '7' }).end(body) : xml(response, true),
    );
    sleeps.length = 0;

    await clientOf(url).auth();

    expect(sleeps).toEqual([7000]);
  });

  test('waits until the time that Retry-After names', async () => {
    const { url } = await serve((response, _, calls) =>
      calls === 1
        ? response.writeHead(503, { 'retry-after': 'Sun, 22 Nov 2026 15:54:55 GMT' }).end()
        : xml(response, true),
    );
    const asked: number[] = [];
    const time = {
      date: () => Date.parse('2026-11-22T15:54:48Z'),
      sleep: async (milliseconds: number) => void asked.push(milliseconds),
    };

    await clientOf(url, { time }).auth();

    expect(asked).toEqual([7000]);
  });

  test('fails when Retry-After asks for more time than there is', async () => {
    const { url, calls } = await serve((response) => response.writeHead(503, { 'retry-after': '3600' }).end());

    expect(await failureOf(clientOf(url).auth())).toMatchObject({ retryAfter: 3_600_000 });

    expect(calls).toHaveLength(1);
  });

  test('ends in time for its caller, tries included, to record the answer', async () => {
    const { url, calls } = await serve(() => undefined);
    const client = clientOf(url, { deadlines: { total: 15_000 } });
    const started = performance.now();

    const error = await failureOf(client.getStatus('a', Date.now() + 8_000));

    expect(error).toMatchObject({ name: 'UpstreamConnectionError', phase: 'maybe_applied' });
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(calls).toHaveLength(1);
  });

  test('is not begun when that leaves no time for it', async () => {
    const { url, calls } = await serve((response) => xml(response, true));

    const error = await failureOf(clientOf(url).auth(Date.now() + 6_900));

    expect(error).toMatchObject({ name: 'UpstreamConnectionError', phase: 'not_written' });
    expect(calls).toHaveLength(0);
  });

  test('uses its socket again', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await serve((response) => {
      ports.add(response.socket?.remotePort);
      xml(response, true);
    });
    const client = clientOf(url);

    await client.auth();
    await client.auth();

    expect(ports.size).toBe(1);
  });
});

describe('over TLS', () => {
  // A self-signed certificate for 127.0.0.1 and hooks.example; its key guards nothing.
  const pem = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
  const serveTls = async () => {
    let calls = 0;
    const server = https.createServer({ key: pem('key'), cert: pem('certificate') }, (request, response) => {
      calls += 1;
      request.resume().once('end', () => xml(response, [['41791112233', 1, 'a']]));
    });
    const port = await listen(server);
    stops.push(async () => void server.close().closeAllConnections());
    return { url: `https://127.0.0.1:${port}/api2/`, calls: () => calls };
  };

  test('a send does not leave for a server whose certificate is not trusted', async () => {
    const { url, calls } = await serveTls();

    const error = await failureOf(clientOf(url).sendMessage(message));

    expect(error).toMatchObject({ phase: 'not_written', cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(calls()).toBe(0);
  });

  test('a send arrives at a server whose certificate is trusted', async () => {
    const { url, calls } = await serveTls();
    const trusted = tls.getCACertificates();
    tls.setDefaultCACertificates([...trusted, pem('certificate')]);

    try {
      const [entry] = await clientOf(url).sendMessage(message);

      expect(entry).toMatchObject({ accepted: true, id: 'a' });
      expect(calls()).toBe(1);
    } finally {
      tls.setDefaultCACertificates(trusted);
    }
  });
});

describe('what is refused is told with what it takes to understand it', () => {
  const logged = (outcome: unknown) => {
    const lines: string[] = [];
    createLogger('info', (line) => lines.push(line)).error('x', { outcome });
    return lines.join();
  };

  test.each<[string, Answer, RegExp]>([
    [
      'text before it',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('Notice: text-canary 41791234567'),
      /HTTP 200, Content-Type \\"text\/html\\", 31 bytes, which begin: \\"xxxxxx: xxxx-xxxxxx 00000000000\\"/,
    ],
    [
      'an error of HTTP',
      (response) => response.writeHead(500).end('<h1>text-canary</h1>'),
      /HTTP 500, no Content-Type, 20 bytes, which begin: \\"<x0>xxxx-xxxxxx<\/x0>\\"/,
    ],
    [
      'a coding',
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('text-canary'),
      /Content-Encoding \\"gzip\\", 11 bytes, which begin: \\"xxxx-xxxxxx\\"/,
    ],
    ['another shape', (response) => xml(response, 'text-canary'), /bytes, which begin: \\"<\?xxx xxxxxxx=/],
    ['an entry without an id', (response) => xml(response, [['41791234567', 1, '']]), /bytes, which begin: \\"<\?xxx/],
    [
      'over a megabyte',
      (response) => response.end('text-canary '.repeat(100_000)),
      /bytes, which begin: \\"xxxx-xxxxxx/,
    ],
  ])('%s', async (_, answer, description) => {
    const log = logged(await handedOverTo(answer));

    expect(log).toMatch(description);
    expect(log).not.toMatch(/canary|41791234567/);
  });
});

test('an error holds neither credentials nor texts, numbers or replies', async () => {
  for (const answer of Object.values({ ...faults, ...misunderstandings, ...configurationFaults })) {
    const { url } = await serve(answer);

    const error = await failureOf(clientOf(url).sendMessage(message));

    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/canary|41791112233/);
  }
});

describe('the reading of the credentials', () => {
  const credentials = { user: 'user', password: 'password' };

  test.each<[string, () => Promise<Credentials>]>([
    ['fails', () => Promise.reject(new Error('no secret'))],
    ['never ends', () => new Promise(() => {})],
  ])('that %s is a configuration error, and nothing is sent', async (_, read) => {
    const { url, calls } = await serve((response) => xml(response, true));
    const client = clientOf(url, { credentials: read, retry: { within: 300 }, sendRetry: { within: 300 } });

    for (const error of [await failureOf(client.sendMessage(message)), await failureOf(client.auth())]) {
      expect(error).toMatchObject({ name: 'UpstreamConfigurationError', phase: 'not_written' });
    }
    expect(calls).toHaveLength(0);
  });

  test('is part of the time that a call may take', async () => {
    const { url, calls } = await serve(() => undefined);
    const read = () => new Promise<Credentials>((resolve) => setTimeout(resolve, 1500, credentials));
    const client = clientOf(url, {
      credentials: read,
      deadlines: { connect: 3000, total: 3000 },
      sendRetry: { within: 3000 },
    });
    const started = performance.now();

    expect(await failureOf(client.sendMessage(message))).toMatchObject({ phase: 'maybe_applied' });

    expect(performance.now() - started).toBeLessThan(4000);
    expect(calls).toHaveLength(1);
  });
});

test.each(['http://sms.example.ch/api2/', 'ftp://127.0.0.1/', 'nowhere', 'https://user:pass@sms.example.ch/'])(
  'the address %s is refused',
  (url) => {
    expect(() => clientOf(url)).toThrow(UpstreamConfigurationError);
  },
);
