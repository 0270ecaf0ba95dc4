import { illegalCharacters } from './charset.ts';
import { maxDepth, methodName } from './decode.ts';
import { XmlRpcEncodeError } from './errors.ts';
import { isArray, XmlRpcDateTime, XmlRpcNumber, XmlRpcUnreadable, type XmlRpcValue } from './value.ts';

/** Encodes a `<methodCall>`, to be sent as UTF-8. @throws XmlRpcEncodeError */
export const encodeCall = (method: string, params: readonly XmlRpcValue[]): string => {
  if (!methodName.test(method)) throw new XmlRpcEncodeError('The method name is not valid.');
  const list = params.map((value, index) => element('param', encodeValue(value, `params[${index}]`, 1))).join('');
  const call = element('methodName', method) + element('params', list);
  return `<?xml version="1.0" encoding="UTF-8"?>${element('methodCall', call)}`;
};

/** Encodes a `<methodResponse>`, to be sent as UTF-8. @throws XmlRpcEncodeError */
export const encodeResponse = (value: XmlRpcValue): string =>
  response(element('params', element('param', encodeValue(value, 'value', 1))));

/** Encodes a fault, to be sent as UTF-8. @throws XmlRpcEncodeError */
export const encodeFault = (code: number, string: string): string => {
  const fault = new Map<string, XmlRpcValue>([
    ['faultCode', code],
    ['faultString', string],
  ]);
  return response(element('fault', encodeValue(fault, 'fault', 1)));
};

const response = (content: string): string => `<?xml version="1.0"?>${element('methodResponse', content)}`;

const element = (name: string, content: string): string =>
  content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;

/** @param path names the value in an error */
const encodeValue = (value: XmlRpcValue, path: string, depth: number): string => {
  if (depth > maxDepth) throw new XmlRpcEncodeError(`${path} is nested more than ${maxDepth} levels deep.`);
  return element('value', encodeTyped(value, path, depth));
};

const encodeTyped = (value: XmlRpcValue, path: string, depth: number): string => {
  if (value === null) return '<nil/>';
  if (typeof value === 'boolean') return element('boolean', value ? '1' : '0');
  if (typeof value === 'number') return encodeNumber(value, path);
  if (value instanceof XmlRpcNumber) return encodeNumber(value.value, path);
  if (typeof value === 'string') return element('string', escaped(value, path));
  if (value instanceof Uint8Array) return element('base64', Buffer.from(value).toString('base64'));
  if (value instanceof XmlRpcDateTime) return element('dateTime.iso8601', escaped(compactDateTime(value), path));
  if (value instanceof XmlRpcUnreadable) throw new XmlRpcEncodeError(`${path} is not a value.`);
  if (isArray(value)) {
    const items = value.map((item, index) => encodeValue(item, `${path}[${index}]`, depth + 1));
    return element('array', element('data', items.join('')));
  }
  const members = [...value].map(([name, member]) => {
    const named = element('name', escaped(name, `A member name of ${path}`));
    return element('member', named + encodeValue(member, `${path}.${name}`, depth + 1));
  });
  return element('struct', members.join(''));
};

const compactDateTime = ({ local }: XmlRpcDateTime): string => local.replaceAll('-', '');

const encodeNumber = (value: number, path: string): string => {
  if (!Number.isFinite(value)) throw new XmlRpcEncodeError(`${path} is not a finite number.`);
  if (Number.isInteger(value) && value !== (value | 0)) {
    throw new XmlRpcEncodeError(`${path} does not fit into 32 bits.`);
  }
  return element(Number.isInteger(value) ? 'int' : 'double', String(value));
};

/** Also escapes carriage returns, because an XML reader turns a bare one into a line feed. */
const escaped = (text: string, path: string): string => {
  if (illegalCharacters.test(text)) throw new XmlRpcEncodeError(`${path} has a character that XML does not allow.`);
  if (!text.isWellFormed()) throw new XmlRpcEncodeError(`${path} has half of a surrogate pair.`);
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');
};
