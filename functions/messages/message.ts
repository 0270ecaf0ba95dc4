import type { Status } from '../contract/statuses.ts';
import { type History, historyEntry } from './history.ts';

export type MessageType = 'text' | 'flash';

/** The alphabet of the text: GSM 7-bit (the default alphabet with its extension table), or UCS-2. */
export type Encoding = 'gsm-7' | 'ucs-2';

/** Why a message has its status: a stable code, and a sentence for people. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

/** The record of one SMS to one recipient. Times are RFC 3339 in UTC. */
export interface Message {
  readonly id: string;
  readonly account: string;
  /** E.164, with the leading `+`. */
  readonly to: string;
  /** Absent once it has been forgotten. */
  readonly text?: string;
  /** The text is deleted at the hand-over, and never shown to anybody. */
  readonly forgetsText?: true;
  readonly type: MessageType;
  /** Absent: the upstream's default for the account. */
  readonly sender?: string;
  readonly encoding: Encoding;
  readonly segments: number;
  /** When it is to be sent; absent: at once. */
  readonly scheduledAt?: string;
  /** From this instant on it is not handed over; absent: no limit. */
  readonly validUntil?: string;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly status: Status;
  readonly reason?: Reason;
  /** The statuses it has had; absent on records of versions without a history. */
  readonly history?: History;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Grows with every change. Every write requires that the version it was computed from still stands. */
  readonly version: number;
  /** The upstream's id for it, once the upstream has answered. */
  readonly upstreamId?: string;
  /** The id of the run that claimed the record. It tells that run's repeated write from another run's. */
  readonly attempt: string;
  /** The number of its call, if its run makes several calls. Removed with the next status. See `Calls`. */
  readonly call?: number;
  /** Credits that the account was charged and has not got back; absent: none, or the account is not metered. */
  readonly charge?: number;
  /** The request it belongs to; only under an idempotency key. */
  readonly request?: RequestMark;
}

/** The members that all messages of a request share. */
export type Content = Pick<
  Message,
  'account' | 'forgetsText' | 'type' | 'sender' | 'scheduledAt' | 'validUntil' | 'reference' | 'metadata'
>;

/** Picks the shared members out of a message or request. */
export const contentOf = ({
  account,
  forgetsText,
  type,
  sender,
  scheduledAt,
  validUntil,
  reference,
  metadata,
}: Pick<Content, 'account' | 'type'> & { readonly [Name in keyof Content]?: Content[Name] | undefined }): Content => ({
  account,
  ...(forgetsText && { forgetsText }),
  type,
  ...(sender !== undefined && { sender }),
  ...(scheduledAt !== undefined && { scheduledAt }),
  ...(validUntil !== undefined && { validUntil }),
  ...(reference !== undefined && { reference }),
  ...(metadata && { metadata }),
});

/** The first members of a new record. Its run is about to hand it over. */
export const claimedBy = (
  attempt: string,
  now: Date,
): Pick<Message, 'status' | 'history' | 'createdAt' | 'updatedAt' | 'version' | 'attempt'> => {
  const at = now.toISOString();
  return { ...firstStatus('submitting', at), createdAt: at, updatedAt: at, version: 1, attempt };
};

export const firstStatus = (
  status: Status,
  at: string,
  reason?: Reason,
): Pick<Message, 'status' | 'reason' | 'history'> => ({
  status,
  ...(reason && { reason }),
  history: [historyEntry(status, at, reason)],
});

/** Ties the messages of one keyed request together: a replay finds them, and recognises a request that differs. */
export interface RequestMark {
  readonly fingerprint: string;
  /** How many messages the request has. Their ids are derived from its key and their position. */
  readonly count: number;
  /** The recipient's place in the request's `to`. */
  readonly index: number;
  /** Only on the first record of several, until all are recorded: what the others must be. */
  readonly taken?: Taken;
}

/** The recipients that get a message. The first run of a request decides this, once. */
export interface Taken {
  /** Each one's place in the request's `to`, and its number. The position in this list makes the message's id. */
  readonly recipients: readonly (readonly [index: number, to: string])[];
  /** Whether the messages are charged to the account's credits. */
  readonly isMetered: boolean;
  /**
   * Their texts use smart encoding. Kept because the account's default may have changed when the request is repeated.
   */
  readonly isSmart?: true;
}

/** Removes `taken` from a request's first record: it can be large, and every write of the record would pay for it. */
export const withoutTaken = (message: Message): Message => {
  if (message.request?.taken === undefined) return message;
  const { taken: _, ...request } = message.request;
  return { ...message, request };
};
