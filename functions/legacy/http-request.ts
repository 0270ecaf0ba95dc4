import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { XmlRpcDecodeError } from '../xmlrpc/errors.ts';

/** A request as an API hands it over: the HTTP API (payload format 2.0), or the REST API of the XML-RPC interface. */
export type ApiEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;

/** What is read of it. */
export interface HttpRequest {
  readonly path: string;
  readonly method: string;
  /** The caller's IP address. */
  readonly source: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export const readRequest = (event: ApiEvent): HttpRequest => {
  const { isBase64Encoded } = event;
  if (isOfHttpApi(event)) {
    const { method, sourceIp: source } = event.requestContext.http;
    const { rawPath: path, headers, body = '' } = event;
    return { path, method, source, headers, body, isBase64Encoded };
  }
  const { httpMethod: method, requestContext, body } = event;
  // All of this API's requests are for the interface: it has no other address.
  const path = '/api2/';
  const source = requestContext.identity.sourceIp;
  return { path, method, source, headers: inLowerCase(event.headers), body: body ?? '', isBase64Encoded };
};

/**
 * The body's bytes. The REST API hands them on as they came. The HTTP API hands `text/*` on as text, reading its bytes as
 * UTF-8 whatever charset they are in; bytes that are none become U+FFFD and are lost.
 * @throws XmlRpcDecodeError for a body that has lost bytes: a broken text must not reach a phone
 */
export const bytesOf = ({ body, isBase64Encoded }: HttpRequest): Uint8Array => {
  if (isBase64Encoded) return Buffer.from(body, 'base64');
  if (!body.includes('\uFFFD')) return Buffer.from(body);
  throw new XmlRpcDecodeError(
    'character',
    'The document is not in UTF-8, which this address needs; that of the XML-RPC interface takes every charset',
    0,
  );
};

const isOfHttpApi = (event: ApiEvent): event is APIGatewayProxyEventV2 => 'version' in event && event.version === '2.0';

/** The REST API's have the case that the caller wrote, and there is nothing in place of none. */
const inLowerCase = (headers: APIGatewayProxyEvent['headers'] | null): HttpRequest['headers'] =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
