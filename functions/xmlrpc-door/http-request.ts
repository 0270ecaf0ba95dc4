import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { isClearXml } from '../xmlrpc/clear-text.ts';
import { XmlRpcDecodeError } from '../xmlrpc/errors.ts';

/** The event of a request: from the HTTP API (payload format 2.0) or from the REST API of the XML-RPC interface. */
export type ApiEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;

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
  // The REST API has no other address than that of the XML-RPC interface.
  const path = '/api2/';
  const source = requestContext.identity.sourceIp;
  return { path, method, source, headers: inLowerCase(event.headers), body: body ?? '', isBase64Encoded };
};

/**
 * The bytes of the body. The REST API passes them on unchanged. The HTTP API decodes `text/*` as UTF-8, whatever its
 * charset; bytes that are not UTF-8 become U+FFFD and are lost.
 * @throws XmlRpcDecodeError for a compressed body, and for one that has lost bytes: a broken text must not reach a
 * phone
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

/** No XML begins with gzip's first byte. A document in clear text is not compressed, whatever its header says. */
const isCompressed = (bytes: Buffer, coding = ''): boolean =>
  bytes[0] === 0x1f || (!isNoCoding(coding) && !isClearXml(bytes));

/** Names that mean no coding, and the charset that some clients put there. */
const isNoCoding = (coding: string): boolean => /^(?:[\s,]|identity|none|utf-?8)*$/i.test(coding);

const isOfHttpApi = (event: ApiEvent): event is APIGatewayProxyEventV2 => 'version' in event && event.version === '2.0';

/** The REST API keeps the case of names as the caller wrote them, and gives `null` if there are no headers. */
const inLowerCase = (headers: APIGatewayProxyEvent['headers'] | null): HttpRequest['headers'] =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
