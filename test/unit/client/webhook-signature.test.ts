import fc from 'fast-check';
import { Webhook as Library } from 'standardwebhooks';
import { describe, expect, test, vi } from 'vitest';
import { WebhookVerificationError } from '../../../functions/client/errors.ts';
import type { TestEvent } from '../../../functions/client/types.ts';
import { signTestWebhook, verifyWebhook, type WebhookHeaders } from '../../../functions/client/webhook-signature.ts';
import { headersFor, newSecret } from '../../../functions/webhooks/signature.ts';

const event: TestEvent = {
  type: 'test',
  timestamp: '2030-06-01T12:00:00.000Z',
  data: { schemaVersion: 1, account: 'Grüezi 🦄', webhook: 'wh_1', occurredAt: '2030-06-01T12:00:00.000Z' },
};
const body = JSON.stringify(event);
const id = 'evt_01JD3Z5A7Q0B9V4XK2M8N6RSTW';
const now = new Date('2030-06-01T12:00:00.000Z');
const [secret, other] = [newSecret(), newSecret()];

/** As a deployment signs. */
const signed = (secrets: [string, ...string[]] = [secret], at = now) => {
  const [first, ...rest] = secrets.map((value) => ({ value }));
  return headersFor(id, { secrets: [first ?? { value: secret }, ...rest] }, body, at);
};

const verify = (
  headers: WebhookHeaders,
  secrets: string | readonly string[] = secret,
  given: string | Uint8Array = body,
) => verifyWebhook(given, headers, secrets, { now: () => now.getTime() });

const reasonOf = async (verification: Promise<unknown>): Promise<string> => {
  const error = await verification.catch((error: unknown) => error);
  return error instanceof WebhookVerificationError ? error.reason : `no refusal, but ${error}`;
};

describe('a delivery of ours is verified', () => {
  test('its body as text, or as bytes', async () => {
    expect(await verify(signed())).toEqual(event);
    expect(await verify(signed(), secret, Buffer.from(body))).toEqual(event);
    // Bytes that begin within their buffer, as Node's do.
    expect(await verify(signed(), secret, new TextEncoder().encode(`#${body}#`).subarray(1, -1))).toEqual(event);
  });

  test.each<[string, (headers: Record<string, string>) => WebhookHeaders]>([
    ['Headers', (headers) => new Headers(headers)],
    ['names as they were sent', (headers) => rename(headers, (name) => name.replace(/\b\w/g, (c) => c.toUpperCase()))],
    ['names in upper case', (headers) => rename(headers, (name) => name.toUpperCase())],
    ['lists', (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))],
    ['beside a header that is not there', (headers) => ({ ...headers, get: undefined, cookie: undefined })],
  ])('with its headers as %s', async (_, as) => {
    expect(await verify(as(signed()))).toEqual(event);
  });

  test.each([
    ['one of several secrets', signed(), [other, secret]],
    ['one of several signatures', signed([other, secret]), secret],
    [
      'signatures that came in two headers',
      { ...signed(), 'webhook-signature': ['v1,AAAA', signed()['webhook-signature'] ?? ''] },
      secret,
    ],
    [
      'signatures that Headers have joined',
      new Headers([...Object.entries(signed([other])), ...Object.entries(signed()).slice(-1)]),
      secret,
    ],
    [
      'beside signatures of other kinds',
      { ...signed(), 'webhook-signature': `v1a,AAAA v2,???? v1, v1,* ${signed()['webhook-signature']}` },
      secret,
    ],
  ])('by %s', async (_, headers, secrets) => {
    const all: WebhookHeaders = headers;

    expect(await verify(all, secrets)).toEqual(event);
  });

  test.each([-300, 0, 300])('%d s from now', async (seconds) => {
    const headers = signed([secret], new Date(now.getTime() + seconds * 1_000));

    expect(await verify(headers)).toEqual(event);
  });

  test('within a tolerance of one’s own', async () => {
    const headers = signed([secret], new Date(now.getTime() - 86_400_000));

    expect(await verifyWebhook(body, headers, secret, { tolerance: Number.POSITIVE_INFINITY })).toEqual(event);
  });
});

describe('what is refused says why', () => {
  test.each([
    ['header', 'a header that is missing', without('webhook-id'), secret],
    ['header', 'a header that is missing', without('webhook-timestamp'), secret],
    ['header', 'a header that is missing', without('webhook-signature'), secret],
    ['header', 'a header that is empty', { ...signed(), 'webhook-id': '' }, secret],
    ['header', 'a time that is no number', { ...signed(), 'webhook-timestamp': 'now' }, secret],
    ['header', 'a time that is no whole number', { ...signed(), 'webhook-timestamp': '1e9' }, secret],
    ['timestamp', 'a delivery that is too old', signed([secret], new Date(now.getTime() - 301_000)), secret],
    ['timestamp', 'one that is too new', signed([secret], new Date(now.getTime() + 301_000)), secret],
    ['signature', 'another secret', signed([other]), secret],
    ['signature', 'another id', { ...signed(), 'webhook-id': 'evt_2' }, secret],
    ['signature', 'another time', { ...signed(), 'webhook-timestamp': String(now.getTime() / 1_000 + 1) }, secret],
    ['signature', 'no signature of ours', { ...signed(), 'webhook-signature': 'v1a,AAAA' }, secret],
    ['signature', 'a signature that is empty', { ...signed(), 'webhook-signature': 'v1, v1,=' }, secret],
    ['secret', 'a secret without its prefix', signed(), secret.slice('whsec_'.length)],
    ['secret', 'a secret that is no base64', signed(), 'whsec_%%%'],
    ['secret', 'a secret that is empty', signed(), 'whsec_'],
    ['secret', 'one of several that is none', signed(), [secret, '']],
    ['secret', 'no secret at all', signed(), []],
  ] as const)('%s: %s', async (reason, _, headers, secrets) => {
    const all: WebhookHeaders = headers;

    expect(await reasonOf(verify(all, secrets))).toBe(reason);
  });

  test('signature: a body with one bit changed, wherever it is', async () => {
    const bytes = Buffer.from(body);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));

        expect(await reasonOf(verify(signed(), secret, changed))).toBe('signature');
      }),
      { numRuns: 100 },
    );
  });

  test('body: what a JSON parser has read', async () => {
    // @ts-expect-error: TypeScript would say so.
    expect(await reasonOf(verify(signed(), secret, event))).toBe('body');
  });

  test('signature: of thousands, with no more work than for one', async () => {
    const sign = vi.spyOn(crypto.subtle, 'sign');
    const headers = { ...signed([other]), 'webhook-signature': `${signed([other])['webhook-signature']} `.repeat(300) };

    expect(await reasonOf(verify(headers, [secret, newSecret()]))).toBe('signature');
    expect(sign).toHaveBeenCalledTimes(2);
    sign.mockRestore();
  });

  test('header: there are none at all', async () => {
    // @ts-expect-error: API Gateway's own types know nothing of its test.
    expect(await reasonOf(verify(null))).toBe('header');
  });

  test('body: what is signed, and no JSON', async () => {
    const headers = headersFor(id, { secrets: [{ value: secret }] }, 'Hello', now);

    expect(await reasonOf(verify(headers, secret, 'Hello'))).toBe('body');
  });

  test('in words that hold no secret', async () => {
    const error = await verify(signed(), 'whsec_%%%').catch(String);

    expect(error).toBe('WebhookVerificationError: A secret must be `whsec_` and base64.');
  });
});

describe('a delivery that a test has signed', () => {
  test('is the same as ours', async () => {
    const { body: text, headers } = await signTestWebhook(event, secret, { id, timestamp: now });

    const { 'user-agent': _, ...ours } = signed();
    expect(text).toBe(body);
    expect(headers).toEqual(ours);
  });

  test('is taken by the library of Standard Webhooks, and by ourselves, now', async () => {
    const { body: text, headers } = await signTestWebhook(event, secret);

    expect(new Library(secret).verify(text, headers)).toEqual(event);
    expect(await verifyWebhook(text, headers, secret)).toEqual(event);
  });

  test('has an id of its own each time, of our form', async () => {
    const ids = await Promise.all([1, 2].map(async () => (await signTestWebhook(event, secret)).headers['webhook-id']));

    expect(ids[0]).toMatch(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

test('what the library of Standard Webhooks signs is verified', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.uint8Array({ minLength: 24, maxLength: 64 }), async (json, bytes) => {
      const secret = `whsec_${Buffer.from(bytes).toString('base64')}`;
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(now.getTime() / 1_000),
        'webhook-signature': new Library(secret).sign(id, now, json),
      };

      expect(await verify(headers, secret, json)).toEqual(JSON.parse(json));
    }),
    { numRuns: 100 },
  );
});

function rename(headers: Record<string, string>, as: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [as(name), value]));
}

function without(name: string): Record<string, string> {
  const { [name]: _, ...rest } = signed();
  return rest;
}
