import type { MessageType, Reason } from '../messages/message.ts';
import { afterQuestionMillis, connectMillis, sendCallMillis } from '../messages/time-budget.ts';
import { decodeResponse, type XmlRpcResponse } from '../xmlrpc/decode.ts';
import { encodeCall } from '../xmlrpc/encode.ts';
import { XmlRpcDecodeError } from '../xmlrpc/errors.ts';
import type { XmlRpcValue } from '../xmlrpc/value.ts';
import { callRefusalOf } from './codes.ts';
import { ContentCodingError, unpack } from './content-coding.ts';
import { UpstreamConfigurationError, UpstreamFaultError, UpstreamHttpError, UpstreamProtocolError } from './errors.ts';
import { parseUpstreamUrl, postXml } from './http-call.ts';
import type { HttpReply } from './http-reply.ts';
import {
  type CancelEntry,
  readAccountStatus,
  readCancellations,
  readCredits,
  readDigits,
  readFlag,
  readGuid,
  readSent,
  readStatuses,
  type SentEntry,
  type StatusEntry,
} from './reply.ts';
import { harmless, type RetryPolicy, sendOnce, type Time, withRetries } from './retry.ts';
import { UnreadReply } from './unread-reply.ts';
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
  /** Absent or past: at once. */
  readonly scheduledAt?: Date;
  readonly type?: MessageType;
  /** The call is neither begun nor repeated at or after this instant; absent: no limit. */
  readonly notAfter?: Date;
}

/**
 * The eight methods of the upstream's interface document.
 *
 * Each call is bounded in time and bytes, and may be repeated a few times if that may help. `sendMessage` is repeated
 * only if no byte of it was written. `deadline` is when the caller's time ends, in milliseconds since 1970. A call ends
 * `afterQuestionMillis` before it, so that its answer can be recorded. All methods throw an UpstreamError, which tells
 * how far the call got, or an XmlRpcEncodeError for text that XML cannot hold.
 */
export interface UpstreamClient {
  /** One entry per recipient, in the order given. @throws InexpressibleTimeError, CallTooLateError */
  sendMessage(options: SendOptions): Promise<readonly SentEntry[]>;
  /** Whether the upstream accepts the credentials. */
  auth(deadline?: number): Promise<boolean>;
  /** May be negative. `undefined`: the upstream refused to say. */
  getCredits(deadline?: number): Promise<number | undefined>;
  accountStatus(deadline?: number): Promise<'regular' | 'free'>;
  /** The account's UUID. `undefined`: the upstream refused to say. */
  getGuid(deadline?: number): Promise<string | undefined>;
  /** The digits of a number in any spelling: `022/364 8000` → `41223648000`. */
  cleanNumber(number: string, deadline?: number): Promise<string>;
  /** An entry for each id that the reply mentions, in the order given. Ids must differ. */
  getStatus(ids: string | readonly string[], deadline?: number): Promise<readonly StatusEntry[]>;
  /**
   * Whether each scheduled message that the reply mentions was cancelled. Ids must differ. If the call was repeated,
   * `false` may mean that the first call cancelled the message: ask for its status.
   */
  cancelMessage(ids: string | readonly string[], deadline?: number): Promise<readonly CancelEntry[]>;
}

export interface ClientOptions {
  /** The upstream's address needs its trailing slash. */
  readonly url: string;
  /** Called before every call, so that a changed password is used. XML must be able to hold them. */
  readonly credentials: () => Promise<Credentials>;
  /** Called if the upstream seems to refuse the credentials, so that they can be read again. */
  readonly onRefused?: () => void;
  readonly deadlines?: Partial<Deadlines>;
  /** Overrides parts of the policy for calls that are harmless to repeat. `sendRetry` is for `sendMessage`. */
  readonly retry?: Partial<RetryPolicy>;
  readonly sendRetry?: Partial<Omit<RetryPolicy, 'repeats' | 'freshSocket'>>;
  readonly time?: Partial<Time>;
}

/** Limits of a single call, in milliseconds. */
interface Deadlines {
  readonly connect: number;
  readonly total: number;
}

const defaultDeadlines: Deadlines = { connect: connectMillis, total: sendCallMillis };
const maxReplyBytes = 1024 * 1024;

/** @throws UpstreamConfigurationError for a URL that cannot be used */
export const createUpstreamClient = (options: ClientOptions): UpstreamClient => {
  const url = parseUpstreamUrl(options.url);
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const harmlessPolicy = { ...harmless, ...options.retry };
  const sendPolicy = { ...sendOnce, ...options.sendRetry };
  const time: Time = {
    // `performance.now` would do as well, but Node loads a module for it: 1 ms of a cold start.
    now: () => process.uptime() * 1000,
    date: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
    ...options.time,
  };

  const call = <T>(
    method: string,
    params: readonly XmlRpcValue[],
    read: Read<T>,
    policy: RetryPolicy,
    notAfter?: Date,
  ): Promise<T> =>
    withRetries(policy, time, async (timeLeft) => {
      const { user, password } = await readCredentials(options.credentials, timeLeft());
      const reply = await postXml({
        url,
        body: Buffer.from(encodeCall(method, [user, password, ...params])),
        connectWithin: deadlines.connect,
        replyWithin: Math.min(deadlines.total, timeLeft()),
        maxReplyBytes,
        freshSocket: policy.freshSocket,
        // Checked again here: the process may have stood still, or reading the credentials may have taken long.
        ...(notAfter && { isTooLate: () => time.date() >= notAfter.getTime() }),
      });
      try {
        const value = valueIn(reply, time.date());
        if (value === false) options.onRefused?.();
        return read(value, reply);
      } catch (error) {
        if (mayRefuseCredentials(reply, error)) options.onRefused?.();
        throw error instanceof UpstreamProtocolError ? withReply(error, reply) : error;
      }
    });
  /** Makes a call that is harmless to repeat. */
  const ask = <T>(
    method: string,
    params: readonly XmlRpcValue[],
    read: Read<T>,
    deadline = Number.POSITIVE_INFINITY,
  ): Promise<T> => {
    const within = Math.min(harmlessPolicy.within, deadline - afterQuestionMillis - time.date());
    return call(method, params, read, { ...harmlessPolicy, within });
  };

  return {
    async sendMessage({ to, text, sender, scheduledAt, type, notAfter }) {
      const date = scheduledAt && toZurichTime(scheduledAt);
      const params = withoutTrailing([to, text, sender, date, type]);
      const read: Read<readonly SentEntry[]> = (value, reply) => {
        const entries = readSent(value, asList(to));
        if (entries.every(({ accepted }) => accepted !== 'unknown')) return entries;
        const cause = new UnreadReply(reply);
        return entries.map((entry) => (entry.accepted === 'unknown' ? { ...entry, cause } : entry));
      };
      return call('send_message', params, read, sendPolicy, notAfter);
    },
    auth: (deadline) => ask('auth', [], readFlag, deadline),
    getCredits: (deadline) => ask('get_credits', [], unlessFalse(readCredits), deadline),
    accountStatus: (deadline) => ask('account_status', [], readAccountStatus, deadline),
    getGuid: (deadline) => ask('get_guid', [], unlessFalse(readGuid), deadline),
    cleanNumber: (number, deadline) => ask('clean_number', [number], readDigits, deadline),
    getStatus: (ids, deadline) => ask('get_status', [ids], (value) => readStatuses(value, asList(ids)), deadline),
    cancelMessage: (ids, deadline) =>
      ask('cancel_message', [ids], (value) => readCancellations(value, asList(ids)), deadline),
  };
};

/** @throws UpstreamProtocolError */
type Read<T> = (value: XmlRpcValue, reply: HttpReply) => T;

/** The upstream answers FALSE if it refuses to say. */
const unlessFalse =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value, reply) =>
    value === false ? undefined : read(value, reply);

const withReply = ({ message, retryable, cause }: UpstreamProtocolError, reply: HttpReply): UpstreamProtocolError =>
  new UpstreamProtocolError(message, { retryable, cause: new UnreadReply(reply, cause) });

const asList = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

/**
 * Parameters are positional: one left out before another is sent empty, and the ones left out at the end are not sent.
 */
const withoutTrailing = (params: readonly (string | readonly string[] | undefined)[]): readonly XmlRpcValue[] =>
  params.slice(0, params.findLastIndex((param) => param !== undefined) + 1).map((param) => param ?? '');

/** If this fails or takes too long, no byte of the call has been written. */
const readCredentials = async (read: () => Promise<Credentials>, within: number): Promise<Credentials> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('They were not read in time.')), within);
  try {
    return await Promise.race([read(), late.promise]);
  } catch (cause) {
    throw new UpstreamConfigurationError("The gateway's credentials could not be read.", 'not_written', cause);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * The document says how a wrong password is answered only for the methods that answer FALSE then. The other methods may
 * answer with an HTTP status, or a fault that is in no table.
 */
const mayRefuseCredentials = ({ status }: HttpReply, error: unknown): boolean =>
  status === 401 || status === 403 || (error instanceof UpstreamFaultError && error.refusal === undefined);

const configurationStatuses: ReadonlySet<number> = new Set([401, 403, 404, 413]);

const valueIn = (reply: HttpReply, now: number): XmlRpcValue => {
  const { status } = reply;
  if (status >= 300 && status < 400) {
    throw new UpstreamConfigurationError(
      `The gateway redirects to another address (HTTP status ${status}).`,
      'replied',
    );
  }
  if (configurationStatuses.has(status)) {
    throw new UpstreamConfigurationError(`The gateway refused the call with HTTP status ${status}.`, 'replied');
  }
  if (status !== 200) {
    throw new UpstreamHttpError(status, retryAfterOf(reply, now), refusalIn(reply), new UnreadReply(reply));
  }
  const response = decode(reply);
  if (response.kind === 'fault')
    throw new UpstreamFaultError(response.code, callRefusalOf(response.code, response.string));
  return response.value;
};

/**
 * Reads a reply however it is wrapped, as long as no guess is needed: a reply thrown away costs up to 100 messages
 * their ids. A reply that was cut short, or an HTML page of a proxy on the way, may be temporary.
 */
const decode = ({ body, contentType, contentEncoding }: HttpReply): XmlRpcResponse => {
  if (body.byteLength === 0) throw new UpstreamProtocolError('The reply is empty.', { retryable: true });
  const document = unpackReply(body, contentEncoding);
  try {
    return decodeResponse(document, {
      contentType,
      maxBytes: maxReplyBytes,
      believesUtf8: true,
      keepsNumbersText: true,
    });
  } catch (cause) {
    if (!(cause instanceof XmlRpcDecodeError)) throw cause;
    const retryable = cause.truncated || isHtml(document, contentType);
    throw new UpstreamProtocolError('The reply is not an XML-RPC response.', { retryable, cause });
  }
};

const unpackReply = (body: Buffer, contentEncoding: string | undefined): Buffer => {
  try {
    return unpack(body, contentEncoding, maxReplyBytes);
  } catch (cause) {
    if (!(cause instanceof ContentCodingError)) throw cause;
    throw new UpstreamProtocolError('The reply is compressed and cannot be decompressed.', {
      retryable: cause.truncated,
      cause,
    });
  }
};

/** A busy upstream may say in the body that it has refused this very call. */
const refusalIn = (reply: HttpReply): Reason | undefined => {
  if (reply.status !== 429 && reply.status !== 503) return undefined;
  try {
    const response = decode(reply);
    return response.kind === 'fault' ? callRefusalOf(response.code, response.string) : undefined;
  } catch (error) {
    if (error instanceof UpstreamProtocolError) return undefined;
    throw error;
  }
};

const isHtml = (document: Buffer, contentType = ''): boolean =>
  /^text\/html\b/i.test(contentType) ||
  /^[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html|head|body)\b/i.test(document.toString('latin1', 0, 200));

/** `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3). */
const retryAfterOf = ({ retryAfter }: HttpReply, now: number): number | undefined => {
  if (retryAfter === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};
