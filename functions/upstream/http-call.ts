import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { CallTooLateError } from '../messages/errors.ts';
import { type Phase, UpstreamConfigurationError, UpstreamConnectionError, UpstreamProtocolError } from './errors.ts';
import type { HttpReply } from './http-reply.ts';
import { UnreadReply } from './unread-reply.ts';

export interface HttpCall {
  readonly url: URL;
  readonly body: Buffer;
  /** Milliseconds until the connection is established, TLS included. */
  readonly connectWithin: number;
  /** Milliseconds until the reply is complete. */
  readonly replyWithin: number;
  readonly maxReplyBytes: number;
  /** Whether this call opens a socket of its own. */
  readonly freshSocket: boolean;
  /**
   * Whether it is too late to begin; absent: never. Asked before connecting, and again before the first byte is
   * written.
   */
  readonly isTooLate?: () => boolean;
}

/** Calls of a request or sweep share sockets. One that idles longer than this would be closed by the other end. */
const keepAlive = { keepAlive: true, keepAliveMsecs: 1000, timeout: 4000, maxFreeSockets: 8 };
const agents = { http: new HttpAgent(keepAlive), https: new HttpsAgent(keepAlive) };

/** @throws UpstreamConfigurationError unless the URL is https, or http to a loopback address */
export const parseUpstreamUrl = (text: string): URL => {
  const url = URL.parse(text);
  if (url === null) throw new UpstreamConfigurationError("The gateway's URL is not valid.", 'not_written');
  if (url.username !== '' || url.password !== '') {
    throw new UpstreamConfigurationError("The gateway's URL must not contain a user or password.", 'not_written');
  }
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    throw new UpstreamConfigurationError(
      "The gateway's URL must be https; http is for loopback addresses.",
      'not_written',
    );
  }
  return url;
};

/**
 * Posts an XML document and reads the whole reply, whatever its status. It does not follow redirects.
 *
 * Nothing is written before the connection is established and, with https, the server has proved its identity. Until
 * then a failure has the phase `not_written`.
 * @throws UpstreamConnectionError; CallTooLateError, with nothing written; UpstreamProtocolError for a reply that is
 *   too large
 */
export const postXml = (call: HttpCall): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    let phase: Phase = 'not_written';
    const isTooLate = () => call.isTooLate?.() === true;
    if (isTooLate()) return reject(tooLate());
    const isTls = call.url.protocol === 'https:';
    const agent = isTls ? agents.https : agents.http;
    const request = (isTls ? requestHttps : requestHttp)(call.url, {
      method: 'POST',
      agent: call.freshSocket ? false : agent,
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        'content-length': call.body.byteLength,
        accept: 'text/xml',
        'accept-encoding': 'identity',
        'user-agent': 'textgate',
      },
    });

    const end = () => {
      clearTimeout(connectTimer);
      clearTimeout(replyTimer);
    };
    const give = (error: Error) => {
      end();
      reject(error);
      request.destroy();
    };
    const fail = (problem: string, cause?: unknown) => give(new UpstreamConnectionError(problem, phase, cause));
    const connectTimer = setTimeout(
      () => fail('The gateway did not accept the connection in time.'),
      call.connectWithin,
    );
    const replyTimer = setTimeout(() => fail('The gateway did not answer in time.'), call.replyWithin);

    // Not `once`: a socket may fail a second time, and an error without a listener would end the process.
    request.on('error', (error) => fail(problemIn(phase), error));
    request.once('socket', (socket) => {
      const write = () => {
        clearTimeout(connectTimer);
        if (request.destroyed) return;
        if (isTooLate()) return give(tooLate());
        phase = 'maybe_applied';
        request.end(call.body);
      };
      if (request.reusedSocket) write();
      else socket.once(isTls ? 'secureConnect' : 'connect', write);
    });
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.byteLength;
        chunks.push(chunk);
        if (size <= call.maxReplyBytes) return;
        const cause = new UnreadReply(replyOf(response, chunks));
        give(new UpstreamProtocolError(`The reply is over ${call.maxReplyBytes} bytes.`, { cause }));
      });
      // This also happens if the body ends before its Content-Length or last chunk.
      response.on('error', (error) => fail('The connection broke within the reply.', error));
      response.once('end', () => {
        end();
        resolve(replyOf(response, chunks));
      });
    });
  });

const replyOf = ({ statusCode, headers }: IncomingMessage, chunks: readonly Buffer[]): HttpReply => ({
  status: statusCode ?? 0,
  contentType: headers['content-type'],
  contentEncoding: headers['content-encoding'],
  retryAfter: headers['retry-after'],
  body: Buffer.concat(chunks),
});

const tooLate = () => new CallTooLateError('The time for this call ended before it began. Nothing was sent.');

const problemIn = (phase: Phase): string =>
  phase === 'not_written' ? 'The gateway could not be reached.' : 'The connection broke before the reply was complete.';
