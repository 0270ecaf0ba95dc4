import { createConnection } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultName } from '../../../infra/local/simulator/fault-kinds.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { callDocument, exchange, post } from './socket.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const send = callDocument('send_message', 'demo', 'demo-password', '0792223344', 'hi');
const auth = callDocument('auth', 'demo', 'demo-password');

/** Meets a fault with a send; header names come in lower case. */
const meet = async (fault: FaultName, waitMs?: number) => {
  simulator.setFault({ fault });
  const { received, end } = await post(simulator.url, send, waitMs);
  const [head = '', ...rest] = received.toString('latin1').split('\r\n\r\n');
  const status = Number(head.split(' ')[1]);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  return { status, head: head.toLowerCase(), length, body: rest.join('\r\n\r\n'), end };
};

describe('before a call', () => {
  it('refuses connections for a while, then listens on the same port again', async () => {
    simulator.setFault({ fault: 'refuse', durationMs: 200 });

    expect((await post(simulator.url, send)).end).toBe('ECONNREFUSED');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await post(simulator.url, send)).received.toString()).toContain('200 OK');
  });

  it('ends a refusal when the faults are cleared', async () => {
    simulator.setFault({ fault: 'refuse', durationMs: 60_000 });
    await simulator.clearFaults();

    expect((await post(simulator.url, send)).received.toString()).toContain('200 OK');
  });

  it('resets a connection before anything was sent over it', async () => {
    simulator.setFault({ fault: 'reset_on_accept' });

    expect((await exchange(simulator.port, Buffer.alloc(0))).end).toBe('ECONNRESET');
    expect((await post(simulator.url, send)).received.toString()).toContain('200 OK');
  });

  it('resets before the body was read', async () => {
    simulator.setFault({ fault: 'reset_before_body' });
    const headOnly = 'POST /api2/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n';

    expect(await exchange(simulator.port, Buffer.from(headOnly))).toEqual({
      received: Buffer.alloc(0),
      end: 'ECONNRESET',
    });
    expect(simulator.requests()).toMatchObject({ unread: 1, calls: [] });
    expect(simulator.messages()).toEqual([]);
  });
});

describe('instead of the answer', () => {
  it.each(['reset_before_body', 'reset_after_body'] as const)('%s may or may not have been applied', async (fault) => {
    simulator.setFault({ fault, applied: true, times: 1 });
    simulator.setFault({ fault, times: 1 });

    expect((await post(simulator.url, send)).end).toBe('ECONNRESET');
    expect(simulator.messages()).toHaveLength(1);
    expect((await post(simulator.url, send)).end).toBe('ECONNRESET');
    expect(simulator.messages()).toHaveLength(1);
  });

  it('stalls without a byte', async () => {
    expect(await meet('stall', 200)).toMatchObject({ head: '', end: 'open' });
  });

  it.each([401, 403, 404, 413, 429, 500, 502, 503] as const)('answers status %i', async (status) => {
    const reply = await meet(`http_${status}`);

    expect(reply).toMatchObject({ status, body: expect.stringContaining('<html>') });
    expect(reply.head.includes('retry-after: 1')).toBe(status === 429);
    expect(simulator.messages()).toEqual([]);
  });

  it('says when to come back where it is told to', async () => {
    simulator.setFault({ fault: 'http_503', retryAfterSeconds: 7 });

    expect((await post(simulator.url, send)).received.toString()).toMatch(/retry-after: 7/i);
  });

  it('redirects to itself', async () => {
    expect(await meet('redirect')).toMatchObject({ status: 307, head: expect.stringContaining('location: /api2/') });
  });

  it.each([
    ['html', '<title>Welcome</title>'],
    ['wrong_shape', '<name>unexpected</name>'],
    ['unknown_fault', '<int>4711</int>'],
    ['library_fault', 'No response object'],
    ['rejection', 'Max message length exceeded'],
    ['malformed_fault', '<fault/>'],
    ['deep_nesting', '<array><data>'.concat('<value><array><data>'.repeat(99))],
  ] as const)('answers 200 with %s', async (fault, part) => {
    expect(await meet(fault)).toMatchObject({ status: 200, body: expect.stringContaining(part) });
    expect(simulator.messages()).toEqual([]);
  });

  it('is busy, and rejects the call', async () => {
    const rejected = { status: 503, body: expect.stringContaining('Max message length exceeded') };

    expect(await meet('rejection_with_503')).toMatchObject(rejected);
    expect(simulator.messages()).toEqual([]);
  });

  it('answers 200 with an empty body', async () => {
    expect(await meet('empty_body')).toMatchObject({ status: 200, length: 0, body: '' });
  });
});

describe('spoiling the answer of a call that was carried out', () => {
  afterEach(() => expect(simulator.messages()).toHaveLength(1));

  it('answers late', async () => {
    simulator.setFault({ fault: 'latency', delayMs: 150 });
    const started = performance.now();

    expect((await post(simulator.url, send)).received.toString()).toContain('</methodResponse>');
    expect(performance.now() - started).toBeGreaterThanOrEqual(149);
  });

  it('drips a byte at a time', async () => {
    simulator.setFault({ fault: 'slow_drip', intervalMs: 20 });

    const { received, end } = await post(simulator.url, send, 300);

    const body = received.toString().split('\r\n\r\n')[1] ?? '';
    expect(body.length).toBeGreaterThan(2);
    expect(body.length).toBeLessThan(20);
    expect(end).toBe('open');
  });

  it('ends half-way through what was announced', async () => {
    const { length, body, end } = await meet('truncate');

    expect(body.length).toBe(Math.floor(length / 2));
    expect(end).toBe('end');
  });

  it('announces half of what it sends', async () => {
    const { length, body } = await meet('short_content_length');

    expect(length).toBe(Math.floor(body.length / 2));
  });

  it('answers 500 with the answer as its body', async () => {
    expect(await meet('xml_with_500')).toMatchObject({ status: 500, body: expect.stringContaining('0792223344') });
  });

  it('leaves out an entry', async () => {
    const { body } = await meet('wrong_entry_count');

    expect(body).toContain('<data/>');
  });

  it('leaves out the ids', async () => {
    const { body } = await meet('missing_ids');

    expect(body).toMatch(/<string>0792223344<\/string>.*<int>1<\/int>.*<string(\/>|><\/string>)/);
  });

  it('puts in a document type', async () => {
    expect((await meet('doctype')).body).toMatch(/^<\?xml version="1.0"\?><!DOCTYPE/);
  });

  it('answers two documents', async () => {
    expect((await meet('two_documents')).body.match(/<\?xml/g)).toHaveLength(2);
  });

  it('answers more than 1 MiB', async () => {
    expect((await meet('huge')).length).toBeGreaterThan(1_048_576);
  });

  it('answers bytes that are not UTF-8', async () => {
    const { body } = await meet('bad_charset');

    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'latin1'))).toThrow();
  });
});

describe('which calls are struck', () => {
  it('strikes one method as often as it says', async () => {
    simulator.setFault({ fault: 'http_500', method: 'send_message', times: 2 });
    const statuses: unknown[] = [];

    for (const document of [auth, send, send, auth, send]) {
      statuses.push((await post(simulator.url, document, 100)).received.toString().split(' ')[1]);
    }

    expect(statuses).toEqual(['200', '500', '500', '200', '200']);
    expect(simulator.requests()).toMatchObject({
      requests: 5,
      methods: { send_message: { calls: 3, applied: 1 }, auth: { calls: 2, applied: 2 } },
    });
  });

  it('strikes what is sent to a number, and nothing else', async () => {
    simulator.setFault({ fault: 'http_404', to: '+41792223344' });
    const statusOf = async (body: string) => (await fetch(simulator.url, { method: 'POST', body })).status;
    const toOther = callDocument('send_message', 'demo', 'demo-password', '0792223345', 'hi');

    expect(await Promise.all([send, toOther, auth, send].map(statusOf))).toEqual([404, 200, 200, 404]);
    expect(simulator.messages()).toMatchObject([{ to: '+41792223345' }]);
  });

  it('strikes a share of the calls, the same ones for the same seed', async () => {
    const strike = async (seed: number) => {
      await simulator.clearFaults();
      simulator.setFault({ fault: 'http_500', rate: 0.2, seed });
      const statuses: number[] = [];
      for (let count = 0; count < 200; count += 1) {
        statuses.push((await fetch(simulator.url, { method: 'POST', body: auth })).status);
      }
      return statuses;
    };

    const first = await strike(7);

    expect(first.filter((status) => status === 500).length).toBeGreaterThan(20);
    expect(first.filter((status) => status === 500).length).toBeLessThan(60);
    expect(await strike(7)).toEqual(first);
    expect(await strike(8)).not.toEqual(first);
  });

  it('carries a call out once even if the client hangs up while it waits', async () => {
    simulator.setFault({ fault: 'latency', delayMs: 50 });
    const socket = createConnection({ host: '127.0.0.1', port: simulator.port });
    socket.end(`POST /api2/ HTTP/1.1\r\nHost: x\r\nContent-Length: ${send.length}\r\n\r\n${send}`);
    socket.on('data', () => {});
    await new Promise((resolve) => socket.on('close', resolve));

    expect(simulator.messages()).toHaveLength(1);
  });
});
