import type { Message, SendRequest } from '../../../client/index.ts';

/** The form of a message that is being written. */
export const emptyFields = {
  /** As pasted. */
  recipients: '',
  text: '',
  sender: '',
  reference: '',
  isFlash: false,
  /** `auto` or `smart`; empty: the account's default. */
  encoding: '',
  /** For how many seconds after it is due the message may be sent; empty: the account's default. */
  validFor: '',
  /** In local time, `2026-12-24T18:00`; empty: at once. */
  sendAt: '',
  /** If it is a copy of another message: that message's id and its status then. */
  againId: '',
  againStatus: '',
  /** What that message does not have any more. */
  lacksText: false,
  lacksNumber: false,
  /** The JSON of the request while its outcome is not known. It is stored before the request is made. */
  asked: '',
};

export type SendFields = typeof emptyFields;

/** The form for sending a message again. */
export const fieldsFrom = ({ id, status, to, text, sender, reference, type }: Message): SendFields => ({
  ...emptyFields,
  recipients: to.startsWith('+') ? to : '',
  text: text ?? '',
  sender: sender ?? '',
  reference: reference ?? '',
  isFlash: type === 'flash',
  againId: id,
  againStatus: status,
  lacksText: text === null,
  lacksNumber: !to.startsWith('+'),
});

export const isEmpty = ({ recipients, text, sender, reference, sendAt }: SendFields): boolean =>
  [recipients, text, sender, reference, sendAt].every((field) => field.trim() === '');

/** @param sendAt absent: at once */
export const requestFor = (fields: SendFields, to: readonly string[], sendAt: Date | undefined): SendRequest => ({
  to,
  text: fields.text,
  ...(fields.encoding === 'smart' && { encoding: 'smart' }),
  ...(fields.encoding === 'auto' && { encoding: 'auto' }),
  ...(fields.sender.trim() && { sender: fields.sender.trim() }),
  ...(fields.reference.trim() && { reference: fields.reference.trim() }),
  ...(fields.isFlash && { type: 'flash' }),
  ...(sendAt && { scheduledAt: sendAt.toISOString() }),
  ...validityOf(Number(fields.validFor), sendAt),
});

/** The form counts from when the message is due, but the API counts `validFor` from the request. */
const validityOf = (seconds: number, sendAt: Date | undefined): Pick<SendRequest, 'validFor' | 'validUntil'> => {
  if (!(seconds > 0)) return {};
  return sendAt ? { validUntil: new Date(sendAt.getTime() + seconds * 1_000).toISOString() } : { validFor: seconds };
};

/** The request made before the page was closed; `undefined`: it cannot be read. */
export const askedFor = ({ asked }: SendFields): SendRequest | undefined => {
  try {
    const request: unknown = JSON.parse(asked);
    return isRequest(request) ? request : undefined;
  } catch {
    return undefined;
  }
};

const isRequest = (value: unknown): value is SendRequest =>
  typeof value === 'object' && value !== null && 'to' in value && 'text' in value && typeof value.text === 'string';
