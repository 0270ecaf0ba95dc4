import { WebhookVerificationError } from './errors.ts';
import { randomHex } from './random.ts';
import type { WebhookEvent } from './types.ts';

/** The headers of a `Request`, or of Node's `http`, Express or API Gateway. Names may be in upper or lower case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** Seconds that the time of the delivery may differ from now, either way; default 300. */
  readonly tolerance?: number | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

/**
 * Verifies a delivery by the rules of Standard Webhooks 1.0.0, and returns its event. A later version of the API may
 * have more types of events. Events may come more than once and in any order. So ignore a `webhook-id` that you have
 * seen, and news of a message with a lower `data.version` than you have.
 * @param rawBody the body exactly as it came, because its bytes are signed; API Gateway may give it in base64
 * (`isBase64Encoded`)
 * @param secret the webhook's secret; while one replaces another, both: one of them must match
 * @throws WebhookVerificationError with a `reason`
 */
export const verifyWebhook = async (
  rawBody: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  { tolerance = 300, now = Date.now }: VerifyOptions = {},
): Promise<WebhookEvent> => {
  const body = typeof rawBody === 'string' ? utf8.encode(rawBody) : rawBody;
  if (!ArrayBuffer.isView(body))
    throw new WebhookVerificationError('body', 'The body must be text or bytes, as it came.');
  const id = headerIn(headers, 'webhook-id');
  const timestamp = headerIn(headers, 'webhook-timestamp');
  const signatures = headerIn(headers, 'webhook-signature');
  requireTime(timestamp, now() / 1_000, tolerance);
  const secrets = [secret].flat();
  const signed = signedBytes(id, timestamp, body);
  // Computed once for each secret, because the header may have thousands of signatures, and the body may be large.
  const own = await Promise.all((secrets.length > 0 ? secrets : ['']).map((each) => signatureBy(each, signed)));
  if (v1In(signatures).some((given) => own.some((one) => isSame(given, one)))) return eventIn(body);
  throw new WebhookVerificationError(
    'signature',
    'No signature matches the secret and the body. Pass the body exactly as it came: if it was parsed and serialised ' +
      'again, its bytes differ.',
  );
};

/** Takes equally long wherever the two differ, so that the time reveals nothing. */
const isSame = (given: Uint8Array, own: Uint8Array): boolean =>
  given.length === own.length &&
  own.reduce((differences, byte, at) => differences | (byte ^ (given[at] ?? 0)), 0) === 0;

export interface TestWebhookOptions {
  /** The `webhook-id`; default: a new one. */
  readonly id?: string | undefined;
  /** The time of the delivery; default: now. */
  readonly timestamp?: Date | undefined;
}

/** Makes a delivery as textgate would post it, for tests of your own receiver. */
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

/**
 * A header that came several times is joined, as in `Headers`. API Gateway's test console gives `null` for no headers.
 */
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
    throw new WebhookVerificationError('header', 'The header webhook-timestamp must be a number of seconds.');
  const age = Math.round(now - Number(timestamp));
  if (Math.abs(age) <= tolerance) return;
  const words =
    age > 0
      ? `The delivery is too old: it was signed ${age} s ago.`
      : `The delivery is too new: it was signed ${-age} s ahead of this clock.`;
  throw new WebhookVerificationError('timestamp', words);
};

const signatureBy = async (secret: string, signed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
  // A secret read from the environment may be `undefined`, whatever the types say.
  const [, base64 = ''] = /^whsec_(.+)$/.exec(secret) ?? [];
  const bytes = bytesIn(base64);
  if (!bytes?.length) {
    throw new WebhookVerificationError('secret', 'A secret must be `whsec_` and base64.');
  }
  const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign(hmac.name, key, signed));
};

/** The header is a list. `v1a` signatures are left out: they are made with another kind of key. */
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
    throw new WebhookVerificationError('body', 'The body is signed, but it is not JSON.');
  }
};
