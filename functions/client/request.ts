import { idempotencyKeyPattern, idempotencyKeyRule } from '../contract/identifiers.ts';
import type { Route } from '../contract/route.ts';
import { addressFor } from './address.ts';
import { bodyText } from './body-text.ts';
import { ConnectionError, TextgateError } from './errors.ts';
import { randomHex } from './random.ts';
import { type Answer, replyIn } from './reply.ts';
import { pauseAfter } from './retry.ts';
import { pause, within } from './waiting.ts';

/** How a call is made, whatever it asks for. */
export interface CallOptions {
  /** Where the API is: `ApiUrl` of the deployment. If it has a path, those of the API come after it. */
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Milliseconds for each attempt and its whole answer; 35,000 unless told, for the API answers within 30 s. */
  readonly timeout?: number | undefined;
  /** How often it is tried again; 2 unless told. A repetition has the same body, and the same idempotency key. */
  readonly maxRetries?: number | undefined;
  /** In place of the global one. */
  readonly fetch?: typeof fetch | undefined;
  /** Ends the call wherever it is, with the signal's reason. What was asked for may have been done all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** For all calls; the last argument of each call is for that one alone. */
export interface TextgateOptions extends Omit<CallOptions, 'signal'> {
  readonly url: string;
  readonly apiKey: string;
}

export interface KeyedCallOptions extends CallOptions {
  /**
   * 1 to 255 printable ASCII characters without spaces; each call makes its own unless given one. Its retries keep it,
   * so a retry does nothing twice. Give one of yours, as the number of an order, where a process that died, or a second
   * call after an error, repeats the request: the same key with the same request is carried out once.
   */
  readonly idempotencyKey?: string | undefined;
}

/** What a call asks for. */
export interface Asked {
  /** What comes between the braces of the route's path, in their order. */
  readonly path?: readonly string[];
  /** What is `undefined` is left out. */
  readonly query?: object;
  readonly body?: object;
  /** The API carries it out once for each idempotency key. */
  readonly keyed?: true;
}

export type Call = <Reply>(route: Route, options: KeyedCallOptions, asked?: Asked) => Promise<Reply>;

/**
 * Makes the calls of one client.
 * @throws TextgateError for a url, a key or a number that cannot be one
 */
export const caller = (defaults: TextgateOptions): Call => {
  const checked = settingsOf(defaults, {});
  return async (route, options, asked = {}) => {
    const settings = settingsOf(checked, options);
    const { timeout, maxRetries } = settings;
    const request = requestFor(route, settings, options, asked);
    const late = `No whole answer within ${timeout} ms.`;
    for (let attempts = 1; ; attempts += 1) {
      try {
        const answer = await within(timeout, options.signal, late, (signal) => attempt(settings, request, signal));
        return replyIn(answer, settings.apiKey);
      } catch (error) {
        const wait = attempts > maxRetries ? undefined : pauseAfter(error, attempts, timeout);
        if (wait === undefined) throw error;
        await pause(wait, options.signal);
      }
    }
  };
};

type Settings = ReturnType<typeof settingsOf>;

const settingsOf = (defaults: TextgateOptions, options: CallOptions) => {
  const url = options.url ?? defaults.url;
  const apiKey = options.apiKey ?? defaults.apiKey;
  // Whoever reads them from the environment may have none, whatever the types say.
  if (!url) throw new TextgateError('`url` is missing.');
  if (!apiKey) throw new TextgateError('`apiKey` is missing.');
  // Neither is quoted: one may have been taken for the other. What is no header would be quoted by `fetch`.
  if (!/^https?:/i.test(url) || !URL.canParse(url)) throw new TextgateError('`url` must be an http or https address.');
  // `fetch` refuses them as well, and quotes them.
  const { username, password } = new URL(url);
  if (username || password) throw new TextgateError('`url` must be without credentials.');
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new TextgateError('`apiKey` must be ASCII without spaces.');
  const timeout = options.timeout ?? defaults.timeout ?? 35_000;
  const maxRetries = options.maxRetries ?? defaults.maxRetries ?? 2;
  // Nor what is no number: it would be tried for ever.
  if (!(timeout > 0)) throw new TextgateError('`timeout` must be more than 0 ms.');
  if (!(maxRetries >= 0)) throw new TextgateError('`maxRetries` must be 0 or more.');
  return {
    url,
    apiKey,
    timeout,
    maxRetries,
    fetch: options.fetch ?? defaults.fetch,
  };
};

interface Request {
  readonly address: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  /** Where a redirect leads, nobody knows who reads the key. */
  readonly redirect: 'manual';
}

/** The same at each attempt. */
const requestFor = (
  { method, path, scope }: Route,
  { url, apiKey }: Settings,
  options: KeyedCallOptions,
  { path: values = [], query = {}, body, keyed }: Asked,
): Request => {
  const idempotencyKey = options.idempotencyKey ?? randomHex(16);
  if (!idempotencyKeyPattern.test(idempotencyKey)) throw new TextgateError(`\`idempotencyKey\` ${idempotencyKeyRule}`);
  return {
    address: addressFor(url, path, values, query),
    method,
    headers: {
      accept: 'application/json',
      ...(scope && { authorization: `Bearer ${apiKey}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(keyed && { 'idempotency-key': idempotencyKey }),
    },
    body: body ? JSON.stringify(body) : null,
    redirect: 'manual',
  };
};

const attempt = async (settings: Settings, { address, ...request }: Request, signal: AbortSignal): Promise<Answer> => {
  // Not called as a member: a browser's own must not have a `this`.
  const { fetch = globalThis.fetch } = settings;
  try {
    const response = await fetch(address, { ...request, signal });
    return { status: response.status, headers: response.headers, text: await bodyText(response) };
  } catch (cause) {
    throw new ConnectionError(`No whole answer: ${bottomOf(cause)}`, { cause });
  }
};

/** Node's `fetch` says itself no more than that it failed. */
const bottomOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return bottomOf(error.cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
};
