import { UpstreamUnavailableError } from '../errors.ts';
import type { LeftOver } from './ranges.ts';

/** After so many calls in a row without an answer the upstream is left alone until the next sweep. */
const maxSilentCalls = 3;

/**
 * An answer that makes no sense has its question split, to single out the message at fault. After so many in a row the
 * upstream is at fault, and not one message: to go on would only multiply the calls.
 */
const maxUnreadableAnswers = 64;

/** What a sweep has learnt of the upstream: whether it is worth another call. */
export interface Circuit {
  /** The upstream has been silent too often to be called again. */
  isOpen(): boolean;
  answered(): void;
  /** The upstream gave no answer to what stands at this place. */
  silent(place: LeftOver): void;
  /** @throws UpstreamUnavailableError after too many unreadable answers in a row */
  unreadable(cause: Error): void;
  /** Where the upstream was called without an answer, since its last answer. */
  unanswered(): readonly LeftOver[];
}

export const createCircuit = (): Circuit => {
  let unanswered: readonly LeftOver[] = [];
  let unreadable = 0;

  return {
    isOpen: () => unanswered.length >= maxSilentCalls,
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
        throw new UpstreamUnavailableError('The gateway answers nothing.', { cause });
      }
      unanswered = [];
    },
  };
};

/** The upstream gave no answer at all: the next call will hardly fare better. */
export const isSilence = (error: unknown): boolean => error instanceof UpstreamUnavailableError && !error.answered;
