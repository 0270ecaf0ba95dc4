import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { bodyLimit } from '../contract/body-limit.ts';
import { http } from '../http/http.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { withoutSlash } from '../http/page-address.ts';
import { MethodNotAllowedError, PageNotFoundError } from '../http/problems.ts';
import { wrongMethod } from '../http/wrong-method.ts';
import { logger } from '../runtime/logger.ts';
import { writeMetrics } from '../runtime/metric-line.ts';
import { once } from '../runtime/once.ts';
import {
  cancel,
  clock,
  creditsOf,
  messageStore,
  refresh,
  send,
  sendRules,
  upstreamClient,
} from '../wiring/messages.ts';
import { authenticateLogin, defaultSender } from '../wiring/xmlrpc.ts';
import { decodeCall, type XmlRpcCall } from '../xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../xmlrpc/encode.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { InvalidParamsError } from './errors.ts';
import { faultOf } from './faults.ts';
import { type ApiEvent, bytesOf, type HttpRequest, readRequest } from './http-request.ts';
import { createMethods } from './methods.ts';

type Result = APIGatewayProxyStructuredResultV2;

const paths: ReadonlySet<string> = new Set(['/api2/', '/api2']);

/** XML-RPC over HTTP: results and faults are both XML with status 200. `dispatch` is made at the first call. */
export const serveXmlRpc =
  (dispatch: () => Dispatch, clock: () => number = Date.now) =>
  async (event: ApiEvent, context: Context): Promise<Result> => {
    const request = readRequest(event);
    // API Gateway also sends requests here that match no route of the HTTPS API, perhaps only because of their method.
    if (!paths.has(request.path)) {
      const page = withoutSlash(request.method, request.path);
      if (page !== undefined) return page;
      throw wrongMethod(request.method, request.path) ?? new PageNotFoundError('There is no such page.');
    }
    if (request.method !== 'POST') {
      throw new MethodNotAllowedError('The XML-RPC interface takes only POST.', ['POST']);
    }

    try {
      const call = readCall(request);
      const origin = {
        source: request.source,
        idempotencyKey: readIdempotencyKey(request.headers['idempotency-key'], invalidKey),
        deadline: clock() + context.getRemainingTimeInMillis(),
      };
      return xml(encodeResponse(await dispatch()(call, origin)));
    } catch (error) {
      const { code, text, isOurs } = faultOf(error);
      if (isOurs) {
        logger.error('call failed', { fault: code, error });
        // API Gateway's own metrics count statuses, and this answer is a 200.
        writeMetrics([{ name: 'XmlRpcFaults', unit: 'Count', value: 1 }]);
      } else {
        logger.info('call rejected', { fault: code });
      }
      return xml(encodeFault(code, text));
    }
  };

const readCall = (request: HttpRequest): XmlRpcCall =>
  decodeCall(bytesOf(request), {
    contentType: request.headers['content-type'],
    // The upstream's published clients assume this charset if none is declared.
    undeclaredCharset: 'iso-8859-15',
    maxBytes: bodyLimit,
  });

const invalidKey = (problem: string): Error => new InvalidParamsError(problem);

const xml = (document: string): Result => ({
  statusCode: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
  body: document,
});

const dispatch = once(() => {
  const methods = createMethods({
    send: send(),
    rules: sendRules(),
    defaultSender: defaultSender(),
    store: messageStore(),
    refresh: refresh(),
    cancel: cancel(),
    creditsOf: creditsOf(),
    upstream: upstreamClient(),
    clock,
  });
  return createDispatch(methods, authenticateLogin());
});

/** Called by AWS. */
export const handler = http(serveXmlRpc(dispatch));
