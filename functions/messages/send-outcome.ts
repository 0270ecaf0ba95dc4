import { InsufficientCreditError, StoreUnavailableError } from './errors.ts';
import type { Message, Reason } from './message.ts';
import type { Plan, Rejection, SendRequest } from './plan.ts';
import { entryAt, shownRecipient } from './recipient.ts';
import type { Replacement } from './smart-encoding.ts';

export interface SendOutcome {
  readonly messages: readonly Message[];
  readonly rejected: readonly Rejection[];
  /** With smart encoding: what was replaced in the texts. */
  readonly replaced?: readonly Replacement[];
  /** An earlier request had used this key. Only messages that it never recorded were sent now. */
  readonly replayed: boolean;
}

/** Why there is no message for a recipient that nothing is wrong with. */
type Absence = Pick<Rejection, 'code' | 'detail'>;

/** The store did not tell in time whether it took it: the same request again may do. */
export const notRecorded: Absence = {
  code: 'not_recorded',
  detail:
    'The message was not handed over to the gateway. Whether it was recorded is not known. With an idempotency key it is ' +
    'safe to repeat the request; without one, send to this recipient alone.',
};

/** It was refused when the request was first made, or that run died and cannot be gone on with. */
export const notSent: Absence = {
  code: 'not_sent',
  detail:
    'This request has sent nothing to this recipient, and does not when it is repeated. Use a new idempotency key.',
};

/** Why a message has failed that its account could not pay. */
export const insufficientCredit: Reason = {
  code: 'insufficient_credit',
  text: "The account's credits do not cover this message. It was not sent.",
};

/**
 * The messages as they stand, and the recipients that have none. What is said of those is why they are refused today, or, if
 * they are not, why they are absent.
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
      "The account's credits cover none of these messages, and none was sent. Once there are credits, send them anew: " +
        'with a new idempotency key, if they had one.',
    );
  }
  const answered = new Set(messages.map(({ id, request: mark }) => mark?.index ?? indexes.get(id)));
  const refused = new Map(rejected.map((rejection) => [rejection.index, rejection]));
  return {
    messages,
    rejected: request.to.flatMap((_, index): readonly Rejection[] => {
      if (answered.has(index)) return [];
      const to = shownRecipient(entryAt(request, index).to);
      return [refused.get(index) ?? { index, to, ...absenceOf(index) }];
    }),
    ...(replaced && { replaced }),
  };
};

/** For a request that ends before anything is handed over. */
export const nothingHandedOver = () =>
  new StoreUnavailableError(
    'Nothing was handed over to the gateway. Whether the request was recorded is not known. With an idempotency key it ' +
      'is safe to repeat.',
  );
