import type { Message, SendRequest } from '../../../client/index.ts';

/** A message that is being written, as its form has it. */
export const emptyFields = {
  /** As pasted. */
  recipients: '',
  text: '',
  sender: '',
  reference: '',
  isFlash: false,
  /** `auto`, `smart`; empty: as the account has it. */
  encoding: '',
  /** How many seconds it is worth sending, from when it is due; empty: as the account has it. */
  validFor: '',
  /** By the clocks where it is written, `2026-12-24T18:00`; empty: at once. */
  sendAt: '',
  /** The id of the message of which it is a copy, and the status that this had. */
  againId: '',
  againStatus: '',
  /** What is not kept of it. */
  lacksText: false,
  lacksNumber: false,
  /** The JSON of what was asked for, while nobody knows what came of it. It is written down before it is asked for. */
  asked: '',
};

export type SendFields = typeof emptyFields;

/** What is to be sent again. */
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

/** The API counts seconds from when it is asked, and they are meant from when it is due. */
const validityOf = (seconds: number, sendAt: Date | undefined): Pick<SendRequest, 'validFor' | 'validUntil'> => {
  if (!(seconds > 0)) return {};
  return sendAt ? { validUntil: new Date(sendAt.getTime() + seconds * 1_000).toISOString() } : { validFor: seconds };
};

/** What was asked for before the page was closed; `undefined`: it cannot be read. */
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
