import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { bodyLimit } from '../contract/body-limit.ts';
import { HttpRequestError } from './problems.ts';
import { reservedNameIn } from './reserved-names.ts';

export const hasBody = ({ body = '' }: APIGatewayProxyEventV2): boolean => body !== '';

/**
 * The JSON value in a request's body.
 * @throws HttpRequestError
 */
export const readJsonBody = ({ body = '', isBase64Encoded, headers }: APIGatewayProxyEventV2): unknown => {
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new HttpRequestError(415, 'Send the request body as JSON, with `Content-Type: application/json`.');
  }
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > bodyLimit) {
    throw new HttpRequestError(413, `The request body is larger than ${bodyLimit / 1024} KiB.`);
  }
  // API Gateway and the decoder both replace bytes that are not UTF-8 with U+FFFD. Such a broken text must not reach a
  // phone. A caller who means this character can write `\ufffd`.
  const text = new TextDecoder().decode(bytes);
  if (text.includes('\ufffd')) throw new HttpRequestError(400, 'The request body is not valid UTF-8.');
  const value = parsed(text);
  const name = reservedNameIn(value);
  if (name !== undefined)
    throw new HttpRequestError(400, `The request body has a member "${name}", which is not allowed.`);
  return value;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpRequestError(400, 'The request body is not valid JSON.');
  }
};
