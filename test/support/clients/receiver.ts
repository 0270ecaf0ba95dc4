import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** An answer, or a way to fail without one. */
export type Behaviour = Answer | keyof typeof misbehaviours;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A delivery as it came in. */
export interface Arrival {
  readonly id: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How often this id has come, including this time. */
  readonly times: number;
}

export interface ReceiverOptions {
  /** How the receiver behaves on an arrival; absent: it answers 200. */
  readonly plan?: (arrival: Arrival) => Behaviour;
  /** Milliseconds since 1970. The age of signatures is judged by it. */
  readonly clock?: () => number;
  /** After `refuse`, the receiver does not listen for so many milliseconds. */
  readonly refuseMillis?: number;
  /** Makes the receiver speak TLS. Both are PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

const ok: Answer = { status: 200, body: '{"received":true}' };

/** Ways in which receivers fail. To fail with a status, give an `Answer`. */
const misbehaviours = {
  /** Resets the connection, and refuses further ones for a while. */
  refuse: ({ socket }) => socket.resetAndDestroy(),
  reset: ({ socket }) => socket.resetAndDestroy(),
  hang: () => {},
  /** Sends a header byte by byte, without end. */
  'drip-head': (request) => drip(request, 'HTTP/1.1 200 OK\r\nX-Slow: '),
  /** Answers 200, then sends the body byte by byte, without end. */
  'drip-body': (request) => drip(request, 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n'),
  /** Ends the connection before a status. */
  'early-close': ({ socket }) => socket.end(),
  /** Answers 200, then breaks off the body. */
  'broken-body': ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun'),
  /** Answers 200 with an endless body, as fast as it is read. */
  huge: (_, response) => {
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    };
    response.writeHead(200).on('drain', write);
    write();
  },
  'huge-head': ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\nX-Much: ${'x'.repeat(100_000)}\r\n\r\n`),
  /** Sends interim answers without end, slowly. */
  'only-interim': (request) => drip(request, '', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  /** Sends interim answers without end, as fast as they are read. */
  'interim-flood': ({ socket }) => {
    const flood = () => {
      while (socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000)));
    };
    socket.on('drain', flood);
    flood();
  },
  /** Sends interim answers, then 200. */
  interim: ({ socket }) =>
    socket.end('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\nafter all'),
  /** Switches to a protocol that nobody asked for. */
  upgrade: ({ socket }) => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  garbage: ({ socket }) => socket.end('\0\x01\x02 SSH-2.0-OpenSSH_9.9\r\n'),
  'http-0.9': ({ socket }) => socket.end('<html>received</html>'),
} satisfies Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>;

const drip = ({ socket }: IncomingMessage, start: string, drop = 'x') => {
  socket.write(start);
  const timer = setInterval(() => socket.write(drop), 10);
  socket.once('close', () => clearInterval(timer));
};

export interface Receiver {
  readonly url: string;
  readonly port: number;
  /**
   * Accepts only deliveries signed with this secret or one given earlier. Before the first call it accepts everything.
   */
  trust(secret: string): void;
  /** Sets how the receiver behaves from now on. */
  follow(plan: (arrival: Arrival) => Behaviour): void;
  /** All arrivals with a valid signature, in order. */
  readonly arrivals: readonly Arrival[];
  /** Ids that were answered with 2xx, and how often. */
  readonly taken: ReadonlyMap<string, number>;
  /** How many were refused with 401 because of their signature. */
  readonly forged: number;
  /** The number of open connections. */
  connections(): Promise<number>;
  stop(): Promise<void>;
}

/** A receiver of webhooks on 127.0.0.1. It checks signatures, counts by `webhook-id`, and misbehaves as told. */
export const startReceiver = async (options: ReceiverOptions = {}): Promise<Receiver> => {
  const { clock = Date.now, refuseMillis = 100, tls } = options;
  let plan = options.plan ?? (() => ok);
  const secrets: string[] = [];
  const arrivals: Arrival[] = [];
  const seen = new Map<string, number>();
  const taken = new Map<string, number>();
  let forged = 0;
  let listenAgain: NodeJS.Timeout | undefined;

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    if (secrets.length > 0 && !secrets.some((secret) => isSigned(secret, request.headers, body, clock()))) {
      forged += 1;
      return response.writeHead(401).end('The signature is wrong.');
    }
    const id = String(request.headers['webhook-id']);
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
    );
    const arrival = { id, path: request.url ?? '', headers, body, at: Date.now(), times };
    arrivals.push(arrival);

    const behaviour = plan(arrival);
    if (typeof behaviour === 'object') {
      const { status, headers: given = {}, body: content } = behaviour;
      if (status >= 200 && status < 300) taken.set(id, (taken.get(id) ?? 0) + 1);
      return response.writeHead(status, given).end(content);
    }
    if (behaviour === 'refuse') refuse();
    if (takes.has(behaviour)) taken.set(id, (taken.get(id) ?? 0) + 1);
    return misbehaviours[behaviour](request, response);
  };

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    // A caller that hangs up must not fail a test.
    serve(request, response).catch(() => request.destroy());
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  const refuse = () => {
    server.close();
    listenIn(refuseMillis);
  };
  const listenIn = (millis: number) => {
    clearTimeout(listenAgain);
    listenAgain = setTimeout(() => server.listen(port, '127.0.0.1'), millis);
  };

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  // An outgoing connection of another process may briefly have the port.
  server.on('error', () => listenIn(20));
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/hook`,
    port,
    trust: (secret) => void secrets.push(secret),
    follow(next) {
      plan = next;
    },
    arrivals,
    taken,
    get forged() {
      return forged;
    },
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    async stop() {
      clearTimeout(listenAgain);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Misbehaviours that answer 200 first. */
const takes: ReadonlySet<string> = new Set(['drip-body', 'broken-body', 'huge', 'interim']);

const isSigned = (secret: string, headers: IncomingMessage['headers'], body: string, now: number): boolean => {
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures } = headers;
  const at = new Date(Number(seconds) * 1000);
  const expected = new Webhook(secret).sign(String(id), at, body);
  // The library's own check would compare with the machine's clock.
  return String(signatures).split(' ').includes(expected) && Math.abs(now - at.getTime()) <= 300_000;
};
