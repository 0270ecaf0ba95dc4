import { isDeepStrictEqual } from 'node:util';
import type { Reason } from '../messages/message.ts';
import { isArray, XmlRpcNumber, type XmlRpcValue } from '../xmlrpc/value.ts';
import { errorCode, failures, refusalOf } from './codes.ts';
import { UpstreamProtocolError } from './errors.ts';

/*
 * The shapes of the upstream's replies. The upstream's document, its example and its published clients differ in
 * details. This module understands all that any of them describes. Everything else is an UpstreamProtocolError.
 */

/** The answer for one recipient. `to` is the number as the upstream writes it; absent: it cannot be read. */
export type SentEntry = SentOutcome & { readonly to?: string };

/** `unknown`: the entry says neither success with an id nor failure. The message may have been sent. */
type SentOutcome =
  | { readonly accepted: true; readonly id: string; readonly scheduled: boolean }
  | { readonly accepted: false; readonly reason: Reason }
  | { readonly accepted: 'unknown'; readonly cause?: Error };

/** The state of one message. `known` is false if the upstream does not know the id. */
export type StatusEntry =
  | { readonly id: string; readonly known: false }
  | {
      readonly id: string;
      readonly known: true;
      /** From the table of error codes: whether the upstream accepted the message. */
      readonly errorCode: number | undefined;
      /** From the table of status codes: how far it has come. */
      readonly statusCode: number | undefined;
      /** When it changed last, in Europe/Zurich time as the upstream writes it; only in replies with a struct. */
      readonly lastDate: string | undefined;
    };

export interface CancelEntry {
  readonly id: string;
  readonly canceled: boolean;
}

/**
 * One entry per recipient, in the order asked. An entry that makes no sense is `unknown`; the others keep their ids.
 */
export const readSent = (value: XmlRpcValue, recipients: readonly string[]): readonly SentEntry[] =>
  inOrderOf(recipients, readSentEntries(readList(value), recipients.length));

/** An entry for each id that the reply mentions, in the order asked. */
export const readStatuses = (value: XmlRpcValue, ids: readonly string[]): readonly StatusEntry[] =>
  byId(ids, readList(value), readStatusEntry);

/** An entry for each id that the reply mentions, in the order asked. */
export const readCancellations = (value: XmlRpcValue, ids: readonly string[]): readonly CancelEntry[] =>
  byId(ids, readList(value), (id, rest) => {
    if (rest.length !== 1) throw shapeError('A cancellation is not a pair.');
    return { id, canceled: readFlag(rest[0]) };
  });

export const readFlag = (value: XmlRpcValue | undefined): boolean => {
  const flag = typeof value === 'boolean' ? value : numberIn(value);
  if (flag === true || flag === 1) return true;
  if (flag === false || flag === 0) return false;
  throw shapeError('A boolean is missing from the reply.');
};

export const readCredits = (value: XmlRpcValue): number => {
  const credits = numberIn(value);
  if (!Number.isSafeInteger(credits) || credits === undefined) throw shapeError('The reply is not an integer.');
  return credits;
};

export const readAccountStatus = (value: XmlRpcValue): 'regular' | 'free' => {
  if (value !== 'regular' && value !== 'free') throw shapeError('The reply is not an account status.');
  return value;
};

export const readGuid = (value: XmlRpcValue): string =>
  readMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, value);

export const readDigits = (value: XmlRpcValue): string => readMatching(/^[0-9]{1,20}$/, value);

const readMatching = (pattern: RegExp, value: XmlRpcValue): string => {
  const text = textIn(value);
  if (text === undefined || !pattern.test(text)) throw shapeError('The reply does not have the expected form.');
  return text;
};

const shapeError = (problem: string): UpstreamProtocolError => new UpstreamProtocolError(problem);

const failShape = (problem: string): never => {
  throw shapeError(problem);
};

const readList = (value: XmlRpcValue): readonly XmlRpcValue[] =>
  isArray(value) ? value : failShape('The reply is not an array.');

/** If an entry is missing or there is one too many, nobody knows to which recipients the others belong. */
const readSentEntries = (entries: readonly XmlRpcValue[], count: number): readonly SentEntry[] => {
  if (entries.length !== count) throw shapeError(`The reply has ${entries.length} entries instead of ${count}.`);
  return entries.map(readSentEntry);
};

/** `[recipient, status, id]`, or `[recipient, falsy, error code]` when the message was refused. */
const readSentEntry = (value: XmlRpcValue): SentEntry => {
  const entry = isArray(value) ? value : [];
  const [to, status, idOrCode] = entry;
  const recipient = idIn(to);
  return {
    ...(recipient !== undefined && { to: recipient }),
    ...(entry.length === 3 ? readSentOutcome(status, idOrCode) : { accepted: 'unknown' }),
  };
};

const readSentOutcome = (status: XmlRpcValue | undefined, idOrCode: XmlRpcValue | undefined): SentOutcome => {
  const code = status === true ? errorCode.ok : status === false || isBlank(status) ? 0 : readCode(status);
  if (code === errorCode.ok || code === errorCode.pending) {
    const id = idIn(idOrCode);
    return id === undefined ? { accepted: 'unknown' } : { accepted: true, id, scheduled: code === errorCode.pending };
  }
  const isRefusal = code !== undefined && (code === errorCode.canceled || failures.has(code));
  const refusal = isRefusal ? code : code === 0 ? readCode(idOrCode) : undefined;
  return refusal === undefined || refusal === errorCode.ok || refusal === errorCode.pending
    ? { accepted: 'unknown' }
    : { accepted: false, reason: refusalOf(refusal) };
};

/** `[id, struct]`, `[id, error code, status code]` or `[id, false]`. */
const readStatusEntry = (id: string, [state, statusCode, ...surplus]: readonly XmlRpcValue[]): StatusEntry => {
  if (statusCode === undefined && state === false) return { id, known: false };
  if (statusCode === undefined && state instanceof Map) return readStatusStruct(id, state);
  if (statusCode === undefined || surplus.length > 0) {
    throw shapeError('An entry of the reply has neither a struct nor two codes.');
  }
  return { id, known: true, ...readCodes(state, statusCode), lastDate: undefined };
};

/** A message that the upstream has just received may lack one of the codes. */
const readCodes = (error: XmlRpcValue | undefined, status: XmlRpcValue | undefined) => {
  const [errorCode, statusCode] = [readOptionalCode(error), readOptionalCode(status)];
  if (errorCode === undefined && statusCode === undefined) throw shapeError('An entry of the reply has no code.');
  return { errorCode, statusCode };
};

const readOptionalCode = (value: XmlRpcValue | undefined): number | undefined => {
  if (value === undefined || value === null || value === false || isBlank(value)) return undefined;
  return readCode(value) ?? failShape('An entry of the reply has something else for a code.');
};

/** `sent_status` is the error code that `send_message` answered. `last_status` is a status code. */
const readStatusStruct = (id: string, struct: ReadonlyMap<string, XmlRpcValue>): StatusEntry => ({
  id,
  known: true,
  ...readCodes(struct.get('sent_status'), struct.get('last_status')),
  lastDate: textIn(struct.get('last_date')),
});

/**
 * An id or a phone number as the upstream writes it, as opaque text. It may come as an integer, if the upstream's
 * language took it for one. Blanks, zero and negative numbers are not ids: programming languages use them for "none".
 */
const idIn = (value: XmlRpcValue | undefined): string | undefined => {
  if (value === undefined || isBlank(value)) return undefined;
  const number = numberIn(value);
  return number !== undefined && number <= 0 ? undefined : textIn(value);
};

const textIn = (value: XmlRpcValue | undefined): string | undefined => {
  if (value instanceof XmlRpcNumber) return value.text;
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
};

const numberIn = (value: XmlRpcValue | undefined): number | undefined => {
  if (value instanceof XmlRpcNumber) return value.value;
  return typeof value === 'number' ? value : undefined;
};

const isBlank = (value: XmlRpcValue | undefined): boolean => typeof value === 'string' && value.trim() === '';

const readCode = (value: XmlRpcValue | undefined): number | undefined => {
  const number = numberIn(value);
  if (number !== undefined) return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
  return typeof value === 'string' && /^\s*[0-9]{1,9}\s*$/.test(value) ? Number(value) : undefined;
};

/**
 * Entries follow the order of the recipients, and may write a number in another form. If they name exactly the
 * recipients in another order, the names count. Otherwise, if an entry names a recipient of another place, nobody can
 * tell to whom the entries belong. An entry that names a number that was not asked for is not about the recipient in
 * its place.
 */
const inOrderOf = (recipients: readonly string[], entries: readonly SentEntry[]): readonly SentEntry[] => {
  const waiting = Map.groupBy(entries, ({ to }) => to);
  const sorted = recipients.flatMap((recipient) => waiting.get(recipient)?.shift() ?? []);
  if (sorted.length === entries.length) return sorted;
  const asked = new Set(recipients);
  const isMisplaced = ({ to }: SentEntry, index: number) =>
    to !== undefined && to !== recipients[index] && asked.has(to);
  if (entries.some(isMisplaced)) throw shapeError('An entry names another recipient than the call has in its place.');
  return entries.map((entry, index) => (mayBeOf(recipients[index] ?? '', entry) ? entry : ofSomebodyElse(entry)));
};

/** The last digits of a number stay the same in each of its forms: `079…`, `+4179…`, `004179…`. */
const digitsOfEveryForm = 7;

/** An entry with characters that no number has, such as a masked number, names nobody, so its place counts. */
const mayBeOf = (recipient: string, { to = '' }: SentEntry): boolean => {
  if (!/^[0-9+()/.\s-]*$/.test(to)) return true;
  // Some languages write a float as `41791112233.0`.
  const digits = to.replace(/\.0$/, '').replaceAll(/[^0-9]/g, '');
  return digits.endsWith(recipient.slice(-digitsOfEveryForm)) || recipient.endsWith(digits.slice(-digitsOfEveryForm));
};

const ofSomebodyElse = ({ to }: SentEntry): SentEntry => ({ ...(to !== undefined && { to }), accepted: 'unknown' });

/**
 * Finds the entries of ids by their names: ids come back as the upstream gave them. If an entry is missing, unreadable
 * or names another id, only that id has no entry. Neither has an id with two entries that differ.
 * @throws UpstreamProtocolError if the reply has an entry for none of the ids
 */
const byId = <T>(
  ids: readonly string[],
  entries: readonly XmlRpcValue[],
  read: (id: string, rest: readonly XmlRpcValue[]) => T,
): readonly T[] => {
  const named = Map.groupBy(entries.filter(isArray), ([id]) => idIn(id));
  let problem = shapeError('The reply is about other messages than those asked for.');
  const found = ids.flatMap((id): T[] => {
    try {
      const [entry, ...others] = (named.get(id) ?? []).map(([, ...rest]) => read(id, rest));
      const isClear = entry !== undefined && others.every((other) => isDeepStrictEqual(other, entry));
      return isClear ? [entry] : [];
    } catch (error) {
      if (!(error instanceof UpstreamProtocolError)) throw error;
      problem = error;
      return [];
    }
  });
  if (found.length === 0 && ids.length > 0) throw problem;
  return found;
};
