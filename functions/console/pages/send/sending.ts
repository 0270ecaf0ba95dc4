import { ApiError, IdempotencyKeyReusedError, type SendReply, type SendRequest } from '../../../client/index.ts';
import { isRefusal } from '../../connection.ts';

/** How far the sending of a form has come. */
export type Sending =
  | { readonly at: 'writing' /** Why it was refused: nothing was sent. */; readonly error?: unknown }
  | { readonly at: 'sending'; readonly request: SendRequest; readonly isRepeated: boolean }
  /** Nobody knows whether it was sent. It may be repeated as it was, and nothing else under its key. */
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

/** A step that has no place in a state leaves it as it is, as a second press of the button does. */
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
 * Whether it is certain that nothing was sent. Of a first attempt, the API's word is enough that it was not let through: its
 * key, or a limit. Of a repetition that says nothing of the attempt before, which may have used the limit up, and be at work
 * still. What was sent under the idempotency key was another form: this one was not.
 */
const isNothingSent = (error: unknown, isRepeated: boolean): boolean =>
  isRefusal(error) ||
  error instanceof IdempotencyKeyReusedError ||
  (!isRepeated && error instanceof ApiError && error.problem !== undefined && [401, 403, 429].includes(error.status));
