import { WebhookVerificationError } from './errors.ts';
import { randomHex } from './random.ts';
import type { WebhookEvent } from './types.ts';

/** As a `Request` has them, Node's `http`, Express or API Gateway: names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** Seconds between the time of the delivery and now, either way; 300 unless told. */
  readonly tolerance?: number | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

/**
 * The event that came to a webhook's address, if it is signed with the webhook's secret, as Standard Webhooks 1.0.0 has
 * it. Its `type` tells which; a later version of the API may have more. The same may come again, and in any order: drop
 * a `webhook-id` that you have seen, and news of a message whose `data.version` is lower than what you have.
 * @param rawBody as it came: what a JSON parser has read is not what was signed. API Gateway may give it in base64
 * (`isBase64Encoded`)
 * @param secret of the webhook; several while one takes the place of another, of which any will do
 * @throws WebhookVerificationError, whose `reason` says why
 */
export const verifyWebhook = async (
  rawBody: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  { tolerance = 300, now = Date.now }: VerifyOptions = {},
): Promise<WebhookEvent> => {
  const body = typeof rawBody === 'string' ? utf8.encode(rawBody) : rawBody;
  if (!ArrayBuffer.isView(body))
    throw new WebhookVerificationError('body', 'Give the body as it came: text, or bytes.');
  const id = headerIn(headers, 'webhook-id');
  const timestamp = headerIn(headers, 'webhook-timestamp');
  const signatures = headerIn(headers, 'webhook-signature');
  requireTime(timestamp, now() / 1_000, tolerance);
  const secrets = [secret].flat();
  const signed = signedBytes(id, timestamp, body);
  // Each once: the header may have thousands of signatures, and the body be large.
  const own = await Promise.all((secrets.length > 0 ? secrets : ['']).map((each) => signatureBy(each, signed)));
  if (v1In(signatures).some((given) => own.some((one) => isSame(given, one)))) return eventIn(body);
  throw new WebhookVerificationError(
    'signature',
    'No signature is of a secret that was given, for this body. Give it as it came, byte for byte: what was parsed and ' +
      'written anew is not.',
  );
};

/** Takes as long wherever they differ. */
const isSame = (given: Uint8Array, own: Uint8Array): boolean =>
  given.length === own.length &&
  own.reduce((differences, byte, at) => differences | (byte ^ (given[at] ?? 0)), 0) === 0;

export interface TestWebhookOptions {
  /** The `webhook-id`: a new one unless given. */
  readonly id?: string | undefined;
  /** Of the delivery: now unless given. */
  readonly timestamp?: Date | undefined;
}

/** A delivery as textgate would post it, for the tests of your own receiver. */
export const signTestWebhook = async (
  event: WebhookEvent,
  secret: string,
  { id = `evt_${randomHex(13).toUpperCase()}`, timestamp = new Date() }: TestWebhookOptions = {},
): Promise<{ body: string; headers: Record<string, string> }> => {
  const body = JSON.stringify(event);
  const seconds = String(Math.floor(timestamp.getTime() / 1_000));
  const signed = signedBytes(id, seconds, utf8.encode(body));
  const signature = await signatureBy(secret, signed);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${btoa(String.fromCharCode(...signature))}`,
    },
  };
};

const utf8 = new TextEncoder();
const hmac = { name: 'HMAC', hash: 'SHA-256' };

const hasGet = (headers: WebhookHeaders): headers is { get(name: string): string | null } =>
  typeof headers?.['get'] === 'function';

/** One that came several times is joined, as `Headers` does it. API Gateway's own test gives `null` for none. */
const headerIn = (headers: WebhookHeaders, name: string): string => {
  const value = hasGet(headers)
    ? headers.get(name)
    : Object.entries(headers ?? {})
        .flatMap(([given, values = []]) => (given.toLowerCase() === name ? values : []))
        .join(', ');
  if (!value) throw new WebhookVerificationError('header', `The header ${name} is missing.`);
  return value;
};

const requireTime = (timestamp: string, now: number, tolerance: number): void => {
  if (!/^\d+$/.test(timestamp))
    throw new WebhookVerificationError('header', 'webhook-timestamp is no number of seconds.');
  const age = Math.round(now - Number(timestamp));
  if (Math.abs(age) <= tolerance) return;
  const words =
    age > 0
      ? `It is too old: it was signed ${age} s ago.`
      : `It is too new: it was signed ${-age} s ahead of this clock.`;
  throw new WebhookVerificationError('timestamp', words);
};

const signatureBy = async (secret: string, signed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
  // Whoever reads it from the environment may have none, whatever the types say.
  const [, base64 = ''] = /^whsec_(.+)$/.exec(secret) ?? [];
  const bytes = bytesIn(base64);
  if (!bytes?.length) {
    throw new WebhookVerificationError('secret', 'A secret is `whsec_` and base64. One that was given is not.');
  }
  const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign(hmac.name, key, signed));
};

/** The header is a list. `v1a` is of another kind of key. */
const v1In = (signatures: string): Uint8Array<ArrayBuffer>[] =>
  [...signatures.matchAll(/\bv1,([\w+/]+=*)/g)].flatMap(([, base64 = '']) => bytesIn(base64) ?? []);

const signedBytes = (id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> => {
  const head = utf8.encode(`${id}.${timestamp}.`);
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
};

const bytesIn = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
};

const eventIn = (body: Uint8Array): WebhookEvent => {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new WebhookVerificationError('body', 'The body is signed, and no JSON.');
  }
};
