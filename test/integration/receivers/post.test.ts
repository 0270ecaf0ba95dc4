import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { notOnInternet } from '../../../functions/receivers/address.ts';
import { createSendPost, type PostOptions } from '../../../functions/receivers/post.ts';
import { headersFor, newSecret } from '../../../functions/webhooks/signature.ts';
import { type Behaviour, type ReceiverOptions, startReceiver } from '../../support/clients/receiver.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(stops.splice(0).map((stop) => stop()))));

const receiving = async (options: ReceiverOptions = {}) => {
  const receiver = await startReceiver(options);
  stops.push(receiver.stop);
  return receiver;
};

const secret = newSecret();
const body = '{"type":"test","data":{"name":"Grüezi"}}';
const postTo = (url: string, options: Partial<PostOptions> = {}) =>
  createSendPost({ toLoopback: true, within: 5_000, bodyWithin: 60, ...options })({
    url,
    body,
    headers: headersFor('evt_1', { secrets: [{ value: secret }] }, body, new Date()),
  });

test('a post arrives with its signature, and is answered by what the receiver said', async () => {
  const receiver = await receiving({ plan: () => ({ status: 202, body: 'Merci' }) });
  receiver.trust(secret);

  expect(await postTo(`${receiver.url}?a=b#c`)).toEqual({ status: 202, excerpt: 'Merci' });

  const [arrival] = receiver.arrivals;
  expect(arrival).toMatchObject({ id: 'evt_1', path: '/hook?a=b', body });
  expect(arrival?.headers).toMatchObject({
    host: `127.0.0.1:${receiver.port}`,
    'content-length': String(Buffer.byteLength(body)),
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'textgate',
    connection: 'close',
  });
});

const broken = 'The receiver closed the connection before it answered.';
const late = 'No answer within 0.1 seconds.';
const notHttp = 'The answer is not valid HTTP/1.1.';

test.each<[Behaviour, Awaited<ReturnType<typeof postTo>>]>([
  [{ status: 204 }, { status: 204 }],
  [{ status: 204, headers: { 'content-length': '5' }, body: 'moved' }, { status: 204 }],
  [
    { status: 500, body: 'Sorry\x1b[31m' },
    { status: 500, excerpt: 'Sorry\ufffd[31m' },
  ],
  [{ status: 410 }, { status: 410 }],
  [
    { status: 503, headers: { 'retry-after': '120' } },
    { status: 503, retryAfter: '120' },
  ],
  [{ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } }, { status: 302 }],
  [
    { status: 200, body: 'x'.repeat(3_000) },
    { status: 200, excerpt: 'x'.repeat(500) },
  ],
  [
    { status: 500, headers: { 'content-encoding': 'gzip' }, body: 'zip' },
    { status: 500, excerpt: 'zip' },
  ],
  ['interim', { status: 200, excerpt: 'after all' }],
  ['drip-body', expect.objectContaining({ status: 200 })],
  ['broken-body', { status: 200, excerpt: 'begun' }],
  ['huge', { status: 200, excerpt: 'x'.repeat(500) }],
  ['refuse', { problem: broken }],
  ['reset', { problem: broken }],
  ['early-close', { problem: broken }],
  ['upgrade', { problem: broken }],
  ['hang', { problem: late }],
  ['drip-head', { problem: late }],
  ['only-interim', { problem: late }],
  ['interim-flood', { problem: 'Interim answers (1xx) came without end.' }],
  ['huge-head', { problem: 'The headers of the answer are larger than 16 KiB.' }],
  ['garbage', { problem: notHttp }],
  ['http-0.9', { problem: notHttp }],
])('a receiver that does %j', async (behaviour, answer) => {
  const receiver = await receiving({ plan: () => behaviour });
  const began = performance.now();

  expect(await postTo(receiver.url, answer.problem === late ? { within: 100 } : {})).toEqual(answer);

  expect(performance.now() - began).toBeLessThan(2_500);
  // Neither was it called twice, nor is anything left of the call.
  expect(receiver.arrivals).toHaveLength(1);
  await vi.waitFor(async () => expect(await receiver.connections()).toBe(0), { interval: 2 });
});

test('an answer without end is not read to its end, though there is time', async () => {
  const { url } = await receiving({ plan: () => 'huge' });
  const began = performance.now();

  expect(await postTo(url, { bodyWithin: 5_000 })).toMatchObject({ status: 200 });

  expect(performance.now() - began).toBeLessThan(2_500);
});

test('a body that still comes when the time is over does not undo the status', async () => {
  const { url } = await receiving({ plan: () => 'drip-body' });

  expect(await postTo(url, { within: 150, bodyWithin: 5_000 })).toMatchObject({ status: 200 });
});

test('a receiver that is not there', async () => {
  const receiver = await startReceiver();
  await receiver.stop();

  expect(await postTo(receiver.url)).toEqual({ problem: 'The connection was refused.' });
});

describe('by TLS', () => {
  const pem = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
  const ca = pem('certificate');
  const tls = { key: pem('key'), cert: ca };
  const here = async () => ['127.0.0.1'];

  test('a post arrives where the certificate is trusted, and for this host', async () => {
    const { url, port, arrivals } = await receiving({ tls });

    expect(await postTo(url, { ca })).toMatchObject({ status: 200 });
    expect(await postTo(`https://hooks.example:${port}/`, { ca, resolve: here })).toMatchObject({ status: 200 });
    expect(arrivals.map(({ headers }) => headers['host'])).toEqual([`127.0.0.1:${port}`, `hooks.example:${port}`]);
  });

  test('nothing is posted where it is not', async () => {
    const { url, port, arrivals } = await receiving({ tls });
    const plain = await receiving();

    expect(await postTo(url)).toEqual({
      problem: 'The certificate is not from a trusted authority, or its chain is incomplete.',
    });
    expect(await postTo(`https://other.example:${port}/`, { ca, resolve: here })).toEqual({
      problem: 'The certificate is not valid for this host.',
    });
    expect(await postTo(`https://127.0.0.1:${plain.port}/`, { ca })).toEqual({
      problem: 'The TLS handshake failed.',
    });
    expect([...arrivals, ...plain.arrivals]).toEqual([]);
  });

  test('a name is resolved once for each post, and nothing else is called, whatever it resolves to after', async () => {
    const { port, arrivals } = await receiving({ tls });
    const callers = vi.fn();
    const other = createServer(callers).listen(port, '127.0.0.2');
    stops.push(async () => other.close());
    const resolve = vi.fn(async () => ['127.0.0.2']).mockResolvedValueOnce(['127.0.0.1']);

    expect(await postTo(`https://hooks.example:${port}/`, { ca, resolve })).toMatchObject({ status: 200 });

    expect(resolve).toHaveBeenCalledTimes(1);
    expect(arrivals).toHaveLength(1);
    expect(callers).not.toHaveBeenCalled();
  });

  test('where one address of a name does not answer, the next one is called', async () => {
    const { port } = await receiving({ tls });
    const resolve = async () => ['127.0.0.2', '::1', '127.0.0.1'];

    expect(await postTo(`https://hooks.example:${port}/`, { ca, resolve })).toMatchObject({ status: 200 });
  });

  test.each([
    [['127.0.0.1']],
    [['8.8.8.8', '127.0.0.1']],
    [['2606:4700::1111', '8.8.8.8', '::ffff:127.0.0.1']],
    [['10.0.0.1', '8.8.8.8']],
    [['169.254.169.254']],
  ])('a name that resolves to %j is not called at all', async (addresses) => {
    const { port, arrivals, connections } = await receiving({ tls });
    const resolve = vi.fn(async () => addresses);

    const answer = await postTo(`https://hooks.example:${port}/`, { ca, resolve, toLoopback: false });

    expect(answer).toEqual({ problem: notOnInternet });
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(arrivals).toEqual([]);
    expect(await connections()).toBe(0);
  });
});

test('an address that must not be called is not even resolved', async () => {
  const resolve = vi.fn(async () => ['8.8.8.8']);
  const { url, arrivals } = await receiving();

  for (const address of [url, url.replace('http', 'https'), 'https://2130706433/', 'https://hooks.example:22/', '']) {
    expect(await postTo(address, { resolve, toLoopback: false })).toEqual({ problem: expect.any(String) });
  }

  expect(resolve).not.toHaveBeenCalled();
  expect(arrivals).toEqual([]);
});

test.each<[string, Partial<PostOptions>, string]>([
  ['has no address', { resolve: async () => [] }, 'The host name could not be resolved.'],
  [
    'is not known',
    { resolve: () => Promise.reject(new Error('queryA ENOTFOUND at 10.0.0.2')) },
    'The host name could not be resolved.',
  ],
  ['nobody answers for', { resolve: () => new Promise(() => {}), within: 20 }, 'No answer within 0.02 seconds.'],
])('a name that %s', async (_, options, problem) => {
  expect(await postTo('https://hooks.example/', options)).toEqual({ problem });
});

test('what cannot be posted at all is no error to the caller', async () => {
  const { url } = await receiving();
  const post = { url, body, headers: { 'webhook-id': 'x\r\ny' } };

  expect(await createSendPost({ toLoopback: true, within: 200 })(post)).toEqual({ problem: 'The call failed.' });
});
