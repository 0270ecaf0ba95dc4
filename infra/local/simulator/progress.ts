import type { Clock } from './clock.ts';
import type { ErrorCode, StatusCode } from './codes.ts';

/** A message as the gateway stores it. Times are in ms. Everything else follows from them and the clock. */
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
  readonly segments: number;
  /** The status code it ends with. */
  readonly outcome: StatusCode;
  /** Where on its way it starts, at first and after each release. */
  departure: Departure;
  /** Where on its way it is held until someone releases it. */
  held: Progress | undefined;
  /** The final status that someone gave it before its way was over. */
  ended: Progress | undefined;
}

export interface Departure {
  readonly from: Progress;
  readonly at: number;
  /** How far on its way it is then, in ms at speed 1; -1: it has not begun. */
  readonly gone: number;
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

/** The way to each outcome. A message that is scheduled for ever never starts. */
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
  const decided = message.ended ?? message.held;
  if (decided !== undefined) return decided;

  const now = clock.now();
  const { from, at, gone } = message.departure;
  let reached = from;
  for (const [statusCode, duration] of paths[message.outcome].filter((step) => step[1] > gone)) {
    const since = clock.after(at, duration - Math.max(gone, 0));
    if (since <= now) reached = { errorCode: errorCodeOf(statusCode), statusCode, since };
  }
  return reached;
};

/** Whether its status can still change. */
export const hasEnded = ({ errorCode, statusCode }: Progress): boolean =>
  errorCode === 10 || [1, 4, 5, 6, 7].includes(statusCode);

/** Before its way begins. */
export const departureOf = (acceptedAt: number, scheduledFor: number | undefined): Departure => ({
  from: { errorCode: 9, statusCode: 9, since: acceptedAt },
  at: scheduledFor ?? acceptedAt,
  gone: -1,
});

/** Ends it now with the status code. */
export const end = (message: SimulatedMessage, statusCode: StatusCode, now: number): void => {
  message.ended = { errorCode: errorCodeOf(statusCode), statusCode, since: now };
};

/** Before it was sent. */
export const cancel = (message: SimulatedMessage, now: number): void => {
  message.ended = { errorCode: 10, statusCode: 9, since: now };
};

/** Holds it where it is. */
export const hold = (message: SimulatedMessage, clock: Clock): void => {
  message.held ??= progressOf(message, clock);
};

/** Lets it go on from where it was held. */
export const release = (message: SimulatedMessage, now: number): void => {
  const { held } = message;
  if (held === undefined) return;
  const gone = paths[message.outcome].find(([statusCode]) => statusCode === held.statusCode)?.[1] ?? -1;
  const at = gone < 0 ? Math.max(now, message.scheduledFor ?? now) : now;
  message.departure = { from: held, at, gone };
  message.held = undefined;
};

/** When the phone got it, in ms; `undefined` if it has not. */
export const receivedAt = (message: SimulatedMessage, clock: Clock): number | undefined => {
  const { statusCode, since } = progressOf(message, clock);
  return statusCode === 1 ? since : undefined;
};
