import { Webhook as Library } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { headersFor, newSecret } from '../../../functions/webhooks/signature.ts';
import type { Secret } from '../../../functions/webhooks/webhook.ts';

const now = new Date('2030-06-01T12:00:00.900Z');
const body = '{"type":"message.delivered","data":{"reference":"Grüezi 🦄"}}';
const id = 'evt_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

const webhookWith = (...secrets: [Secret, ...Secret[]]) => ({ secrets });

/** The vector that the libraries of all languages have in common, each under `libraries` of standard-webhooks. */
const vector = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  seconds: 1614265330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('the signature is the one of Standard Webhooks', () => {
  const at = new Date(vector.seconds * 1000 + 999);

  const headers = headersFor(vector.id, webhookWith({ value: vector.secret }), vector.body, at);

  expect(headers).toEqual({
    'content-type': 'application/json',
    'user-agent': 'textgate',
    'webhook-id': vector.id,
    'webhook-timestamp': String(vector.seconds),
    'webhook-signature': vector.signature,
  });
});

describe('secrets that were rotated', () => {
  const [newest, middle, oldest] = [newSecret(), newSecret(), newSecret()];
  const webhook = webhookWith(
    { value: newest },
    { value: middle, until: '2030-06-01T12:00:01.000Z' },
    { value: oldest, until: '2030-06-01T12:00:00.900Z' },
  );

  test('sign until their end, the newest first', () => {
    const { 'webhook-signature': signatures } = headersFor(id, webhook, body, now);

    const of = (secret: string) => new Library(secret).sign(id, now, body);
    expect(signatures).toBe(`${of(newest)} ${of(middle)}`);
  });

  test('are each enough for the library of npm', () => {
    const headers = headersFor(
      id,
      webhookWith({ value: newest }, { value: middle, until: '2100-01-01T00:00:00.000Z' }),
      body,
      new Date(),
    );

    for (const secret of [newest, middle]) expect(new Library(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Library(oldest).verify(body, headers)).toThrow('No matching signature');
    expect(() => new Library(newest).verify(`${body} `, headers)).toThrow('No matching signature');
  });
});

test('a new secret is 32 bytes that were not there before', () => {
  const secrets = [newSecret(), newSecret()];

  expect(new Set(secrets).size).toBe(2);
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
  }
});
