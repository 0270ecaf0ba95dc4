import { idempotencyKeyPattern, idempotencyKeyRule } from '../contract/identifiers.ts';
import type { Route } from '../contract/route.ts';
import { addressFor } from './address.ts';
import { bodyText } from './body-text.ts';
import { ConnectionError, TextgateError } from './errors.ts';
import { randomHex } from './random.ts';
import { type Answer, replyIn } from './reply.ts';
import { pauseAfter } from './retry.ts';
import { pause, within } from './waiting.ts';

export interface CallOptions {
  /** Where the API is: the output `ApiUrl` of the deployment. If it has a path, the API's paths come after it. */
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Milliseconds for each attempt and its whole answer; default 35,000, because the API answers within 30 s. */
  readonly timeout?: number | undefined;
  /** The number of retries; default 2. A retry has the same body and the same idempotency key. */
  readonly maxRetries?: number | undefined;
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Ends the call at any point with the signal's reason. The request may have been carried out. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of all calls of a client. The last argument of a call overrides them for that call. */
export interface TextgateOptions extends Omit<CallOptions, 'signal'> {
  readonly url: string;
  readonly apiKey: string;
}

export interface KeyedCallOptions extends CallOptions {
  /**
   * 1 to 255 printable ASCII characters without spaces. The API carries out the same request with the same key only
   * once. By default each call makes a key, which its retries keep. Give your own, such as the number of an order, if
   * your program may call again after an error or a crash.
   */
  readonly idempotencyKey?: string | undefined;
}

/** The contents of a request. */
export interface Asked {
  /** Values for the parts in braces of the route's path, in order. */
  readonly path?: readonly string[];
  /** Members that are `undefined` are left out. */
  readonly query?: object;
  readonly body?: object;
  /** The request has an idempotency key. */
  readonly keyed?: true;
}

export type Call = <Reply>(route: Route, options: KeyedCallOptions, asked?: Asked) => Promise<Reply>;

/**
 * Makes the calls of one client.
 * @throws TextgateError for an option that is missing or not valid
 */
export const caller = (defaults: TextgateOptions): Call => {
  const checked = settingsOf(defaults, {});
  return async (route, options, asked = {}) => {
    const settings = settingsOf(checked, options);
    const { timeout, maxRetries } = settings;
    const request = requestFor(route, settings, options, asked);
    const late = `No complete answer within ${timeout} ms.`;
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
  // Options read from the environment may be `undefined`, whatever the types say.
  if (!url) throw new TextgateError('`url` is missing.');
  if (!apiKey) throw new TextgateError('`apiKey` is missing.');
  // The errors quote neither, because the caller may have swapped the two.
  if (!/^https?:/i.test(url) || !URL.canParse(url)) throw new TextgateError('`url` must be an http or https address.');
  // `fetch` would refuse them, too, and quote them in its error.
  const { username, password } = new URL(url);
  if (username || password) throw new TextgateError('`url` must not contain a user or password.');
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new TextgateError('`apiKey` must be ASCII without spaces.');
  const timeout = options.timeout ?? defaults.timeout ?? 35_000;
  const maxRetries = options.maxRetries ?? defaults.maxRetries ?? 2;
  // These comparisons also reject `NaN`, with which a call would be retried for ever.
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
  /** A redirect might lead the API key to somebody else. */
  readonly redirect: 'manual';
}

/** All attempts of a call make the same request. */
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
  // Not called as a member, because a browser's `fetch` must not have a `this`.
  const { fetch = globalThis.fetch } = settings;
  try {
    const response = await fetch(address, { ...request, signal });
    return { status: response.status, headers: response.headers, text: await bodyText(response) };
  } catch (cause) {
    throw new ConnectionError(`No complete answer: ${bottomOf(cause)}`, { cause });
  }
};

/** The message of Node's `fetch` only says that it failed. The reason is in `cause`. */
const bottomOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return bottomOf(error.cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
};
