import CustomType from 'xmlrpc/lib/customtype.js';
import serializer from 'xmlrpc/lib/serializer.js';
import { illegalCharacters } from './charset.ts';
import { maxDepth, methodName } from './decode.ts';
import { XmlRpcEncodeError } from './errors.ts';
import { isArray, XmlRpcDateTime, XmlRpcNumber, XmlRpcUnreadable, type XmlRpcValue } from './value.ts';

/** Encodes a `<methodCall>`, to be sent as UTF-8. @throws XmlRpcEncodeError */
export const encodeCall = (method: string, params: readonly XmlRpcValue[]): string => {
  if (!methodName.test(method)) throw new XmlRpcEncodeError('The method name is not one.');
  const prepared = params.map((value, index) => prepare(value, `params[${index}]`, 1));
  return serializer.serializeMethodCall(method, prepared, 'UTF-8');
};

/** Encodes a `<methodResponse>`, to be sent as UTF-8. @throws XmlRpcEncodeError */
export const encodeResponse = (value: XmlRpcValue): string =>
  serializer.serializeMethodResponse(prepare(value, 'value', 1));

/** Encodes a fault, to be sent as UTF-8. @throws XmlRpcEncodeError */
export const encodeFault = (code: number, string: string): string => {
  const fault = new Map<string, XmlRpcValue>([
    ['faultCode', code],
    ['faultString', string],
  ]);
  return serializer.serializeFault(prepare(fault, 'fault', 1));
};

/**
 * Gives the value the shape in which the `xmlrpc` package writes it right.
 *
 * Left to itself, the package puts text with `<` or `&` in CDATA and ends that at the second `]]>` of the text: what
 * follows is read as markup, and a text can overwrite the call's other parameters. A custom element is escaped, CR too.
 */
const prepare = (value: XmlRpcValue, path: string, depth: number): unknown => {
  if (depth > maxDepth) throw new XmlRpcEncodeError(`${path} is nested over ${maxDepth} levels deep.`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return prepareNumber(value, path);
  if (value instanceof XmlRpcNumber) return prepareNumber(value.value, path);
  if (typeof value === 'string') return element('string', legalText(value, path));
  if (value instanceof Uint8Array) return element('base64', Buffer.from(value).toString('base64'));
  if (value instanceof XmlRpcDateTime) return element('dateTime.iso8601', legalText(compactDateTime(value), path));
  if (value instanceof XmlRpcUnreadable) throw new XmlRpcEncodeError(`${path} is not a value.`);
  if (isArray(value)) return value.map((item, index) => prepare(item, `${path}[${index}]`, depth + 1));

  const members: Record<string, unknown> = Object.create(null);
  for (const [name, member] of value) {
    members[legalText(name, `A member name of ${path}`)] = prepare(member, `${path}.${name}`, depth + 1);
  }
  return members;
};

const element = (tagName: string, text: string): CustomType => {
  const custom = new CustomType(text);
  custom.tagName = tagName;
  return custom;
};

const compactDateTime = ({ local }: XmlRpcDateTime): string => local.replaceAll('-', '');

const prepareNumber = (value: number, path: string): number => {
  if (!Number.isFinite(value)) throw new XmlRpcEncodeError(`${path} is not a finite number.`);
  if (Number.isInteger(value) && value !== (value | 0)) {
    throw new XmlRpcEncodeError(`${path} does not fit into 32 bits.`);
  }
  return value;
};

const legalText = (text: string, path: string): string => {
  if (illegalCharacters.test(text)) throw new XmlRpcEncodeError(`${path} has a character that XML does not allow.`);
  if (!text.isWellFormed()) throw new XmlRpcEncodeError(`${path} has half of a surrogate pair.`);
  return text;
};
