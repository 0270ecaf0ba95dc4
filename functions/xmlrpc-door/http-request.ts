import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { isClearXml } from '../xmlrpc/clear-text.ts';
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
 * @throws XmlRpcDecodeError for a compressed body, and for one that has lost bytes: a broken text must not reach a phone
 */
export const bytesOf = ({ body, headers, isBase64Encoded }: HttpRequest): Uint8Array => {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (isCompressed(bytes, headers['content-encoding'])) {
    throw new XmlRpcDecodeError('coding', 'The body is compressed: send it uncompressed, without Content-Encoding', 0);
  }
  if (isBase64Encoded || !body.includes('\uFFFD')) return bytes;
  throw new XmlRpcDecodeError(
    'character',
    'This address needs UTF-8. Send UTF-8, or use the address of the XML-RPC interface, which takes every charset',
    0,
  );
};

/** Gzip shows by its first byte, with which no XML begins. A document that stands in clear is one, whatever its header says. */
const isCompressed = (bytes: Buffer, coding = ''): boolean =>
  bytes[0] === 0x1f || (!isNoCoding(coding) && !isClearXml(bytes));

/** The names of no coding, and of the charset that some take a coding for. */
const isNoCoding = (coding: string): boolean => /^(?:[\s,]|identity|none|utf-?8)*$/i.test(coding);

const isOfHttpApi = (event: ApiEvent): event is APIGatewayProxyEventV2 => 'version' in event && event.version === '2.0';

/** The REST API's have the case that the caller wrote, and there is nothing in place of none. */
const inLowerCase = (headers: APIGatewayProxyEvent['headers'] | null): HttpRequest['headers'] =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
