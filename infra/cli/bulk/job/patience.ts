import { ApiError, RequestInFlightError } from '../../../../functions/client/errors.ts';
import { duration } from '../../duration.ts';
import { StoppedError } from '../errors.ts';
import { NotRecordedError } from './answers.ts';
import type { Ports } from './ports.ts';
import { isUnreachable, smallerRequests } from './reasons.ts';

/** In seconds. A job waits for the limit of a minute, but not for the limit of a day. */
const longestRetryAfter = 120;

/** In milliseconds. If the Lambda of a request died, the API needs a minute to find out. */
const longestWait = { limited: 300_000, inFlight: 120_000, overloaded: 120_000, unreachable: 120_000 } as const;

/** As many as the client's own, so that a wrong address is reported soon. */
const mostTriesUnreachable = 3;

const firstPause = 2_000;
const longestPause = 30_000;

export interface Patience {
  /** Ends a wait, and gives up the call. */
  readonly stop: AbortSignal;
  /** Called before each wait. */
  readonly onWait: (why: string, milliseconds: number, isTooFast: boolean) => void;
}

/** A person ended the wait. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/**
 * Makes a call, and repeats it for minutes if the trouble may pass by itself. The client itself must not retry: the job would
 * not notice that it is too fast.
 * @throws {InterruptedError}, {StoppedError} for a limit, or otherwise the error of the last try
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

/** @returns `undefined` if the trouble does not pass by itself */
const troubleOf = (error: unknown): Trouble | undefined => {
  if (error instanceof NotRecordedError) return { kind: 'overloaded', why: 'textgate is overloaded' };
  if (error instanceof RequestInFlightError)
    return { kind: 'inFlight', why: 'a request of the last run is still under way' };
  if (isUnreachable(error)) return { kind: 'unreachable', why: 'textgate cannot be reached' };
  if (!(error instanceof ApiError)) return undefined;
  const { status, retryAfter } = error;
  if (status === 429) {
    if (retryAfter !== undefined && retryAfter > longestRetryAfter) throw dayIsUsedUp(retryAfter);
    return {
      kind: 'limited',
      why: 'the rate limit is reached',
      ...(retryAfter !== undefined && { retryAfter }),
    };
  }
  return status >= 500 ? { kind: 'overloaded', why: `textgate answers ${status}` } : undefined;
};

const dayIsUsedUp = (retryAfter: number): StoppedError =>
  new StoppedError(`The account's limit is used up. Run the same command again in ${duration(retryAfter)}.`);

const givenUp = ({ kind }: Trouble, cause: unknown): unknown =>
  kind === 'limited'
    ? new StoppedError(
        `The rate limit has been reached for five minutes. If the account may send fewer messages in a minute than a request has recipients, give ${smallerRequests}`,
        { cause },
      )
    : cause;
