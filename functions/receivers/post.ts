import { type IncomingMessage, request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import type { Post, PostAnswer, SendPost } from '../webhooks/ports.ts';
import { literalOf, mayCall, notOnInternet, type Reach, urlProblem } from './address.ts';
import { excerptOf } from './excerpt.ts';
import { problemOf } from './problem.ts';
import { type Resolve, resolverOf } from './resolve.ts';

export interface PostOptions extends Reach {
  /** From the look-up of the name to the end of the answer, in milliseconds. */
  readonly within: number;
  /** For the body of the answer, in milliseconds; absent: 1,000. */
  readonly bodyWithin?: number;
  /** Absent: asks the name servers. */
  readonly resolve?: Resolve;
  /** The trusted authorities' certificates, in PEM; absent: Node's own list. */
  readonly ca?: string;
}

const largestHead = 16 * 1024;
const largestBody = 64 * 1024;

/** The most interim answers (1xx) before the final one. Some servers send one or two; a hostile one never stops. */
const mostInterim = 20;

/** A name may have hundreds of addresses, also of hosts that do not belong to its owner. */
const mostAddresses = 8;

/**
 * Milliseconds before the next address of a name is tried. Node's 250 ms are too short for the other end of the world.
 */
const nextAddressAfter = 2_000;

/**
 * Posts to an address that somebody else chose. So what it calls, reads and returns must be safe even with a hostile
 * receiver. All that matters is whether an answer came in time.
 *
 * `upstream/http-call.ts` has another purpose: it trusts the address, and tells exactly how far a call came, because a
 * retry depends on that.
 */
export const createSendPost =
  ({ within, bodyWithin = 1_000, resolve = resolverOf(), ca, toLoopback }: PostOptions): SendPost =>
  async (post) => {
    const problem = urlProblem(post.url, { toLoopback });
    if (problem !== undefined) return { problem };
    const url = new URL(post.url);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), within);
    const { signal } = timeout;
    try {
      const addresses = await beforeEnd(signal, addressesOf(url, resolve, signal));
      if (addresses.length === 0) return { problem: 'The host name could not be resolved.' };
      // All of them, because chance decides which is called. An honest receiver has no private address among them.
      if (!addresses.every((address) => mayCall(address, { toLoopback }))) return { problem: notOnInternet };
      return await call(url, post, { addresses: addresses.slice(0, mostAddresses), signal, bodyWithin, ca });
    } catch (error) {
      return { problem: signal.aborted ? `No answer within ${within / 1_000} seconds.` : problemOf(error) };
    } finally {
      clearTimeout(timer);
    }
  };

/** Empty: the name could not be resolved. */
const addressesOf = async (url: URL, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> => {
  const literal = literalOf(url);
  if (literal !== undefined) return [literal];
  // No name server knows `localhost`. If it is not allowed, `urlProblem` has refused it.
  if (url.hostname === 'localhost') return ['127.0.0.1', '::1'];
  try {
    return await resolve(url.hostname, signal);
  } catch {
    return [];
  }
};

const beforeEnd = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', reject, { once: true });
    work.then(resolve, reject);
  });

interface Call {
  /** Only these are called. */
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
  readonly bodyWithin: number;
  readonly ca: string | undefined;
}

/**
 * Missing in Node's types. Its documentation of `http.request` says: "`options` in `socket.connect()` are also
 * supported".
 */
interface FamilySelection {
  readonly autoSelectFamily: boolean;
  readonly autoSelectFamilyAttemptTimeout: number;
}

/**
 * Only the status decides the outcome. The body is read for the excerpt, and because some servers report a failure if
 * the caller leaves early. If the body is too long, too slow or breaks off, its rest is ignored.
 *
 * The socket is not kept for other calls. The receiver might close a kept one just when the next call begins, and this
 * would count as its failure. And no socket survives while a Lambda is frozen.
 * @throws if no status came
 */
const call = (url: URL, { headers, body }: Post, { addresses, signal, bodyWithin, ca }: Call): Promise<PostAnswer> =>
  new Promise((resolve, reject) => {
    const options: RequestOptions & FamilySelection = {
      method: 'POST',
      agent: false,
      headers: { accept: '*/*', 'accept-encoding': 'identity', ...headers },
      lookup: answering(addresses),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: nextAddressAfter,
      maxHeaderSize: largestHead,
      // Overrides the environment variable `NODE_TLS_REJECT_UNAUTHORIZED`.
      rejectUnauthorized: true,
      signal,
      ...(ca !== undefined && { ca }),
    };
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
    const give = (error?: unknown) => {
      reject(error);
      request.destroy();
    };
    // Not `once`: a socket may fail twice, and an `error` that nobody listens to would end the process.
    request.on('error', give);
    let interim = 0;
    request.on('information', () => {
      interim += 1;
      if (interim <= mostInterim) return;
      resolve({ problem: 'Interim answers (1xx) came without end.' });
      request.destroy();
    });
    // If an answer asks for another protocol, the request closes without an error.
    request.once('close', () => give());
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = () => {
        clearTimeout(timer);
        resolve(answerOf(response, Buffer.concat(chunks)));
        request.destroy();
      };
      const timer = setTimeout(end, bodyWithin);
      response.on('data', (chunk: Buffer) => {
        size += chunk.byteLength;
        chunks.push(chunk);
        if (size >= largestBody) end();
      });
      response.on('error', end);
      response.once('end', end);
      request.prependListener('error', end);
      request.prependOnceListener('close', end);
    });
    request.end(body);
  });

/** Answers with the addresses that were checked, because a second resolution might give others. */
const answering =
  (addresses: readonly string[]): LookupFunction =>
  (_name, _options, answer) => {
    answer(
      null,
      addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 })),
    );
  };

const answerOf = ({ statusCode, headers }: IncomingMessage, bytes: Buffer): PostAnswer => {
  const retryAfter = headers['retry-after'];
  const excerpt = excerptOf(bytes);
  return {
    ...(statusCode !== undefined && { status: statusCode }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(excerpt !== undefined && { excerpt }),
  };
};
