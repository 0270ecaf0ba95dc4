import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import type { Account, Principal } from '../../../functions/accounts/account.ts';
import { UnauthenticatedError } from '../../../functions/accounts/errors.ts';
import { routeKey } from '../../../functions/contract/route.ts';
import { scopes } from '../../../functions/contract/scopes.ts';
import { api, type Endpoint } from '../../../functions/http/endpoint.ts';
import { functionMillis } from '../../../functions/messages/time-budget.ts';

interface EventParts {
  readonly route: string;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** Names in lower case, as API Gateway gives them. */
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent unchanged. Bytes come in base64, as API Gateway passes on what it does not take for text. */
  readonly body?: string | Uint8Array;
}

/** A request as API Gateway passes it to a function, in payload format 2.0. */
export const anEvent = ({ route, path, query, headers, json, body }: EventParts): APIGatewayProxyEventV2 => {
  const [method = '', rawPath = ''] = route.split(' ');
  const text = json === undefined ? body : JSON.stringify(json);
  return {
    version: '2.0',
    routeKey: route,
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      authorization: 'Bearer shop',
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(query && { queryStringParameters: query }),
    ...(path && { pathParameters: path }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: route,
      stage: '$default',
      time: '01/Jun/2030:12:00:00 +0000',
      timeEpoch: 1_906_545_600_000,
    },
    ...(text !== undefined && { body: typeof text === 'string' ? text : Buffer.from(text).toString('base64') }),
    isBase64Encoded: text instanceof Uint8Array,
  };
};

/**
 * A request as the REST API of the XML-RPC interface passes it to a function, in payload format 1.0. The body is in
 * base64 whatever its type, and header names are as the caller wrote them. Members that textgate does not read are left
 * out.
 */
export const aRestEvent = (
  method: string,
  body: Uint8Array | null,
  headers: Record<string, string> = {},
): APIGatewayProxyEvent =>
  ({
    resource: '/',
    path: '/',
    httpMethod: method,
    headers,
    requestContext: { requestId: 'request-1', path: '/api2/', identity: { sourceIp: '192.0.2.1' } },
    body: body && Buffer.from(body).toString('base64'),
    isBase64Encoded: body !== null,
  }) as APIGatewayProxyEvent;

export const aContext = (remaining = functionMillis): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:test',
  memoryLimitInMB: '512',
  awsRequestId: 'invocation-1',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => remaining,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

export const anAccount = (parts: Partial<Account> = {}): Account => ({
  id: 'acc_shop',
  name: 'Shop',
  groupId: '6f1c3a52-2f6e-4c38-9b2d-0b6f5d1f7a10',
  createdAt: '2030-01-01T00:00:00.000Z',
  ...parts,
});

export const aPrincipal = (parts: Partial<Principal> = {}): Principal => ({
  account: anAccount(),
  keyId: 'key_1',
  scopes,
  ...parts,
});

/**
 * Serves one endpoint with its whole middleware chain. `Bearer shop` is the only known key. `time` is the function's
 * timeout.
 */
export const serving = (endpoint: Endpoint, principal = aPrincipal(), time = functionMillis) => {
  const authenticate = async (authorization: string | undefined) => {
    if (authorization !== 'Bearer shop') throw new UnauthenticatedError();
    return principal;
  };
  const route = routeKey(endpoint.route);
  const handler = api(
    () => authenticate,
    () => [endpoint],
  );
  return async (parts: Omit<EventParts, 'route'> = {}) =>
    answerOf(await handler(anEvent({ route, ...parts }), aContext(time)));
};

/** The answer as a client sees it. */
export const answerOf = ({ statusCode, headers = {}, body = '' }: APIGatewayProxyStructuredResultV2) => ({
  status: statusCode,
  headers,
  body: body.startsWith('{') ? JSON.parse(body) : body,
});
