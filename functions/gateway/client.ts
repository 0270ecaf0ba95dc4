import type { MessageType, Reason } from '../messages/message.ts';
import { decodeResponse, type XmlRpcResponse } from '../xmlrpc/decode.ts';
import { encodeCall } from '../xmlrpc/encode.ts';
import { XmlRpcDecodeError } from '../xmlrpc/errors.ts';
import type { XmlRpcValue } from '../xmlrpc/value.ts';
import { rejectionOf } from './codes.ts';
import { GatewayConfigurationError, GatewayFaultError, GatewayHttpError, GatewayProtocolError } from './errors.ts';
import { type HttpReply, parseGatewayUrl, postXml } from './http-call.ts';
import {
  type CancelEntry,
  readCancellations,
  readFlag,
  readSent,
  readStatuses,
  readText,
  type SentEntry,
  type StatusEntry,
  shapeError,
} from './reply.ts';
import { harmless, type RetryPolicy, sendOnce, type Time, withRetries } from './retry.ts';
import { toZurichTime } from './zurich-time.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface SendOptions {
  /** Digits with the country code, without `+`. */
  readonly to: string | readonly string[];
  readonly text: string;
  /** Absent: the account's default. */
  readonly sender?: string;
  /** Absent, or past: at once. */
  readonly scheduledAt?: Date;
  readonly type?: MessageType;
}

/**
 * The eight methods of the gateway's interface document.
 *
 * Each call is bounded in time and bytes. All but `sendMessage` are repeated, within bounds, while a repetition may
 * help; a send is repeated only where no byte of it was written. `deadline` is when the caller's time ends, in
 * milliseconds since 1970: a call ends 7 s before it, so that what was learnt can be recorded.
 * They throw a GatewayError, which tells how far the call had come; an XmlRpcEncodeError for text that XML cannot hold.
 */
export interface GatewayClient {
  /** An entry per recipient, in the order given. @throws InexpressibleTimeError */
  sendMessage(options: SendOptions): Promise<readonly SentEntry[]>;
  /** Whether the gateway accepts our credentials. */
  auth(deadline?: number): Promise<boolean>;
  /** May be negative. `undefined`: the gateway would not say. */
  getCredits(deadline?: number): Promise<number | undefined>;
  accountStatus(deadline?: number): Promise<'regular' | 'free'>;
  /** The account's UUID. `undefined`: the gateway would not say. */
  getGuid(deadline?: number): Promise<string | undefined>;
  /** The digits of a number written in any way: `022/364 8000` → `41223648000`. */
  cleanNumber(number: string, deadline?: number): Promise<string>;
  /** An entry per id, in the order given; ids must differ. */
  getStatus(ids: string | readonly string[], deadline?: number): Promise<readonly StatusEntry[]>;
  /**
   * Whether each scheduled message was cancelled; ids must differ. Where the call had to be repeated, `false` may mean
   * that the first one did it: the status tells.
   */
  cancelMessage(ids: string | readonly string[], deadline?: number): Promise<readonly CancelEntry[]>;
}

export interface ClientOptions {
  /** With the trailing slash that the gateway's address has. */
  readonly url: string;
  /** Asked before every call, so that a changed password is used. XML must be able to hold them. */
  readonly credentials: () => Promise<Credentials>;
  /** Told when the gateway seems to refuse them, so that they can be read anew. */
  readonly onRefused?: () => void;
  readonly deadlines?: Partial<Deadlines>;
  /** Overrides parts of the policy for harmless calls, and for sends. */
  readonly retry?: Partial<RetryPolicy>;
  readonly sendRetry?: Partial<Omit<RetryPolicy, 'repeats' | 'freshSocket'>>;
  readonly time?: Partial<Time>;
}

/** Milliseconds of a single call. */
export interface Deadlines {
  readonly connect: number;
  readonly total: number;
}

const defaultDeadlines: Deadlines = { connect: 3000, total: 15_000 };
const maxReplyBytes = 1024 * 1024;
/** Left of the caller's time after a harmless call: to write what it told, to read what another run wrote (3 s each). */
const millisToRecord = 7_000;

/** @throws GatewayConfigurationError for a URL that cannot be used */
export const createGatewayClient = (options: ClientOptions): GatewayClient => {
  const url = parseGatewayUrl(options.url);
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const harmlessPolicy = { ...harmless, ...options.retry };
  const sendPolicy = { ...sendOnce, ...options.sendRetry };
  const time: Time = {
    now: () => performance.now(),
    date: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
    ...options.time,
  };

  const call = (method: string, params: readonly XmlRpcValue[], policy: RetryPolicy): Promise<XmlRpcValue> =>
    withRetries(policy, time, async (timeLeft) => {
      const { user, password } = await readCredentials(options.credentials, timeLeft());
      const reply = await postXml({
        url,
        body: Buffer.from(encodeCall(method, [user, password, ...params])),
        connectWithin: deadlines.connect,
        replyWithin: Math.min(deadlines.total, timeLeft()),
        maxReplyBytes,
        freshSocket: policy.freshSocket,
      });
      try {
        const value = valueIn(reply, time.date());
        if (value === false) options.onRefused?.();
        return value;
      } catch (error) {
        if (mayRefuseCredentials(reply, error)) options.onRefused?.();
        throw error;
      }
    });
  /** A call that is harmless to repeat. */
  const ask = (method: string, params: readonly XmlRpcValue[], deadline = Number.POSITIVE_INFINITY) => {
    const within = Math.min(harmlessPolicy.within, deadline - millisToRecord - time.date());
    return call(method, params, { ...harmlessPolicy, within });
  };

  return {
    async sendMessage({ to, text, sender, scheduledAt, type }) {
      const date = scheduledAt && toZurichTime(scheduledAt);
      const params = withoutTrailing([to, text, sender, date, type]);
      return readSent(await call('send_message', params, sendPolicy), asList(to));
    },
    async auth(deadline) {
      return readFlag(await ask('auth', [], deadline));
    },
    async getCredits(deadline) {
      const credits = await ask('get_credits', [], deadline);
      if (credits === false) return undefined;
      if (typeof credits !== 'number' || !Number.isInteger(credits)) throw shapeError('The reply is not an integer.');
      return credits;
    },
    async accountStatus(deadline) {
      const status = await ask('account_status', [], deadline);
      if (status !== 'regular' && status !== 'free') throw shapeError('The reply is not an account status.');
      return status;
    },
    async getGuid(deadline) {
      const guid = await ask('get_guid', [], deadline);
      return guid === false ? undefined : matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, readText(guid));
    },
    async cleanNumber(number, deadline) {
      const cleaned = await ask('clean_number', [number], deadline);
      return matching(/^[0-9]{1,20}$/, typeof cleaned === 'number' ? String(cleaned) : readText(cleaned));
    },
    async getStatus(ids, deadline) {
      return readStatuses(await ask('get_status', [ids], deadline), asList(ids));
    },
    async cancelMessage(ids, deadline) {
      return readCancellations(await ask('cancel_message', [ids], deadline), asList(ids));
    },
  };
};

const asList = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

/** Parameters are told by their places: one left out before another is empty, those after the last are not sent. */
const withoutTrailing = (params: readonly (string | readonly string[] | undefined)[]): readonly XmlRpcValue[] =>
  params.slice(0, params.findLastIndex((param) => param !== undefined) + 1).map((param) => param ?? '');

/** Nothing has been written while they are read, be it that they cannot be, or not in time. */
const readCredentials = async (read: () => Promise<Credentials>, within: number): Promise<Credentials> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('They were not read in time.')), within);
  try {
    return await Promise.race([read(), late.promise]);
  } catch (cause) {
    throw new GatewayConfigurationError("The gateway's credentials could not be read.", 'P0', cause);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * The document tells how a wrong password is answered only for those methods that then answer FALSE. Of the others a
 * status of HTTP may say it, or a fault that is in no table.
 */
const mayRefuseCredentials = ({ status }: HttpReply, error: unknown): boolean =>
  status === 401 || status === 403 || (error instanceof GatewayFaultError && error.rejection === undefined);

const configurationStatuses: ReadonlySet<number> = new Set([401, 403, 404, 413]);

const valueIn = (reply: HttpReply, now: number): XmlRpcValue => {
  const { status } = reply;
  if (status >= 300 && status < 400) {
    throw new GatewayConfigurationError(`The gateway redirects to another address (HTTP status ${status}).`, 'P2');
  }
  if (configurationStatuses.has(status)) {
    throw new GatewayConfigurationError(`The gateway refused the call with HTTP status ${status}.`, 'P2');
  }
  if (status !== 200) throw new GatewayHttpError(status, retryAfterOf(reply, now), rejectionIn(reply));
  const response = decode(reply);
  if (response.kind === 'fault')
    throw new GatewayFaultError(response.code, rejectionOf(response.code, response.string));
  return response.value;
};

/** A page of a proxy on the way, and a reply cut short, may be a passing trouble. */
const decode = (reply: HttpReply): XmlRpcResponse => {
  const { body, contentType, contentEncoding = 'identity' } = reply;
  if (contentEncoding.toLowerCase() !== 'identity') {
    throw new GatewayProtocolError('The reply is compressed, which was not asked for.');
  }
  if (body.byteLength === 0) throw new GatewayProtocolError('The reply is empty.', { retryable: true });
  try {
    return decodeResponse(body, { contentType, maxBytes: maxReplyBytes });
  } catch (cause) {
    if (!(cause instanceof XmlRpcDecodeError)) throw cause;
    const retryable = cause.truncated || isHtml(reply);
    throw new GatewayProtocolError('The reply is not an XML-RPC response.', { retryable, cause });
  }
};

/** A gateway that is busy may say in the body that it has refused this very call. */
const rejectionIn = (reply: HttpReply): Reason | undefined => {
  if (reply.status !== 429 && reply.status !== 503) return undefined;
  try {
    const response = decode(reply);
    return response.kind === 'fault' ? rejectionOf(response.code, response.string) : undefined;
  } catch (error) {
    if (error instanceof GatewayProtocolError) return undefined;
    throw error;
  }
};

const isHtml = ({ body, contentType }: HttpReply): boolean =>
  /^text\/html\b/i.test(contentType ?? '') ||
  /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(body.toString('latin1', 0, 200));

/** `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3). */
const retryAfterOf = ({ retryAfter }: HttpReply, now: number): number | undefined => {
  if (retryAfter === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

const matching = (pattern: RegExp, text: string): string => {
  if (!pattern.test(text)) throw shapeError('The reply has not the form it should have.');
  return text;
};
