import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { encodeCall } from '../../../functions/xmlrpc/encode.ts';
import { anEvent, answerOf, aRestEvent } from '../../support/clients/api-events.ts';
import { aDoor, faultOf } from '../../support/clients/xmlrpc-door.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { scriptedUpstream } from '../../support/fakes/scripted-upstream.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { holds } from '../../support/runner/property.ts';

const lines = logLines();

const call = (content: string, prolog = '<?xml version="1.0"?>') => `${prolog}<methodCall>${content}</methodCall>`;
const named = (method: string, params: string) => `<methodName>${method}</methodName><params>${params}</params>`;
const param = (value: string) => `<param><value>${value}</value></param>`;
const latin1 = '<?xml version="1.0" encoding="iso-8859-1"?>';
const sendOf = (text: string, prolog?: string) =>
  call(named('send_message', ['myuser', 'mypass', '0791234567', text].map(param).join('')), prolog);

describe('HTTP', () => {
  test.each(['/api2/', '/api2'])('serves POST %s', async (path) => {
    const event = anEvent({ route: `POST ${path}`, body: call('<methodName>system.listMethods</methodName>') });

    const { status, headers } = answerOf(await aDoor().handler(event));

    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' });
  });

  test.each(['/', '/api2/x', '/API2/', '/api2//', '/api'])('has nothing at %s', async (path) => {
    const answer = answerOf(await aDoor().handler(anEvent({ route: `POST ${path}`, body: '' })));

    expect(answer).toMatchObject({ status: 404, body: { type: 'urn:textgate:problem:not-found' } });
  });

  test.each([
    ['DELETE', '/v1/messages', 'GET, POST'],
    ['HEAD', '/v1/messages', 'GET, POST'],
    ['OPTIONS', '/v1/messages', 'GET, POST'],
    ['PATCH', '/v1/messages/msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW', 'GET'],
    ['PUT', '/v1/messages/query', 'POST'],
    ['GET', '/v1/messages/msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW/cancel', 'POST'],
    ['POST', '/v1/account', 'GET'],
    ['POST', '/v1/suppressions', 'GET'],
    ['POST', '/v1/suppressions/+41791234567', 'DELETE, GET, PUT'],
    ['GET', '/v1/numbers/normalize', 'POST'],
    ['POST', '/v1/health', 'GET'],
    ['POST', '/openapi.json', 'GET'],
    ['DELETE', '/docs/swagger-ui.css', 'GET'],
  ])('tells, of the HTTPS API beside it, that %s is not for %s, and what is', async (method, path, allow) => {
    const answer = answerOf(await aDoor().handler(anEvent({ route: `${method} ${path}` })));

    expect(answer).toMatchObject({
      status: 405,
      headers: { allow, 'content-type': 'application/problem+json' },
      body: {
        type: 'urn:textgate:problem:method-not-allowed',
        detail: `This address takes only ${allow.replace(/, (?!.*,)/, ' and ')}.`,
        instance: 'urn:textgate:request:request-1',
      },
    });
  });

  test.each([
    '/v1',
    '/v1/messages/',
    '/v1/messages/a/b',
    '/v1/Messages',
    '/v1/messages//cancel',
    '/v2/messages',
    '/docs/',
  ])('has no other method where there is no page: %s', async (path) => {
    const answer = answerOf(await aDoor().handler(anEvent({ route: `DELETE ${path}` })));

    expect(answer).toMatchObject({ status: 404, body: { type: 'urn:textgate:problem:not-found' } });
    expect(answer.headers).not.toHaveProperty('allow');
  });

  test.each(['GET', 'PUT', 'OPTIONS'])('refuses %s, and names POST', async (method) => {
    const answer = answerOf(await aDoor().handler(anEvent({ route: `${method} /api2/` })));

    expect(answer).toMatchObject({
      status: 405,
      headers: { allow: 'POST', 'content-type': 'application/problem+json' },
      body: { type: 'urn:textgate:problem:method-not-allowed' },
    });
  });
});

describe('through the REST API', () => {
  test('reads headers whatever the case of their names', async () => {
    const door = aDoor();
    const [first, second] = [
      await door.post(sendOf('hi'), { 'Idempotency-Key': 'k' }),
      await door.post(sendOf('hi'), { 'IDEMPOTENCY-KEY': 'k' }),
    ];

    expect(second.body).toBe(first.body);
    expect(door.messages()).toHaveLength(1);
  });

  test('refuses another method, and names POST', async () => {
    const answer = answerOf(await aDoor().handler(aRestEvent('GET', null)));

    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });

  test('answers no body with the fault of an empty document', async () => {
    const { body } = answerOf(await aDoor().handler(aRestEvent('POST', null)));

    expect(body).toContain('<int>-32700</int>');
  });
});

describe('a document that is no call', () => {
  test.each<[string, string | Uint8Array, number]>([
    ['an empty body', '', -32700],
    ['half a document', call('<methodName>auth</methodName>').slice(0, -5), -32700],
    [
      'a document type',
      call('<methodName>auth</methodName>', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
      -32700,
    ],
    ['an encoding that is not supported', call('', '<?xml version="1.0" encoding="shift_jis"?>'), -32701],
    [
      'bytes that are not of the declared encoding',
      Buffer.concat([Buffer.from('<?xml version="1.0" encoding="utf-8"?><a>'), Buffer.from([0xe9])]),
      -32702,
    ],
    ['another document', '<methodResponse/>', -32600],
    ['over 256 KiB', sendOf('x'.repeat(256 * 1024)), -32600],
  ])('as %s is answered with its fault', async (_, body, code) => {
    const door = aDoor();

    expect(faultOf(await door.post(body)).code).toBe(code);
    expect(door.messages()).toEqual([]);
  });

  const document = sendOf('hi');

  test.each<[string, Record<string, string>, Uint8Array]>([
    ['gzip', { 'Content-Encoding': 'gzip' }, gzipSync(document)],
    ['gzip that no header tells of', {}, gzipSync(document)],
    ['deflate', { 'content-encoding': 'Deflate' }, deflateSync(document)],
    ['raw deflate', { 'content-encoding': 'deflate' }, deflateRawSync(document)],
    ['brotli', { 'CONTENT-ENCODING': 'br' }, brotliCompressSync(document)],
    ['gzip twice', { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync(document))],
    ['zlib', { 'content-encoding': 'zlib' }, deflateSync(document)],
    ['by its header xz', { 'content-encoding': 'xz' }, Buffer.from('\xfd7zXZ\0rest', 'latin1')],
    ['by its header bzip2', { 'content-encoding': 'bzip2' }, Buffer.from('BZh91AY&SY')],
    ['by its header zip', { 'content-encoding': 'zip' }, Buffer.from('PK\x03\x04rest')],
    ['by its header zstd', { 'content-encoding': 'zstd' }, Buffer.from('\x28\xb5\x2f\xfdrest', 'latin1')],
    ['by its header something', { 'content-encoding': 'identity, x-unheard-of' }, Buffer.from('rest')],
  ])('for it is compressed (%s) is told so, and what to do', async (_, headers, body) => {
    const door = aDoor();

    const { code, string } = faultOf(await door.post(body, headers));

    expect(code).toBe(-32701);
    expect(string).toMatch(/The body is compressed: send it uncompressed/);
    expect(door.messages()).toEqual([]);
  });

  test('for it is compressed, and its bytes have been read as text on the way, is told so all the same', async () => {
    const body = gzipSync(document).toString();

    const answer = answerOf(await aDoor().handler(anEvent({ route: 'POST /api2/', body })));

    expect(answer.body).toMatch(/-32701.*The body is compressed/s);
  });

  test.each(['gzip', 'identity', 'none', 'utf-8', ''])(
    'as a header calls it %s, but is one, is carried out',
    async (coding) => {
      const door = aDoor();

      await door.post(document, { 'content-encoding': coding });

      expect(door.messages()).toMatchObject([{ text: 'hi' }]);
    },
  );

  test('as a header calls it gzip, but stands in clear after many blanks, is carried out', async () => {
    const door = aDoor();

    await door.post(document.replace(/^(<\?xml.*?\?>)?/, `${' '.repeat(2000)}$1`), { 'content-encoding': 'gzip' });

    expect(door.messages()).toMatchObject([{ text: 'hi' }]);
  });

  test('is a caller’s mistake in the log, without anything of it', async () => {
    await aDoor().post('<canary/>');

    expect(lines()).toMatchObject([{ level: 'info', message: 'call rejected', fault: -32600 }, { level: 'info' }]);
    expect(JSON.stringify(lines())).not.toContain('canary');
  });
});

test('any bytes at all are answered, with a fault unless they are a call', async () => {
  const door = aDoor();
  const document = Buffer.from(sendOf('hi'));
  const mutated = fc
    .array(fc.tuple(fc.nat(document.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 })
    .map((changes) => {
      const bytes = Buffer.from(document);
      for (const [at, byte] of changes) bytes[at] = byte;
      return bytes;
    });

  await holds(
    fc.asyncProperty(fc.oneof(fc.uint8Array(), mutated), async (bytes) => {
      const { response } = await door.post(bytes);

      if (response.kind === 'fault') expect(String(response.code)).toMatch(/^-32(700|701|702|600|601|602|500)$/);
      else expect(response.value).toEqual([[expect.any(String), expect.any(Number), expect.anything()]]);
    }),
  );
});

describe('the charset', () => {
  test.each<[string, Uint8Array, string]>([
    ['windows-1252', Buffer.from([0xe9, 0x80]), 'é€'],
    // Perl's RPC::XML declares it whatever it sends.
    ['us-ascii', Buffer.from('hi é €'), 'hi é €'],
  ])('%s is read as declared', async (charset, bytes, sent) => {
    const door = aDoor();
    const [head = '', tail = ''] = sendOf('TEXT', `<?xml version="1.0" encoding="${charset}"?>`).split('TEXT');

    await door.post(Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]));

    expect(door.messages()).toMatchObject([{ text: sent }]);
  });

  test.each<[string, Uint8Array, string]>([
    ['UTF-8', Buffer.from('é € 😀'), 'é € 😀'],
    ['ISO-8859-15 where it is no UTF-8', Buffer.from([0xe9, 0x20, 0xa4]), 'é €'],
    ['windows-1252 where it is neither', Buffer.from([0xe9, 0x20, 0x80]), 'é €'],
  ])('undeclared is %s', async (_, bytes, sent) => {
    const door = aDoor();
    const [head = '', tail = ''] = sendOf('TEXT').split('TEXT');

    await door.post(Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]));

    expect(door.messages()).toMatchObject([{ text: sent }]);
  });

  test('of the header outranks the declaration', async () => {
    const door = aDoor();
    const body = Buffer.from(sendOf('é', '<?xml version="1.0" encoding="iso-8859-1"?>'));

    await door.post(body, { 'content-type': 'text/xml; charset=utf-8' });

    expect(door.messages()).toMatchObject([{ text: 'é' }]);
  });

  test('of a body that comes as text is still the declared one: its bytes happened to be UTF-8 too', async () => {
    const door = aDoor();

    await door.post(sendOf('Ã©', '<?xml version="1.0" encoding="utf-8"?>'));

    expect(door.messages()).toMatchObject([{ text: 'Ã©' }]);
  });
});

describe('through the HTTP API, which hands text on as UTF-8', () => {
  const posted = (body: string | Uint8Array) =>
    anEvent({ route: 'POST /api2/', body, headers: { 'content-type': 'text/xml' } });

  test('a text is sent as it comes', async () => {
    const door = aDoor();

    await door.handler(posted(sendOf('Grüezi é €')));

    expect(door.messages()).toMatchObject([{ text: 'Grüezi é €' }]);
  });

  test('a text that has lost bytes is answered with a fault that says so, and not sent', async () => {
    const door = aDoor();

    const answer = answerOf(await door.handler(posted(sendOf('caf\uFFFD', latin1))));

    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/-32702.*This address needs UTF-8/s);
    expect(door.messages()).toEqual([]);
  });

  test('a text that it hands on in base64 is read in its charset', async () => {
    const door = aDoor();

    await door.handler(posted(Buffer.from(sendOf('café', latin1), 'latin1')));

    expect(door.messages()).toMatchObject([{ text: 'café' }]);
  });

  test('a text with a real U+FFFD is sent where its bytes have come', async () => {
    const door = aDoor();

    await door.post(sendOf('\uFFFD'));

    expect(door.messages()).toMatchObject([{ text: '\uFFFD' }]);
  });
});

describe('faults', () => {
  test.each(['nothing', 'system.multicall', 'constructor', '__proto__', 'SEND_MESSAGE', 'system.getCapabilities'])(
    'say that there is no method "%s"',
    async (method) => {
      expect(faultOf(await aDoor().post(encodeCall(method, [])))).toEqual({
        code: -32601,
        string: 'There is no such method. Call `system.listMethods` for the names of all methods.',
      });
    },
  );

  test('tell nothing of what went wrong inside, which the log tells', async () => {
    const store = memoryStore();
    vi.spyOn(store, 'insert').mockRejectedValue(new TypeError('secret-table is undefined'));
    const door = aDoor({ store });

    const { code, string } = faultOf(await door.post(sendOf('hi')));

    expect(code).toBe(-32603);
    expect(string).toBe('Internal error. It has been logged.');
    expect(lines()[0]).toMatchObject({ level: 'error', error: { message: 'secret-table is undefined' } });
  });

  test('of ours are counted, for HTTP takes them for answers; those of callers are not', async () => {
    const failing = aDoor({ store: memoryStore([], { isUnavailable: () => true }) });
    const counted = () => lines().filter((line) => 'XmlRpcFaults' in line);
    await aDoor().post(encodeCall('nothing', []));
    expect(counted()).toEqual([]);

    await failing.post(sendOf('hi'));

    expect(counted()).toMatchObject([{ XmlRpcFaults: [1], service: 'textgate' }]);
  });

  test('say when another try may help', async () => {
    const door = aDoor({ store: memoryStore([], { isUnavailable: () => true }) });

    expect(faultOf(await door.post(sendOf('hi')))).toEqual({
      code: -32400,
      string:
        'Nothing was handed over to the gateway, but the request may have been recorded. With an idempotency key it is ' +
        'safe to repeat it.',
    });
  });
});

test('logs neither passwords nor texts nor numbers', async () => {
  const upstream = scriptedUpstream({ handOver: () => ({ kind: 'unknown', cause: new Error('reset') }) });
  const door = aDoor({ upstream });

  await door.call('send_message', '0791234567', 'canary-text');
  await door.callPlain('send_message', 'canary-user', 'canary-password', '0791234567', 'canary-text').catch(() => {});

  const log = JSON.stringify(lines());
  expect(log).not.toMatch(/canary|mypass|0791234567|41791234567/);
});
