import { fingerprintOf } from '../runtime/fingerprint.ts';
import { numbered } from './calls.ts';
import { chargeFor } from './charge.ts';
import type { FieldProblem } from './errors.ts';
import { derivedMessageId, newMessageId } from './ids.ts';
import {
  type Content,
  claimedBy,
  contentOf,
  type Message,
  type MessageType,
  type RequestMark,
  type Taken,
} from './message.ts';
import type { NumberRules } from './numbers.ts';
import type { Limits } from './ports.ts';
import { type Entry, entryAt, fieldOf, readRecipient, shownRecipient } from './recipient.ts';
import { senderProblem } from './sender.ts';
import { mergedReplacements, type Replacement } from './smart-encoding.ts';
import type { Validity } from './validity.ts';
import { type Wording, type Wordings, type Words, wordingsOf } from './wording.ts';

/** A request to send, as every door passes it on. */
export interface SendRequest extends Words {
  readonly account: string;
  /**
   * The recipients as the caller wrote them. They may be anything: one that is not a number gets no message. If they
   * are listed in `recipients`, each should be an object with `to` and `values`.
   */
  readonly to: readonly unknown[];
  /** The field that listed them, for problems; absent: `to`, which may have held a single recipient. */
  readonly listedIn?: 'to' | 'recipients';
  readonly type: MessageType;
  readonly sender?: string;
  readonly scheduledAt?: Date;
  readonly validity?: Validity;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Makes the request safe to repeat. Accounts do not share keys. */
  readonly idempotencyKey?: string;
  /** The door repeats the request, under its key, until it knows the outcome. */
  readonly isRepeated?: boolean;
  /**
   * The request as the caller wrote it, as a JSON value. It tells a repeated request from a different one under the
   * same key. So it leaves out the account's defaults and how textgate reads numbers and dates: these may change in
   * between.
   */
  readonly asked: unknown;
}

/** What an account may send: the deployment's settings, narrowed by the account's own. */
export interface SendRules extends NumberRules {
  readonly maxSegments: number;
  /** Whether messages are charged to the account's own credits. */
  readonly metered: boolean;
  /** Absent: no limit. */
  readonly limits?: Limits;
  /** Whether records keep the text after the hand-over; absent: they do. */
  readonly storeText?: boolean;
  /**
   * Whether a message may be scheduled for any time; absent: a year ahead at most, since a later time is likely a slip.
   */
  readonly anyDate?: boolean;
}

/** A recipient that gets no message, and why. */
export interface Rejection {
  /** Position in the request's `to` or `recipients`. */
  readonly index: number;
  /** As `shownRecipient` shows it. */
  readonly to: string;
  readonly code: string;
  readonly detail: string;
}

/** What a request comes to before anything is written or sent: the records it will make, or why it is rejected. */
export interface Plan {
  readonly messages: readonly Message[];
  readonly taken: Taken;
  /** The text for the recipient at this place of `to`, even if it is too long; `undefined`: it could not be filled. */
  readonly wordingAt: (index: number) => Wording | undefined;
  /** The place of each message's recipient in the request's `to`, by the message's id. */
  readonly indexes: ReadonlyMap<string, number>;
  readonly rejected: readonly Rejection[];
  /** With smart encoding: what it replaced in the texts. */
  readonly replaced?: readonly Replacement[];
  /** Why the request is rejected, unless it is a replay. If there are none, there are messages. */
  readonly problems: readonly FieldProblem[];
  /** The problems that say why no recipient gets a message. They are among `problems`. */
  readonly unreachable: readonly FieldProblem[];
  /** Empty without an idempotency key. */
  readonly fingerprint: string;
}

/** What a plan needs besides the request and the rules. */
export interface Planning {
  readonly now: Date;
  readonly attempt: string;
  /** Absent: random ids. */
  readonly newId?: ((now: Date) => string) | undefined;
  /** Recipients on the account's suppression list; absent: not looked up yet. */
  readonly suppressed?: ReadonlySet<string>;
}

/** Plans a request. It neither rejects the request nor checks its times, because the request may be a replay. */
export const planSend = (
  request: SendRequest,
  rules: SendRules,
  { now, attempt, newId = newMessageId, suppressed = nobody }: Planning,
): Plan => {
  const wordings = wordingsOf(request, rules.maxSegments);
  const entries = request.to.map((_, index) => entryAt(request, index));
  const { recipients, rejected } = readRecipients(entries, wordings, rules, suppressed);
  const taken: Taken = {
    recipients: recipients.map(({ index, to }) => [index, to] as const),
    isMetered: rules.metered,
    ...(request.isSmart && { isSmart: true }),
  };
  const key = request.idempotencyKey;
  const fingerprint = key === undefined ? '' : fingerprintOf(request.asked, key);
  const content = contentOf({
    ...request,
    forgetsText: rules.storeText === false ? true : undefined,
    scheduledAt: request.scheduledAt?.toISOString(),
    validUntil: request.validity?.until.toISOString(),
  });
  const markOf = (index: number, place: number): RequestMark => {
    const isFirstOfSeveral = place === 0 && recipients.length > 1;
    return { fingerprint, count: recipients.length, index, ...(isFirstOfSeveral && { taken }) };
  };
  const draft = ({ index, to, wording }: Recipient, place: number): Message => {
    const own = { to, content, wording, isMetered: rules.metered, attempt, now };
    if (key === undefined) return newMessage({ id: newId(now), ...own });
    return newMessage({ id: derivedMessageId(request.account, key, place), ...own, request: markOf(index, place) });
  };
  const messages = numbered(recipients.map(draft));
  const unreachable = recipientProblems(request, recipients.length > 0, rejected);
  const indexes = new Map(messages.map(({ id }, place) => [id, recipients[place]?.index ?? place]));
  return {
    messages,
    taken,
    wordingAt: (index) => wordings.for(entries[index]?.values).wording,
    indexes,
    rejected,
    ...(request.isSmart && { replaced: replacedIn(recipients) }),
    problems: [...contentProblems(request, wordings), ...unreachable],
    unreachable,
    fingerprint,
  };
};

const nobody: ReadonlySet<string> = new Set();

/** What a new message is made of. */
interface Draft {
  readonly id: string;
  readonly to: string;
  readonly content: Content;
  readonly wording: Wording;
  readonly isMetered: boolean;
  readonly attempt: string;
  readonly now: Date;
  readonly request?: RequestMark;
}

/** A message that the run is about to hand over. */
export const newMessage = ({ id, to, content, wording, isMetered, attempt, now, request }: Draft): Message => {
  const { text, encoding, segments } = wording;
  return {
    ...content,
    id,
    to,
    text,
    encoding,
    segments,
    ...claimedBy(attempt, now),
    ...chargeFor(segments, isMetered),
    ...(request && { request }),
  };
};

const contentProblems = (request: SendRequest, { problem }: Wordings): FieldProblem[] => {
  const problems: FieldProblem[] = [];
  if (problem !== undefined) problems.push({ field: ['text'], code: 'invalid_text', detail: problem });
  const sender = request.sender === undefined ? undefined : senderProblem(request.sender);
  if (sender !== undefined) problems.push({ field: ['sender'], code: 'invalid_sender', detail: sender });
  return problems;
};

/** Empty if any recipient gets a message: then the others are in `rejected`. */
const recipientProblems = (
  request: SendRequest,
  hasRecipients: boolean,
  rejected: readonly Rejection[],
): FieldProblem[] => {
  if (request.to.length === 0) return [{ field: ['to'], code: 'required', detail: 'Give at least one recipient.' }];
  return hasRecipients ? [] : problemsOf(request, rejected);
};

/** Rejected recipients as problems of the request. */
export const problemsOf = (request: SendRequest, rejected: readonly Rejection[]): FieldProblem[] =>
  rejected.map(({ index, code, detail }) => ({ field: fieldOf(request, index, code), code, detail }));

/** A recipient that gets a message. */
interface Recipient {
  readonly index: number;
  readonly to: string;
  readonly wording: Wording;
}

const readRecipients = (
  entries: readonly Entry[],
  wordings: Wordings,
  rules: NumberRules,
  suppressed: ReadonlySet<string>,
) => {
  const recipients = new Map<string, Recipient>();
  const rejected: Rejection[] = [];
  for (const [index, entry] of entries.entries()) {
    const reject = (code: string, detail: string) =>
      rejected.push({ index, to: shownRecipient(entry.to), code, detail });
    const read = readRecipient(entry, rules);
    if (!read.ok) {
      reject(read.code, read.problem);
      continue;
    }
    const to = read.number;
    if (suppressed.has(to)) {
      reject('suppressed', "The number is on the account's suppression list.");
      continue;
    }
    if (recipients.has(to)) {
      reject('duplicate_recipient', 'This number is in the list more than once. It gets one message.');
      continue;
    }
    const { wording, problem } = wordings.for(entry.values);
    // A problem that the text has for every recipient is reported once, not for each.
    if (problem !== undefined && wordings.problem === undefined) reject('invalid_values', problem);
    else if (wording !== undefined) recipients.set(to, { index, to, wording });
  }
  return { recipients: [...recipients.values()], rejected };
};

/** Counts each distinct text once, however many recipients it has. */
const replacedIn = (recipients: readonly Recipient[]): readonly Replacement[] =>
  mergedReplacements([...new Set(recipients.map(({ wording }) => wording))].map(({ replaced }) => replaced));
