import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { http, json } from '../runtime/http.ts';
import { bodyLimit } from '../runtime/json-body.ts';
import { dispatch } from '../runtime/legacy-dependencies.ts';
import { createLogger } from '../runtime/logger.ts';
import { PageNotFoundError, problem } from '../runtime/problems.ts';
import { decodeCall, type XmlRpcCall } from '../xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../xmlrpc/encode.ts';
import { XmlRpcDecodeError } from '../xmlrpc/errors.ts';
import type { Dispatch } from './dispatch.ts';
import { faultOf } from './faults.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

const paths: ReadonlySet<string> = new Set(['/api2/', '/api2']);

const logger = createLogger();

/** XML-RPC over HTTP: an answer is always 200 and XML, be it a result or a fault. `dispatch` is asked for at a call. */
export const serveXmlRpc =
  (dispatch: () => Dispatch, clock: () => number = Date.now) =>
  async (event: Event, context: Context): Promise<Result> => {
    const { http: request } = event.requestContext;
    if (!paths.has(event.rawPath)) throw new PageNotFoundError('There is no such page.');
    if (request.method !== 'POST') return methodNotAllowed();

    try {
      const call = readCall(event);
      const origin = {
        source: request.sourceIp,
        idempotencyKey: readIdempotencyKey(event.headers['idempotency-key']),
        deadline: clock() + context.getRemainingTimeInMillis(),
      };
      return xml(encodeResponse(await dispatch()(call, origin)));
    } catch (error) {
      const { code, text, isOurs } = faultOf(error);
      const line = { requestId: context.awsRequestId, fault: code };
      if (isOurs) logger.error('call failed', { ...line, error });
      else logger.info('call refused', line);
      return xml(encodeFault(code, text));
    }
  };

/**
 * API Gateway hands `text/*` on as text, reading its bytes as UTF-8 whatever charset they are in; bytes that are none
 * become U+FFFD and are lost. Other types come in base64, as they were sent. Others have measured on AWS that so does
 * `text/plain` whose Content-Type names another charset; nothing says so of `text/xml`.
 */
const readCall = ({ body = '', isBase64Encoded, headers }: Event): XmlRpcCall => {
  if (!isBase64Encoded && body.includes('\uFFFD')) {
    throw new XmlRpcDecodeError('character', 'The document is not in UTF-8, in which it arrives here', 0);
  }
  return decodeCall(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'), {
    contentType: headers['content-type'],
    // What the gateway's published clients say of texts without a declared encoding.
    undeclaredCharset: 'iso-8859-15',
    maxBytes: bodyLimit,
  });
};

const xml = (document: string): Result => ({
  statusCode: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
  body: document,
});

const methodNotAllowed = (): Result => {
  const document = problem('method-not-allowed', 'Calls of the XML-RPC interface are sent with POST.');
  return json(document.status, document, { 'content-type': 'application/problem+json', allow: 'POST' });
};

/** Called by AWS. */
export const handler = http(serveXmlRpc(dispatch));
