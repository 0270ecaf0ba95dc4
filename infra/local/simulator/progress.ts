import type { Clock } from './clock.ts';
import type { ErrorCode, StatusCode } from './codes.ts';

/** A message as the gateway keeps it. Times are in ms; what is not here follows from them and the clock. */
export interface SimulatedMessage {
  readonly id: string;
  readonly account: string;
  /** E.164. */
  readonly to: string;
  readonly sender: string;
  readonly text: string;
  readonly type: 'text' | 'flash';
  readonly credits: number;
  readonly acceptedAt: number;
  readonly scheduledFor: number | undefined;
  /** The status code it ends with. */
  readonly outcome: StatusCode;
  canceledAt: number | undefined;
}

export interface Progress {
  readonly errorCode: ErrorCode;
  readonly statusCode: StatusCode;
  /** Since when, in ms. */
  readonly since: number;
}

/** When each status begins at speed 1, in ms after the message set off. */
const stepTimes = { queued: 0, submitted: 1000, onNetwork: 2000, end: 4000 } as const;

type Step = readonly [statusCode: StatusCode, after: number];

const queued: Step = [8, stepTimes.queued];
const submitted: Step = [3, stepTimes.submitted];
const onNetwork: Step = [2, stepTimes.onNetwork];

/** The way to each outcome; a message scheduled for ever never sets off. */
const paths: Readonly<Record<StatusCode, readonly Step[]>> = {
  1: [queued, submitted, onNetwork, [1, stepTimes.end]],
  2: [queued, submitted, onNetwork],
  3: [queued, submitted],
  4: [queued, [4, stepTimes.submitted]],
  5: [queued, [5, stepTimes.submitted]],
  6: [queued, submitted, onNetwork, [6, stepTimes.end]],
  7: [queued, [7, stepTimes.submitted]],
  8: [queued],
  9: [],
};

/** The document does not pair its two tables; this does. No error code speaks of expiry. */
const errorCodeOf = (statusCode: StatusCode): ErrorCode => {
  switch (statusCode) {
    case 4:
      return 4;
    case 5:
      return 3;
    case 7:
      return 2;
    case 9:
      return 9;
    default:
      return 1;
  }
};

export const progressOf = (message: SimulatedMessage, clock: Clock): Progress => {
  if (message.canceledAt !== undefined) return { errorCode: 10, statusCode: 9, since: message.canceledAt };

  const now = clock.now();
  const start = message.scheduledFor ?? message.acceptedAt;
  let reached: readonly [StatusCode, number] = [9, message.acceptedAt];
  for (const [statusCode, duration] of paths[message.outcome]) {
    const time = clock.after(start, duration);
    if (time <= now) reached = [statusCode, time];
  }
  return { errorCode: errorCodeOf(reached[0]), statusCode: reached[0], since: reached[1] };
};

/** When the phone got it, in ms; `undefined` if it has not. */
export const receivedAt = (message: SimulatedMessage, clock: Clock): number | undefined => {
  const { statusCode, since } = progressOf(message, clock);
  return statusCode === 1 ? since : undefined;
};
