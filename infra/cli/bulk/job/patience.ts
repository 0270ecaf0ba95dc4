import { ApiError, RequestInFlightError } from '../../../../functions/client/errors.ts';
import { StoppedError } from '../errors.ts';
import { NotRecordedError } from './answers.ts';
import type { Ports } from './ports.ts';
import { isUnreachable, smallerRequests } from './reasons.ts';

/** A limit of a minute is waited for, and one of a day is not. In seconds, as an answer tells it. */
const longestRetryAfter = 120;

/** Longer than the API itself takes for a request whose process died: a minute. In milliseconds. */
const longestWait = { limited: 300_000, inFlight: 120_000, overloaded: 120_000, unreachable: 120_000 } as const;

/** As the client would by itself: an address that is wrong is told soon. */
const mostTriesUnreachable = 3;

const firstPause = 2_000;
const longestPause = 30_000;

export interface Patience {
  /** Ends a wait, and with it the call. */
  readonly stop: AbortSignal;
  /** Why it waits, and for how many milliseconds. */
  readonly onWait: (why: string, milliseconds: number, isTooFast: boolean) => void;
}

/** The wait was ended by a person. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/**
 * Makes a call, and makes it again for as long as that is worth it: minutes, of what passes by itself. The client is to try
 * nothing again by itself, for then a job would not hear that it is too fast.
 * @throws {InterruptedError} and else what the last try came to, a limit as a {StoppedError}
 */
export const patiently = async <T>(
  call: () => Promise<T>,
  { clock, pause }: Pick<Ports, 'clock' | 'pause'>,
  { stop, onWait }: Patience,
): Promise<T> => {
  const begun = clock();
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined) throw error;
      if (trouble.kind === 'unreachable' && tries >= mostTriesUnreachable) throw error;
      const milliseconds = trouble.retryAfter === undefined ? pauseAfter(tries) : trouble.retryAfter * 1000;
      if (clock() - begun + milliseconds > longestWait[trouble.kind]) throw givenUp(trouble, error);
      onWait(trouble.why, milliseconds, trouble.kind === 'limited' || trouble.kind === 'overloaded');
      await pause(milliseconds, stop);
      if (stop.aborted) throw new InterruptedError();
    }
  }
};

const pauseAfter = (tries: number): number => Math.min(longestPause, firstPause * 2 ** (tries - 1));

interface Trouble {
  readonly kind: keyof typeof longestWait;
  readonly why: string;
  readonly retryAfter?: number;
}

/** What passes by itself. */
const troubleOf = (error: unknown): Trouble | undefined => {
  if (error instanceof NotRecordedError) return { kind: 'overloaded', why: 'the API is overloaded' };
  if (error instanceof RequestInFlightError)
    return { kind: 'inFlight', why: 'the last run’s request is still under way' };
  if (isUnreachable(error)) return { kind: 'unreachable', why: 'the API cannot be reached' };
  if (!(error instanceof ApiError)) return undefined;
  const { status, retryAfter } = error;
  if (status === 429) {
    if (retryAfter !== undefined && retryAfter > longestRetryAfter) throw dayIsUsedUp(retryAfter);
    return {
      kind: 'limited',
      why: 'the API takes no more at present',
      ...(retryAfter !== undefined && { retryAfter }),
    };
  }
  return status >= 500 ? { kind: 'overloaded', why: `the API answers ${status}` } : undefined;
};

const dayIsUsedUp = (retryAfter: number): StoppedError =>
  new StoppedError(
    `The account has used up its limit. There is room again in ${Math.ceil(retryAfter / 360) / 10} hours.`,
  );

const givenUp = ({ kind }: Trouble, cause: unknown): unknown =>
  kind === 'limited'
    ? new StoppedError(
        'The API took no more for five minutes. If the account’s limit for a minute is less than a request has recipients, give ' +
          smallerRequests,
        { cause },
      )
    : cause;
