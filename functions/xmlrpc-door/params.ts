import { illegalCharacters } from '../xmlrpc/charset.ts';
import { isArray, XmlRpcDateTime, type XmlRpcValue } from '../xmlrpc/value.ts';
import { InvalidParamsError } from './errors.ts';

/** Each recipient or id is a record to write or read within the time of the call, so there may not be more. */
const maxItems = 1000;

/**
 * A text in any form that programs send: `<string>`, an untyped value, `<base64>` of UTF-8, or a number, because
 * languages such as Perl send numeric texts as numbers. A decoded call keeps the text of its numbers.
 * @throws InvalidParamsError
 */
export const readText = (value: XmlRpcValue | undefined, name: string): string => {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return readUtf8(value, name);
  throw new InvalidParamsError(`The parameter "${name}" must be a string.`);
};

/** A parameter that may be left out. Some languages write `nil` or `false` instead. */
export const readOptionalText = (value: XmlRpcValue | undefined, name: string): string =>
  value === undefined || value === null || value === false ? '' : readText(value, name);

/** One text or an array of texts. The reply repeats them, so they must not have characters that XML does not allow. */
export const readTexts = (value: XmlRpcValue | undefined, name: string): readonly string[] => {
  const texts = isArray(value) ? value.map((item) => readText(item, name)) : [readText(value, name)];
  if (texts.length > maxItems)
    throw new InvalidParamsError(`The parameter "${name}" has more than ${maxItems} entries.`);
  if (texts.some((text) => illegalCharacters.test(text))) {
    throw new InvalidParamsError(`The parameter "${name}" has a character that XML does not allow.`);
  }
  return texts;
};

/**
 * One recipient or an array of recipients. An entry that is not a text is read as an empty recipient, which is rejected
 * alone and comes back empty. The others get their message.
 */
export const readRecipients = (value: XmlRpcValue | undefined, name: string): readonly string[] =>
  readTexts(isArray(value) ? value.map(textOrNone) : value, name);

const textOrNone = (value: XmlRpcValue): string => {
  try {
    return readText(value, '').replaceAll(new RegExp(illegalCharacters, 'g'), '');
  } catch (error) {
    if (error instanceof InvalidParamsError) return '';
    throw error;
  }
};

/**
 * A date as text, or as XML-RPC's own type, which is read as its text. The form of the XML-RPC specification becomes
 * the form of the document. So a call with an idempotency key has the same fingerprint in both forms.
 */
export const readDate = (value: XmlRpcValue | undefined, name: string): string =>
  value instanceof XmlRpcDateTime ? value.local.replace(/^([0-9-]{10})T/, '$1 ') : readOptionalText(value, name);

const readUtf8 = (bytes: Uint8Array, name: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InvalidParamsError(`The base64 of the parameter "${name}" is not UTF-8.`);
  }
};
