import { UpstreamUnavailableError } from '../errors.ts';
import type { LeftOver } from './ranges.ts';

/** After this many calls in a row without an answer, the sweep makes no more calls. */
const maxSilentCalls = 3;

/**
 * If an answer makes no sense, the sweep asks again in two halves, to find the message at fault. After this many such
 * answers in a row the upstream itself is at fault, and more questions would only multiply the calls.
 */
const maxUnreadableAnswers = 64;

/** A circuit breaker: counts how the upstream answers in this sweep. */
export interface Circuit {
  /** The upstream was silent too often, so this sweep must not call it again. */
  isTripped(): boolean;
  answered(): void;
  /** The upstream did not answer for the messages at this place. */
  silent(place: LeftOver): void;
  /** @throws UpstreamUnavailableError after too many unreadable answers in a row */
  unreadable(cause: Error): void;
  /** The places without an answer since the last answer. */
  unanswered(): readonly LeftOver[];
}

export const createCircuit = (): Circuit => {
  let unanswered: readonly LeftOver[] = [];
  let unreadable = 0;

  return {
    isTripped: () => unanswered.length >= maxSilentCalls,
    unanswered: () => unanswered,
    answered: () => {
      unanswered = [];
      unreadable = 0;
    },
    silent: (place) => {
      unanswered = [...unanswered, place];
    },
    unreadable: (cause) => {
      unreadable += 1;
      if (unreadable > maxUnreadableAnswers) {
        throw new UpstreamUnavailableError('The gateway does not answer.', { cause });
      }
      unanswered = [];
    },
  };
};

/** The upstream gave no answer at all, so the next call is not likely to get one either. */
export const isSilence = (error: unknown): boolean => error instanceof UpstreamUnavailableError && !error.answered;
