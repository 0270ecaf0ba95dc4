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
  /** For what follows the head of the answer, in milliseconds; absent: 1,000. */
  readonly bodyWithin?: number;
  /** Absent: the name servers. */
  readonly resolve?: Resolve;
  /** Whose certificates are trusted, in PEM; absent: Node's own list. */
  readonly ca?: string;
}

const largestHead = 16 * 1024;
const largestBody = 64 * 1024;

/** Answers of 1xx before the one that counts. Some servers send one or two; each may have a head of its own, without end. */
const mostInterim = 20;

/** A name may have hundreds, of hosts that it has nothing to do with. */
const mostAddresses = 8;

/** Until the next address of a name is tried. Node's quarter of a second is no more than the way around the world. */
const nextAddressAfter = 2_000;

/**
 * Posts to an address that somebody else chose. What `upstream/http-call.ts` does is another thing: it tells exactly how far
 * a call came, for that decides whether it is repeated, and trusts where it calls. Here the one question is whether an
 * answer came in time; and what is called, read and told must be safe with the worst of receivers.
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
      // One that is not is no mistake of a good receiver: which of them is called would be a matter of luck.
      if (!addresses.every((address) => mayCall(address, { toLoopback }))) return { problem: notOnInternet };
      return await call(url, post, { addresses: addresses.slice(0, mostAddresses), signal, bodyWithin, ca });
    } catch (error) {
      return { problem: signal.aborted ? `No answer within ${within / 1_000} seconds.` : problemOf(error) };
    } finally {
      clearTimeout(timer);
    }
  };

/** None: it cannot be resolved. */
const addressesOf = async (url: URL, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> => {
  const literal = literalOf(url);
  if (literal !== undefined) return [literal];
  // No name server knows it, and it has passed the check.
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
  /** The only ones that are called. */
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
  readonly bodyWithin: number;
  readonly ca: string | undefined;
}

/** What Node's types leave out: "`options` in `socket.connect()` are also supported" (its documentation of `http.request`). */
interface FamilySelection {
  readonly autoSelectFamily: boolean;
  readonly autoSelectFamilyAttemptTimeout: number;
}

/**
 * The status decides. The rest of the answer is read for what people see of it, and because some servers take a caller that
 * goes before they have said everything for a failure; what is too long, too slow or breaks off is left.
 *
 * The socket is for this call alone. One that is kept may be closed by the other end at the very moment of the next call,
 * which would count as a failure of the receiver's; and one cannot be kept while a Lambda is frozen.
 * @throws when there was no status
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
      // Also where the environment says otherwise.
      rejectUnauthorized: true,
      signal,
      ...(ca !== undefined && { ca }),
    };
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
    const give = (error?: unknown) => {
      reject(error);
      request.destroy();
    };
    // Not `once`: a socket may fail again after the first failure, and nobody else listens.
    request.on('error', give);
    let interim = 0;
    request.on('information', () => {
      interim += 1;
      if (interim <= mostInterim) return;
      resolve({ problem: 'Interim answers (1xx) came without end.' });
      request.destroy();
    });
    // An answer that asks for another protocol ends with no error.
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

/** Instead of a second resolution, which might answer otherwise than the first. */
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
