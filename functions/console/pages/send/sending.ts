import { ApiError, IdempotencyKeyReusedError, type SendReply, type SendRequest } from '../../../client/index.ts';
import { isRefusal } from '../../connection.ts';

/** The state of sending a form. */
export type Sending =
  | { readonly at: 'writing' /** Why nothing was sent. */; readonly error?: unknown }
  | { readonly at: 'sending'; readonly request: SendRequest; readonly isRepeated: boolean }
  /** It is not known whether the message was sent. Only the same request may be made under its key. */
  | {
      readonly at: 'unknown';
      readonly request: SendRequest /** Absent: the page was closed. */;
      readonly error?: unknown;
    }
  | { readonly at: 'sent'; readonly request: SendRequest; readonly reply: SendReply };

export type Step =
  | { readonly is: 'pressed'; readonly request: SendRequest }
  | { readonly is: 'answered'; readonly reply: SendReply }
  | { readonly is: 'failed'; readonly error: unknown }
  | { readonly is: 'anew' };

export const firstState = (sent: SendRequest | undefined): Sending =>
  sent === undefined ? { at: 'writing' } : { at: 'unknown', request: sent };

/** A step that does not fit a state, such as a second press of the button, changes nothing. */
export const next = (state: Sending, step: Step): Sending => {
  switch (step.is) {
    case 'pressed':
      if (state.at === 'writing') return { at: 'sending', request: step.request, isRepeated: false };
      return state.at === 'unknown' ? { at: 'sending', request: state.request, isRepeated: true } : state;
    case 'answered':
      return state.at === 'sending' ? { at: 'sent', request: state.request, reply: step.reply } : state;
    case 'failed':
      if (state.at !== 'sending') return state;
      return isNothingSent(step.error, state.isRepeated)
        ? { at: 'writing', error: step.error }
        : { at: 'unknown', request: state.request, error: step.error };
    case 'anew':
      return state.at === 'sending' ? state : { at: 'writing' };
  }
};

/**
 * Whether it is certain that nothing was sent. If the API rejects a first attempt because of the key or a limit,
 * nothing was. For a repeated request this is not enough: the earlier attempt may have used up the limit, and may still
 * be under way. If the idempotency key was used for another form, this form was not sent.
 */
const isNothingSent = (error: unknown, isRepeated: boolean): boolean =>
  isRefusal(error) ||
  error instanceof IdempotencyKeyReusedError ||
  (!isRepeated && error instanceof ApiError && error.problem !== undefined && [401, 403, 429].includes(error.status));
