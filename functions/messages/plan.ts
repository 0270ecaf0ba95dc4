import { createHmac } from 'node:crypto';
import { numbered } from './calls.ts';
import { chargeFor } from './charge.ts';
import type { FieldProblem } from './errors.ts';
import { derivedMessageId, newMessageId } from './ids.ts';
import { claimedBy, type Message, type MessageType, type Taken } from './message.ts';
import type { NumberRules } from './numbers.ts';
import type { Limits } from './ports.ts';
import { readRecipient, shownRecipient } from './recipient.ts';
import { senderProblem } from './sender.ts';
import { measureText, textProblem } from './text.ts';

/** What every door asks for, whatever its wire looks like. */
export interface SendRequest {
  readonly account: string;
  /** As the caller wrote them: in national or international form, or what is none at all, and gets no message. */
  readonly to: readonly unknown[];
  /** The one recipient came in a list: a problem names its place there as well. */
  readonly isListOfOne?: true;
  readonly text: string;
  readonly type: MessageType;
  readonly sender?: string;
  readonly scheduledAt?: Date;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Makes the request safe to repeat: scoped to the account. */
  readonly idempotencyKey?: string;
  /** Under a key: the door repeats it by itself until it knows what became of it. */
  readonly isRepeated?: boolean;
  /**
   * The request in its caller's own words, as a JSON value: without the account's defaults and our reading of numbers and
   * dates, which may be others when it is repeated. By this a repeated request is told from another one under the same key.
   */
  readonly asked: unknown;
}

/** What is allowed: the deployment's settings, narrowed by the account's. */
export interface SendRules extends NumberRules {
  readonly maxSegments: number;
  /** Whether messages are charged to the account's own credits. */
  readonly metered: boolean;
  /** Absent: any number of messages. */
  readonly limits?: Limits;
  /** Whether records keep the text after the hand-over; absent: they do. */
  readonly storeText?: boolean;
  /** Whether a message may be scheduled for any time; absent: a year ahead at most, for beyond that it is a slip. */
  readonly anyDate?: boolean;
}

/** A recipient that gets no message, and why. */
export interface Rejection {
  /** Position in the request's `to`. */
  readonly index: number;
  /** As it can be shown: see `shownRecipient`. */
  readonly to: string;
  readonly code: string;
  readonly detail: string;
}

/** A request, worked out: the records it will make, before anything is written or sent. */
export interface Plan {
  readonly messages: readonly Message[];
  readonly taken: Taken;
  /** Where each message's recipient stands in the request's `to`, by the message's id. */
  readonly indexes: ReadonlyMap<string, number>;
  readonly rejected: readonly Rejection[];
  /** Why the request cannot be carried out, if it is no replay. Without any, there are messages. */
  readonly problems: readonly FieldProblem[];
  /** Empty without an idempotency key. */
  readonly fingerprint: string;
}

/** Works out a request without asking the clock whether it is too late, and without refusing it: it may be a replay. */
export const planSend = (
  request: SendRequest,
  rules: SendRules,
  now: Date,
  attempt: string,
  newId: (now: Date) => string = newMessageId,
): Plan => {
  const { recipients, rejected } = readRecipients(request.to, rules);
  const taken: Taken = { recipients, isMetered: rules.metered };
  const key = request.idempotencyKey;
  const fingerprint = key === undefined ? '' : fingerprintOf(request.asked, key);
  const { encoding, segments } = measureText(request.text);
  const markOf = (index: number, place: number): Pick<Message, 'request'> => {
    const mark = { fingerprint, count: recipients.length, index };
    const isFirstOfSeveral = place === 0 && recipients.length > 1;
    return key === undefined ? {} : { request: { ...mark, ...(isFirstOfSeveral && { taken }) } };
  };
  const draft = ([index, to]: Taken['recipients'][number], place: number): Message => ({
    id: key === undefined ? newId(now) : derivedMessageId(request.account, key, place),
    account: request.account,
    to,
    text: request.text,
    ...(rules.storeText === false && { forgetsText: true }),
    type: request.type,
    ...(request.sender !== undefined && { sender: request.sender }),
    encoding,
    segments,
    ...(request.scheduledAt && { scheduledAt: request.scheduledAt.toISOString() }),
    ...(request.reference !== undefined && { reference: request.reference }),
    ...(request.metadata && { metadata: request.metadata }),
    ...claimedBy(attempt, now),
    ...chargeFor(segments, rules.metered),
    ...markOf(index, place),
  });
  const messages = numbered(recipients.map(draft));
  const indexes = new Map(messages.map(({ id }, place) => [id, recipients[place]?.[0] ?? place]));
  const problems = [...contentProblems(request, rules), ...recipientProblems(request, recipients.length > 0, rejected)];
  return { messages, taken, indexes, rejected, problems, fingerprint };
};

const contentProblems = (request: SendRequest, rules: SendRules): FieldProblem[] => {
  const problems: FieldProblem[] = [];
  const text = textProblem(request.text, rules.maxSegments);
  if (text !== undefined) problems.push({ field: ['text'], code: 'invalid_text', detail: text });
  const sender = request.sender === undefined ? undefined : senderProblem(request.sender);
  if (sender !== undefined) problems.push({ field: ['sender'], code: 'invalid_sender', detail: sender });
  return problems;
};

/** None while anybody can be reached: the others are told of beside what is sent. */
const recipientProblems = (
  { to, isListOfOne }: SendRequest,
  hasRecipients: boolean,
  rejected: readonly Rejection[],
): FieldProblem[] => {
  if (to.length === 0) return [{ field: ['to'], code: 'required', detail: 'Name at least one recipient.' }];
  if (hasRecipients) return [];
  return rejected.map(({ index, code, detail }) => ({
    field: isListOfOne || to.length > 1 ? ['to', index] : ['to'],
    code,
    detail,
  }));
};

const readRecipients = (to: readonly unknown[], rules: NumberRules) => {
  const seen = new Map<string, number>();
  const rejected: Rejection[] = [];
  for (const [index, input] of to.entries()) {
    const read = readRecipient(input, rules);
    if (!read.ok) rejected.push({ index, to: shownRecipient(input), code: read.code, detail: read.problem });
    else if (seen.has(read.number))
      rejected.push({
        index,
        to: shownRecipient(input),
        code: 'duplicate_recipient',
        detail: 'This recipient is listed more than once.',
      });
    else seen.set(read.number, index);
  }
  const recipients = [...seen].map(([number, index]) => [index, number] as const);
  return { recipients, rejected };
};

/**
 * Two requests under one idempotency key with the same fingerprint ask for the same. The key, which is not recorded,
 * keeps a text that is from being guessed by its fingerprint: there are only a million codes of six digits.
 */
const fingerprintOf = (asked: unknown, key: string): string =>
  createHmac('sha256', key).update(JSON.stringify(asked, inOneOrder)).digest('base64url');

/** The order of an object's members says nothing. */
const inOneOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
