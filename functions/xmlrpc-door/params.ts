import { illegalCharacters } from '../xmlrpc/charset.ts';
import { isArray, XmlRpcDateTime, type XmlRpcValue } from '../xmlrpc/value.ts';
import { InvalidParamsError } from './errors.ts';

/** More of them do not fit a call: each recipient and id is a record to write or read before the caller's time is up. */
const maxItems = 1000;

/**
 * A text in any of the forms that programs send: `<string>`, an untyped value, `<base64>` of UTF-8, or a number where
 * the program's language took the text for one, as Perl's does. Calls have the text of their numbers.
 * @throws InvalidParamsError
 */
export const readText = (value: XmlRpcValue | undefined, name: string): string => {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return readUtf8(value, name);
  throw new InvalidParamsError(`The parameter "${name}" must be a string.`);
};

/** A parameter that may be left out; `nil` and `false` are what some languages write for nothing. */
export const readOptionalText = (value: XmlRpcValue | undefined, name: string): string =>
  value === undefined || value === null || value === false ? '' : readText(value, name);

/** One text or an array of them. They come back in the reply, which cannot hold what XML cannot. */
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
 * One recipient or an array of them. An entry that is no text is read as an empty one, which no message can go to, and comes
 * back so: it does not sink the others.
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
 * A date as text, or as XML-RPC's own type, whose text is read in the same way. In the form of the specification it is
 * taken for the document's: by that, a call with an idempotency key is known again.
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
