import type { Status } from '../contract/statuses.ts';
import { type History, historyEntry } from './history.ts';

export type MessageType = 'text' | 'flash';

/** How the text travels: GSM 7-bit default alphabet (with its extension table), or UCS-2. */
export type Encoding = 'gsm-7' | 'ucs-2';

/** Why a message has its status: a stable code of ours, and a sentence for people. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

/** One SMS to one recipient, as it is recorded. Times are RFC 3339 in UTC. */
export interface Message {
  readonly id: string;
  readonly account: string;
  /** E.164, with the leading `+`. */
  readonly to: string;
  /** Absent once it is forgotten. */
  readonly text?: string;
  /** The text is kept no longer than until the hand-over, and shown to nobody. */
  readonly forgetsText?: true;
  readonly type: MessageType;
  /** Absent: the upstream's default for the account. */
  readonly sender?: string;
  readonly encoding: Encoding;
  readonly segments: number;
  /** When the caller asked for it to be sent; absent: at once. */
  readonly scheduledAt?: string;
  /** From this instant on it is not handed over; absent: whenever. */
  readonly validUntil?: string;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly status: Status;
  readonly reason?: Reason;
  /** How it came to its status; absent on records of before there was one. */
  readonly history?: History;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Grows by one with every change; the precondition of every write. */
  readonly version: number;
  /** The upstream's own id, once it has answered. */
  readonly upstreamId?: string;
  /** Which run of the hand-over holds the record: tells our own repeated write from somebody else's. */
  readonly attempt: string;
  /** While it is being handed over with many others: which of its run's calls it is for. See `Calls`. */
  readonly call?: number;
  /** Credits that the account was charged for it and has not been given back; absent where it is not metered. */
  readonly charge?: number;
  /** On messages sent under an idempotency key: which request they belong to. */
  readonly request?: RequestMark;
}

/** What the messages of a request have in common: all that is neither one message's own nor what becomes of it. */
export type Content = Pick<
  Message,
  'account' | 'forgetsText' | 'type' | 'sender' | 'scheduledAt' | 'validUntil' | 'reference' | 'metadata'
>;

/** The content of something that has these members, and may have others. */
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

/** What every new record begins with: its run is about to hand it over. */
export const claimedBy = (
  attempt: string,
  now: Date,
): Pick<Message, 'status' | 'history' | 'createdAt' | 'updatedAt' | 'version' | 'attempt'> => {
  const at = now.toISOString();
  return { ...firstStatus('submitting', at), createdAt: at, updatedAt: at, version: 1, attempt };
};

/** The status that a record begins with. */
export const firstStatus = (
  status: Status,
  at: string,
  reason?: Reason,
): Pick<Message, 'status' | 'reason' | 'history'> => ({
  status,
  ...(reason && { reason }),
  history: [historyEntry(status, at, reason)],
});

/** Ties the messages of one keyed request together, so that a replay can find them and tell another body. */
export interface RequestMark {
  readonly fingerprint: string;
  /** Messages in the request; their ids are derived from its key and their position. */
  readonly count: number;
  /** Where the message's recipient stands in the request's `to`. */
  readonly index: number;
  /** On the first record of several, while it may be needed: what the others are to be. */
  readonly taken?: Taken;
}

/** Which of a request's recipients get a message: decided once, by the first run. */
export interface Taken {
  /** Where each stands in the request's `to`, and its number. The position here makes the message's id. */
  readonly recipients: readonly (readonly [index: number, to: string])[];
  /** Whether the messages are charged to the account's credits. */
  readonly isMetered: boolean;
  /** Their texts have smart encoding: the account's default may be another when the request is repeated. */
  readonly isSmart?: true;
}

/** The first record of a request without what the others are to be: it can be large, and each change would pay for it. */
export const withoutTaken = (message: Message): Message => {
  if (message.request?.taken === undefined) return message;
  const { taken: _, ...request } = message.request;
  return { ...message, request };
};
