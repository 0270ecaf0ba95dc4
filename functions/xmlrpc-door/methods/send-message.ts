import type { Account } from '../../accounts/account.ts';
import { InsufficientCreditError, InvalidRequestError, RateLimitedError } from '../../messages/errors.ts';
import { forgottenRecipient } from '../../messages/forget.ts';
import { suppressed } from '../../messages/gate.ts';
import type { Message } from '../../messages/message.ts';
import { readNumber } from '../../messages/numbers.ts';
import type { SendRequest, SendRules } from '../../messages/plan.ts';
import type { Send } from '../../messages/send.ts';
import { notRecorded, notSent, type SendOutcome } from '../../messages/send-outcome.ts';
import { measureText } from '../../messages/text.ts';
import { defaultValidity } from '../../messages/validity.ts';
import { codesOf, refusalCode } from '../../upstream/answer-codes.ts';
import { errorCode } from '../../upstream/codes.ts';
import type { Caller, Method } from '../method.ts';
import { formsOf } from '../number-forms.ts';
import { readDate, readOptionalText, readRecipients, readText } from '../params.ts';
import { instantOf } from '../schedule.ts';

interface Dependencies {
  readonly send: Send;
  readonly rules: (account: Account) => SendRules;
  /** For accounts without a sender of their own. */
  readonly defaultSender: string;
  readonly clock: () => Date;
}

/** This door reads every recipient as a text. */
interface RequestToTexts extends SendRequest {
  readonly to: readonly string[];
}

/** Follows the recipient in its entry: success and the message's id, or 0 and an error code. */
type Result = readonly [success: number, id: string] | readonly [failure: 0, errorCode: number];

/** Each recipient has its own result. One that is listed twice gets one message and has the same result twice. */
export const sendMessage = ({ send, rules: rulesOf, defaultSender, clock }: Dependencies): Method => {
  /** The document has no furthest date. */
  const rules = (account: Account): SendRules => ({ ...rulesOf(account), anyDate: true });

  /** A date in the past sends at once, even if it passes during the call. */
  const sendOnDate = async (
    request: SendRequest,
    date: Date | undefined,
    { account, deadline }: Caller,
  ): Promise<SendOutcome> => {
    const atOnce = () => send(request, rules(account), deadline);
    if (date === undefined || date <= clock()) return atOnce();
    return send({ ...request, scheduledAt: date }, rules(account), deadline).catch((error: unknown) => {
      if (error instanceof InvalidRequestError && date <= clock()) return atOnce();
      throw error;
    });
  };

  const resultsOf = async (
    request: RequestToTexts,
    date: Date | undefined,
    caller: Caller,
  ): Promise<ReadonlyMap<string, Result>> => {
    const { account } = caller;
    /** The same code for every valid recipient, because the request as a whole is rejected. */
    const all = (code: number) =>
      new Map<string, Result>(
        request.to.filter((to) => readNumber(to, rules(account)).ok).map((to) => [to, [0, code]]),
      );
    if (request.to.length === 0) return new Map();
    try {
      return readOutcome(await sendOnDate(request, date, caller), request.to, clock());
    } catch (error) {
      if (error instanceof InsufficientCreditError) return all(refusalCode('insufficient_credit'));
      if (error instanceof RateLimitedError) return all(refusalCode('rate_limited'));
      if (error instanceof InvalidRequestError) return all(contentCode(error, request.text, rules(account)));
      throw error;
    }
  };

  return {
    returns: 'array',
    parameters: [
      { name: 'dest', isList: true },
      { name: 'message' },
      { name: 'sender', isOptional: true },
      { name: 'date', isOptional: true },
      { name: 'type', isOptional: true },
    ],
    help:
      'Sends a message to one or more recipients. The result has an array for each recipient: the recipient, 1 (9 if ' +
      'scheduled) and the identifier; or the recipient, 0 and an error code. Optional are sender, date and type. The ' +
      'date is Europe/Zurich, such as "2006-12-06 20:05:00", or has an offset; if it is empty, invalid or past, the ' +
      'message is sent at once. The type is "text" or "flash".',
    call: async (caller, [dest, message, sender, date, type]) => {
      const { account, idempotencyKey } = caller;
      const asked = {
        dest: readRecipients(dest, 'dest'),
        message: readText(message, 'message'),
        sender: readOptionalText(sender, 'sender'),
        date: readDate(date, 'date'),
        type: readOptionalText(type, 'type'),
      };
      const numbers = asked.dest.map((recipient) => readRecipient(recipient, rules(account)));
      const sendAt = instantOf(asked.date);
      const validity = defaultValidity(account.validFor, clock(), sendAt);
      const request: RequestToTexts = {
        account: account.id,
        to: [...new Set(numbers)],
        text: asked.message,
        type: asked.type === 'flash' ? 'flash' : 'text',
        sender: (account.maySetSender === false ? '' : asked.sender) || (account.sender ?? defaultSender),
        ...(account.encoding === 'smart' && { isSmart: true }),
        ...(validity && { validity }),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        asked,
      };
      const results = await resultsOf(request, sendAt, caller);
      return asked.dest.map((recipient, index) => [
        recipient,
        ...(results.get(numbers[index] ?? '') ?? invalidRecipient),
      ]);
    },
  };
};

const invalidRecipient: Result = [0, refusalCode('invalid_recipient')];

/** The number in E.164. A reading that may be sent to goes first. What is not a number stays as it was given. */
const readRecipient = (recipient: string, rules: SendRules): string => {
  const readings = formsOf(recipient).map((form) => readNumber(form, rules));
  const best = readings.find(({ ok }) => ok) ?? readings.find(({ number }) => number !== undefined);
  return best?.number ?? recipient;
};

const readOutcome = (
  { messages, rejected }: SendOutcome,
  numbers: readonly string[],
  now: Date,
): ReadonlyMap<string, Result> =>
  new Map<string, Result>([
    ...messages.map((message) => [recipientOf(message, numbers), resultOf(message, now)] as const),
    ...rejected.map(
      ({ index, code }) =>
        [
          numbers[index] ?? '',
          code === notRecorded.code || code === notSent.code ? ([0, refusalCode(code)] as const) : invalidRecipient,
        ] as const,
    ),
  ]);

/** If a message has been forgotten since, its position in the call tells its recipient. */
const recipientOf = ({ to, request }: Message, numbers: readonly string[]): string =>
  to === forgottenRecipient ? (numbers[request?.index ?? -1] ?? to) : to;

/** A message that failed on its way, or has an unknown outcome, counts as sent: its status tells the rest. */
const resultOf = (message: Message, now: Date): Result => {
  const { id, status, reason, upstreamId } = message;
  const isSuppressed = status === 'canceled' && reason?.code === suppressed.reason.code;
  const hasEnded = status === 'failed' || status === 'expired' || isSuppressed;
  if (hasEnded && upstreamId === undefined) return [0, refusalCode(reason?.code)];
  if (status === 'canceled') return [0, errorCode.canceled];
  return [codesOf(message, now).error === errorCode.pending ? errorCode.pending : errorCode.ok, id];
};

/** The error code if the request as a whole cannot be sent. */
const contentCode = ({ problems }: InvalidRequestError, text: string, { maxSegments }: SendRules): number => {
  if (problems.some(({ code }) => code === suppressed.reason.code)) return refusalCode(suppressed.reason.code);
  const fields = new Set(problems.map(({ field: [name] }) => name));
  if (fields.has('text')) {
    if (text === '') return refusalCode('empty_message');
    return refusalCode(measureText(text).segments > maxSegments ? 'message_too_long' : 'format_error');
  }
  if (fields.has('sender')) return refusalCode('invalid_sender');
  return refusalCode(fields.has('scheduledAt') ? 'format_error' : undefined);
};
