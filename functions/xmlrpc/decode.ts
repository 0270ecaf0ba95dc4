import { decodeText } from './charset.ts';
import { XmlRpcDecodeError } from './errors.ts';
import { MarkupReader } from './markup.ts';
import { asText, asValues, asWritten, type ScalarReading } from './scalars.ts';
import type { XmlRpcValue } from './value.ts';

export interface DecodeOptions {
  /** The document's Content-Type, for its `charset`. */
  readonly contentType?: string | undefined;
  /** The charset of a document that declares none and is not UTF-8; absent: such a document is an error. */
  readonly undeclaredCharset?: 'iso-8859-15';
  /** Whether a document that is valid UTF-8 is read as UTF-8 even if it declares an unknown charset, or us-ascii. */
  readonly believesUtf8?: boolean;
  /** Default 1 MiB. */
  readonly maxBytes?: number;
}

interface ResponseOptions extends DecodeOptions {
  /**
   * Whether numbers keep the text they were written in, as `XmlRpcNumber`. Then a malformed scalar is no error: it
   * becomes an `XmlRpcUnreadable`, or its text if that may be an id.
   */
  readonly keepsNumbersText?: boolean;
}

export type XmlRpcResponse =
  | { readonly kind: 'value'; readonly value: XmlRpcValue }
  | { readonly kind: 'fault'; readonly code: number; readonly string: string };

export interface XmlRpcCall {
  readonly method: string;
  /** Numbers are the text they were written in. A time that is not in the specification's form keeps its text, too. */
  readonly params: readonly XmlRpcValue[];
}

const defaultMaxBytes = 1024 * 1024;
/** How deep values may be nested. A scalar in an array has depth two. */
export const maxDepth = 16;

/** Decodes a `<methodResponse>`. @throws XmlRpcDecodeError */
export const decodeResponse = (bytes: Uint8Array, options: ResponseOptions = {}): XmlRpcResponse => {
  const reader = readerOf(bytes, options);
  reader.expectOpen('methodResponse');
  const response = readResponse(reader, options.keepsNumbersText === true ? asWritten : asValues);
  reader.expectClose('methodResponse');
  reader.expectEnd();
  return response;
};

/** Decodes a `<methodCall>`. @throws XmlRpcDecodeError */
export const decodeCall = (bytes: Uint8Array, options: DecodeOptions = {}): XmlRpcCall => {
  const reader = readerOf(bytes, options);
  reader.expectOpen('methodCall');
  reader.expectOpen('methodName');
  const method = reader.readContent('methodName').trim();
  if (!methodName.test(method)) reader.fail('The method name is not valid');
  const params = readParams(reader);
  reader.expectEnd();
  return { method, params };
};

/** The characters that the specification allows in a method's name. */
export const methodName = /^[\w.:/]+$/;

const readerOf = (bytes: Uint8Array, { maxBytes = defaultMaxBytes, ...charset }: DecodeOptions): MarkupReader => {
  if (bytes.byteLength > maxBytes)
    throw new XmlRpcDecodeError('structure', `The document is larger than ${maxBytes} bytes`, 0);
  return new MarkupReader(decodeText(bytes, charset));
};

const readResponse = (reader: MarkupReader, reading: ScalarReading): XmlRpcResponse => {
  reader.nextTag();
  if (reader.opens('params')) {
    reader.expectOpen('param');
    const value = readParam(reader, reading);
    reader.expectClose('params');
    return { kind: 'value', value };
  }
  reader.expect(reader.opens('fault'), '<params> or <fault>');
  reader.nextTag();
  const fault = readValue(reader, asValues, 1);
  reader.expectClose('fault');
  if (!(fault instanceof Map)) reader.fail('The fault is not a struct');
  const code: unknown = fault.get('faultCode');
  const string: unknown = fault.get('faultString');
  if (typeof code !== 'number' || !Number.isInteger(code)) reader.fail('The fault has no integer faultCode');
  if (typeof string !== 'string') reader.fail('The fault has no faultString');
  return { kind: 'fault', code, string };
};

/** Reads the optional `<params>` of a call, and the closing tag of the call. */
const readParams = (reader: MarkupReader): readonly XmlRpcValue[] => {
  const params: XmlRpcValue[] = [];
  reader.nextTag();
  if (reader.opens('params')) {
    for (reader.nextTag(); !reader.closes('params'); reader.nextTag()) {
      reader.expect(reader.opens('param'), '<param>');
      params.push(readParam(reader, asText));
    }
    reader.nextTag();
  } else if (reader.isEmptyOf('params')) reader.nextTag();
  reader.expect(reader.closes('methodCall'), '</methodCall>');
  return params;
};

/** Reads what follows `<param>`. */
const readParam = (reader: MarkupReader, reading: ScalarReading): XmlRpcValue => {
  reader.nextTag();
  const value = readValue(reader, reading, 1);
  reader.expectClose('param');
  return value;
};

/** Reads the rest of a value, after its first tag. */
const readValue = (reader: MarkupReader, reading: ScalarReading, depth: number): XmlRpcValue => {
  if (depth > maxDepth) reader.fail(`The values are nested more than ${maxDepth} levels deep`);
  if (reader.isEmptyOf('value')) return '';
  reader.expect(reader.opens('value'), '<value>');
  const untyped = reader.readText();
  reader.readTag();
  if (reader.closes('value')) return untyped;
  if (/[^ \t\n]/.test(untyped)) reader.fail('This value has both text and an element');
  const value = readTyped(reader, reading, depth);
  reader.expectClose('value');
  return value;
};

/** Reads the rest of the element inside a value, after its first tag. */
const readTyped = (reader: MarkupReader, reading: ScalarReading, depth: number): XmlRpcValue => {
  const { name, isEmpty } = reader;
  if (reader.closes(name)) reader.fail('This closing tag has no opening tag');
  switch (name) {
    case 'string':
      return isEmpty ? '' : reader.readContent(name);
    case 'int':
    case 'i4':
    case 'i8':
    case 'i1':
    case 'i2':
    case 'ex:i1':
    case 'ex:i2':
    case 'ex:i8':
    case 'ex:biginteger':
      return readScalar(reader, name, reading.integer);
    case 'boolean':
      return readScalar(reader, name, reading.boolean);
    case 'double':
    case 'ex:float':
    case 'ex:bigdecimal':
      return readScalar(reader, name, reading.double);
    case 'dateTime.iso8601':
      return readScalar(reader, name, reading.dateTime);
    case 'base64':
      return readScalar(reader, name, reading.base64);
    case 'nil':
    case 'ex:nil':
      if (!isEmpty) reader.expectClose(name);
      return null;
    case 'struct':
      return isEmpty ? new Map() : readStruct(reader, reading, depth);
    case 'array':
      return readArray(reader, reading, depth);
    default:
      if (reading.unknown === undefined) return reader.fail('This type of value is unknown');
      return readScalar(reader, name, reading.unknown);
  }
};

const readScalar = <T>(reader: MarkupReader, name: string, parse: (text: string) => T | undefined): T => {
  const value = parse(reader.isEmpty ? '' : reader.readContent(name).trim());
  return value === undefined ? reader.fail(`The content before this point is not a valid <${name}>`) : value;
};

const readStruct = (reader: MarkupReader, reading: ScalarReading, depth: number): XmlRpcValue => {
  const members = new Map<string, XmlRpcValue>();
  for (reader.nextTag(); !reader.closes('struct'); reader.nextTag()) {
    reader.expect(reader.opens('member'), '<member>');
    reader.nextTag();
    reader.expect(reader.opens('name') || reader.isEmptyOf('name'), '<name>');
    const name = reader.isEmpty ? '' : reader.readContent('name');
    if (members.has(name)) reader.fail('This member is in the struct twice');
    reader.nextTag();
    members.set(name, readValue(reader, reading, depth + 1));
    reader.expectClose('member');
  }
  return members;
};

const readArray = (reader: MarkupReader, reading: ScalarReading, depth: number): XmlRpcValue => {
  const items: XmlRpcValue[] = [];
  if (reader.isEmpty) return items;
  reader.nextTag();
  if (reader.closes('array')) return items;
  if (!reader.isEmptyOf('data')) {
    reader.expect(reader.opens('data'), '<data>');
    for (reader.nextTag(); !reader.closes('data'); reader.nextTag()) items.push(readValue(reader, reading, depth + 1));
  }
  reader.expectClose('array');
  return items;
};
