import type { Attempt } from './delivery.ts';
import type { PostAnswer } from './ports.ts';
import { retryAfterMillis } from './retry-schedule.ts';

/** The outcome of an attempt. */
export interface Outcome {
  readonly attempt: Attempt;
  readonly isDelivered: boolean;
  /** The receiver never wants another event. */
  readonly isGone: boolean;
  /** The milliseconds that the receiver asked textgate to wait. */
  readonly retryAfter?: number;
}

export const outcomeOf = (answer: PostAnswer, began: Date, ended: Date): Outcome => {
  const { status, excerpt } = answer;
  const isDelivered = status !== undefined && status >= 200 && status < 300;
  const retryAfter = isDelivered ? undefined : retryAfterMillis(answer.retryAfter, ended);
  return {
    attempt: {
      at: began.toISOString(),
      ...(status !== undefined && { status }),
      ...(!isDelivered && { error: problemIn(answer) }),
      milliseconds: Math.max(0, ended.getTime() - began.getTime()),
      ...(excerpt !== undefined && { answer: excerpt }),
    },
    isDelivered,
    isGone: status === 410,
    ...(retryAfter !== undefined && { retryAfter }),
  };
};

const problemIn = ({ status, problem = 'The receiver did not answer.' }: PostAnswer): string => {
  if (status === undefined) return problem;
  if (status === 410) return 'HTTP 410: the receiver wants no more events.';
  const isRedirect = status >= 300 && status < 400;
  return `HTTP ${status}${isRedirect ? ': redirects are not followed' : ''}.`;
};
