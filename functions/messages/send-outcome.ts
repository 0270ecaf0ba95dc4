import { InsufficientCreditError, StoreUnavailableError } from './errors.ts';
import type { Message, Reason } from './message.ts';
import type { Plan, Rejection, SendRequest } from './plan.ts';
import { entryAt, shownRecipient } from './recipient.ts';
import type { Replacement } from './smart-encoding.ts';

export interface SendOutcome {
  readonly messages: readonly Message[];
  readonly rejected: readonly Rejection[];
  /** With smart encoding: what it replaced in the texts. */
  readonly replaced?: readonly Replacement[];
  /** An earlier request used this key. Only messages that it never recorded were sent now. */
  readonly replayed: boolean;
}

/** Why an acceptable recipient has no message. */
type Absence = Pick<Rejection, 'code' | 'detail'>;

/** The store did not confirm the record in time. Repeating the request may help. */
export const notRecorded: Absence = {
  code: 'not_recorded',
  detail:
    'The message was not handed over to the gateway, and may not have been recorded. If the request had an idempotency ' +
    'key, repeat the request. If not, send to this recipient alone.',
};

/**
 * The recipient was rejected when the request was first made, or the first run died and it is too late to continue it.
 */
export const notSent: Absence = {
  code: 'not_sent',
  detail: 'This request sent nothing to this recipient, and repeating it does not either. Use a new idempotency key.',
};

export const insufficientCredit: Reason = {
  code: 'insufficient_credit',
  text: "The account's credits do not cover this message. It was not sent.",
};

/**
 * The messages, and the recipients that have none. Each of these gets the reason why it is rejected now, or else the
 * reason from `absenceOf`.
 * @throws InsufficientCreditError when the account could pay none of the messages
 */
export const outcomeOf = (
  request: SendRequest,
  { indexes, rejected, replaced }: Plan,
  messages: readonly Message[],
  absenceOf: (index: number) => Absence,
): Omit<SendOutcome, 'replayed'> => {
  if (messages.length > 0 && messages.every(({ reason }) => reason?.code === insufficientCredit.code)) {
    throw new InsufficientCreditError(
      "The account's credits cover none of these messages, so none was sent. Send them again when the account has " +
        'credits, with a new idempotency key if the request had one.',
    );
  }
  const answered = new Set(messages.map(({ id, request: mark }) => mark?.index ?? indexes.get(id)));
  const rejectionAt = new Map(rejected.map((rejection) => [rejection.index, rejection]));
  return {
    messages,
    rejected: request.to.flatMap((_, index): readonly Rejection[] => {
      if (answered.has(index)) return [];
      const to = shownRecipient(entryAt(request, index).to);
      return [rejectionAt.get(index) ?? { index, to, ...absenceOf(index) }];
    }),
    ...(replaced && { replaced }),
  };
};

/** The error of a request that ends before anything is handed over. */
export const nothingHandedOver = () =>
  new StoreUnavailableError(
    'Nothing was handed over to the gateway, but the request may have been recorded. With an idempotency key it is safe ' +
      'to repeat it.',
  );
