import type { Reason } from '../messages/message.ts';
import { isArray, type XmlRpcValue } from '../xmlrpc/value.ts';
import { errorCode, failures, refusalOf } from './codes.ts';
import { GatewayProtocolError } from './errors.ts';

/*
 * The shapes of the gateway's replies. Its document, its example and its published clients differ in details; all that
 * any of them describes is understood, and everything else is a GatewayProtocolError.
 */

/** What became of one recipient's message. `to` is as the gateway writes it, absent where it cannot be read. */
export type SentEntry = SentOutcome & { readonly to?: string };

/** `unknown`: the entry tells neither success, with an id, nor failure. The message may have been sent. */
type SentOutcome =
  | { readonly accepted: true; readonly id: string; readonly scheduled: boolean }
  | { readonly accepted: false; readonly reason: Reason }
  | { readonly accepted: 'unknown' };

/** One message's state; `known` is false for an id that the gateway does not know. */
export type StatusEntry =
  | { readonly id: string; readonly known: false }
  | {
      readonly id: string;
      readonly known: true;
      /** From the table of error codes: how the message was taken. */
      readonly errorCode: number | undefined;
      /** From the table of status codes: how far it has come. */
      readonly statusCode: number | undefined;
      /** Only where the reply has the form with a struct. */
      readonly details: StatusDetails | undefined;
    };

/** The gateway's own record, given by the newer form of the reply. Dates are Europe/Zurich, as it writes them. */
export interface StatusDetails {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly length: number | undefined;
  readonly sentDate: string | undefined;
  readonly sentStatusText: string | undefined;
  readonly lastDate: string | undefined;
  readonly lastStatusText: string | undefined;
}

export interface CancelEntry {
  readonly id: string;
  readonly canceled: boolean;
}

/** An entry per recipient, in the order asked. One that makes no sense is `unknown`, and costs no other its id. */
export const readSent = (value: XmlRpcValue, recipients: readonly string[]): readonly SentEntry[] =>
  inOrderOf(recipients, readList(value, recipients.length).map(readSentEntry));

/** An entry per id, in the order asked. */
export const readStatuses = (value: XmlRpcValue, ids: readonly string[]): readonly StatusEntry[] =>
  byId(ids, readEntries(value, ids.length).map(readStatusEntry));

/** An entry per id, in the order asked. */
export const readCancellations = (value: XmlRpcValue, ids: readonly string[]): readonly CancelEntry[] =>
  byId(
    ids,
    readEntries(value, ids.length).map((entry) => {
      if (entry.length !== 2) throw shapeError('A cancellation is not a pair.');
      return { id: readId(entry[0]), canceled: readFlag(entry[1]) };
    }),
  );

export const readFlag = (value: XmlRpcValue | undefined): boolean => {
  if (value === true || value === 1) return true;
  if (value === false || value === 0) return false;
  throw shapeError('A boolean is missing from the reply.');
};

export const readText = (value: XmlRpcValue): string => {
  if (typeof value !== 'string') throw shapeError('The reply is not a string.');
  return value;
};

export const shapeError = (problem: string): GatewayProtocolError => new GatewayProtocolError(problem);

const failShape = (problem: string): never => {
  throw shapeError(problem);
};

const readList = (value: XmlRpcValue, count: number): readonly XmlRpcValue[] => {
  if (!isArray(value)) throw shapeError('The reply is not an array.');
  if (value.length !== count) throw shapeError(`The reply has ${value.length} entries instead of ${count}.`);
  return value;
};

const readEntries = (value: XmlRpcValue, count: number): readonly (readonly XmlRpcValue[])[] =>
  readList(value, count).map((entry) => (isArray(entry) ? entry : failShape('An entry of the reply is not an array.')));

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
  const code = status === true ? errorCode.ok : status === false || status === '' ? 0 : readCode(status);
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
const readStatusEntry = (entry: readonly XmlRpcValue[]): StatusEntry => {
  const id = readId(entry[0]);
  const [, state, statusCode] = entry;
  if (entry.length === 2 && state === false) return { id, known: false };
  if (entry.length === 2 && state instanceof Map) return readStatusStruct(id, state);
  if (entry.length !== 3) throw shapeError('An entry of the reply has neither a struct nor two codes.');
  return { id, known: true, ...readCodes(state, statusCode), details: undefined };
};

/** A message that is just being taken may lack one of the codes. */
const readCodes = (error: XmlRpcValue | undefined, status: XmlRpcValue | undefined) => {
  const [errorCode, statusCode] = [readOptionalCode(error), readOptionalCode(status)];
  if (errorCode === undefined && statusCode === undefined) throw shapeError('An entry of the reply has no code.');
  return { errorCode, statusCode };
};

const readOptionalCode = (value: XmlRpcValue | undefined): number | undefined => {
  if (value === undefined || value === null || value === false || value === '') return undefined;
  return readCode(value) ?? failShape('An entry of the reply has something else for a code.');
};

/** `sent_status` is what `send_message` answered, hence an error code; `last_status` is a status code. */
const readStatusStruct = (id: string, struct: ReadonlyMap<string, XmlRpcValue>): StatusEntry => {
  const text = (name: string): string | undefined => {
    const value = struct.get(name);
    return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
  };
  return {
    id,
    known: true,
    ...readCodes(struct.get('sent_status'), struct.get('last_status')),
    details: {
      from: text('from'),
      to: text('to'),
      length: readCode(struct.get('length')),
      sentDate: text('sent_date'),
      sentStatusText: text('sent_status_text'),
      lastDate: text('last_date'),
      lastStatusText: text('last_status_text'),
    },
  };
};

/** Ids and numbers come as strings, or as integers where the gateway's language took them for such. */
const idIn = (value: XmlRpcValue | undefined): string | undefined => {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
};

const readId = (value: XmlRpcValue | undefined): string =>
  idIn(value) ?? failShape('An entry of the reply has no usable id.');

const readCode = (value: XmlRpcValue | undefined): number | undefined => {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && /^[0-9]{1,9}$/.test(value) ? Number(value) : undefined;
};

/**
 * Entries follow the recipients' order, and may write a number in another form than ours. Where they are exactly the
 * recipients in another order, what they say outweighs where they stand. Where they are not, and one names another
 * recipient than that of its place, nobody can tell whose they are.
 */
const inOrderOf = (recipients: readonly string[], entries: readonly SentEntry[]): readonly SentEntry[] => {
  const waiting = Map.groupBy(entries, ({ to }) => to);
  const sorted = recipients.flatMap((recipient) => waiting.get(recipient)?.shift() ?? []);
  if (sorted.length === entries.length) return sorted;
  const asked = new Set(recipients);
  const isMisplaced = ({ to }: SentEntry, index: number) =>
    to !== undefined && to !== recipients[index] && asked.has(to);
  if (entries.some(isMisplaced)) throw shapeError('An entry names another recipient than the one in its place.');
  return entries;
};

/** Ids are the gateway's own, and come back as they were given. */
const byId = <T extends { readonly id: string }>(ids: readonly string[], entries: readonly T[]): readonly T[] => {
  const found = new Map(entries.map((entry) => [entry.id, entry]));
  return ids.map((id) => {
    const entry = found.get(id);
    if (entry === undefined) throw shapeError('The reply is about other messages than those asked for.');
    return entry;
  });
};
