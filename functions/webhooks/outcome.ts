import type { Attempt } from './delivery.ts';
import type { PostAnswer } from './ports.ts';
import { retryAfterMillis } from './retry-schedule.ts';

/** What came of an attempt. */
export interface Outcome {
  readonly attempt: Attempt;
  readonly isDelivered: boolean;
  /** The receiver wants no more, ever. */
  readonly isGone: boolean;
  /** For how long it asked to be left in peace, in milliseconds. */
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

const problemIn = ({ status, problem = 'There was no answer.' }: PostAnswer): string => {
  if (status === undefined) return problem;
  if (status === 410) return 'Answered 410: it wants no more.';
  return status >= 300 && status < 400 ? `Answered ${status}: redirects are not followed.` : `Answered ${status}.`;
};
