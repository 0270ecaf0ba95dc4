import { Readable } from 'node:stream';
import xmlrpc from 'xmlrpc';
import Deserializer from 'xmlrpc/lib/deserializer.js';
import serializer from 'xmlrpc/lib/serializer.js';

/** What a parameter of a call may be here, `<base64>` being read as UTF-8 text. */
export type Parameter = string | number | boolean | null | Parameter[];

export interface Call {
  readonly method: string;
  readonly params: readonly Parameter[];
}

export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };

export type Answer =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'fault'; readonly code: number; readonly text: string };

/** Fault codes in use among XML-RPC servers ("Specification for Fault Code Interoperability", Dan Libby 2001). */
export const faultCodes = { notWellFormed: -32700, unknownMethod: -32601, invalidParams: -32602 } as const;

/**
 * Reads a call with the `xmlrpc` package, so that the other end of the product's wire is never the product's own codec.
 *
 * @throws Error if the package cannot read it, or if a type is in no method of the gateway's document.
 */
export const decodeCall = async (body: Buffer): Promise<Call> => {
  const document = Readable.from([Buffer.from(decodeText(body))], { objectMode: false });
  return await new Promise((resolve, reject) => {
    new Deserializer().deserializeMethodCall(document, (error, method, params) => {
      if (error) return reject(error);
      try {
        resolve({ method, params: params.map(toParameter) });
      } catch (problem) {
        reject(problem);
      }
    });
  });
};

export const encodeAnswer = (answer: Answer): string =>
  answer.kind === 'value'
    ? serializer.serializeMethodResponse(wrapStrings(answer.value))
    : serializer.serializeFault({ faultCode: answer.code, faultString: answer.text });

/** The published clients' own words: UTF-8 or US-ASCII is taken as it is, ISO-8859-15 is converted. */
const decodeText = (body: Buffer): string => {
  const declared = /^<\?xml[^>]*\sencoding=["']([\w-]+)["']/.exec(body.toString('latin1', 0, 200))?.[1];
  if (declared !== undefined && !/^(utf-?8|us-ascii)$/i.test(declared)) return new TextDecoder(declared).decode(body);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return new TextDecoder('iso-8859-15').decode(body);
  }
};

const toParameter = (value: unknown): Parameter => {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (Array.isArray(value)) return value.map(toParameter);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  throw new Error('A parameter has a type that no method takes.');
};

/** Has the package escape entities; its plain strings go into CDATA, which a text with `]]>` breaks out of. */
class EscapedString extends xmlrpc.CustomType {
  override tagName = 'string';
}

const wrapStrings = (value: Value): unknown => {
  if (typeof value === 'string') return new EscapedString(value);
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(wrapStrings);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wrapStrings(member)]));
};

/** `Array.isArray` does not narrow readonly arrays. */
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
