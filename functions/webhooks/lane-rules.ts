import { deliverMillis } from '../messages/time-budget.ts';
import type { Lane } from './lane.ts';
import type { Outcome } from './outcome.ts';
import { failingMillis, failuresThatClose, probePause } from './retry-schedule.ts';
import type { Webhook } from './webhook.ts';

/** Each change of a lane is made here. Times are compared as they stand: RFC 3339 in UTC sorts as text. */

/**
 * Nobody relies on what the index shows behind a lane for so long after a delivery joined it. The index may lag behind; and a
 * deliverer writes the lane first, and the delivery at any time until its end, where that write may land late.
 */
const settlesAfterMillis = 2 * deliverMillis;

/** A lane that was joined so lately is not written for each further delivery. */
const justJoinedMillis = 20_000;

const after = (now: Date, millis: number): string => new Date(now.getTime() + millis).toISOString();

const earlier = (a: string | undefined, b: string): string => (a !== undefined && a < b ? a : b);

/** Of a webhook that had no failures. */
export const newLane = ({ id, account }: Pick<Webhook, 'id' | 'account'>, now: Date): Lane => ({
  webhook: id,
  account,
  failures: 0,
  joinedAt: now.toISOString(),
  mark: '',
});

/** Whether its webhook is not to be called now, but to be tried. */
export const isDown = (lane: Lane | undefined, now: Date): boolean =>
  lane !== undefined && (lane.failures >= failuresThatClose || isHeldBack(lane, now));

/** Whether not even a try may begin. */
export const isHeldBack = ({ notBefore }: Lane, now: Date): boolean =>
  notBefore !== undefined && notBefore > now.toISOString();

/** When it is looked at that is wanted then: a look before a call may begin would come to nothing, and be wanted again. */
const onceAllowed = (lane: Lane, wanted: string, now: Date): string =>
  lane.notBefore !== undefined && isHeldBack(lane, now) && lane.notBefore > wanted ? lane.notBefore : wanted;

/** After an attempt that failed. `dueAt`: of the delivery's next one, if there is one. */
export const afterFailure = (
  lane: Lane,
  { attempt, retryAfter }: Outcome,
  dueAt: string | undefined,
  now: Date,
  random: number,
): Lane => {
  const { openedAt, ...rest } = lane;
  // Calls that were under way when it went down tell nothing new.
  const isLate = isDown(lane, now) && lane.notBefore !== undefined && attempt.at < lane.notBefore;
  const failures = isLate ? lane.failures : lane.failures + 1;
  const next = { ...rest, failures, failingSince: lane.failingSince ?? now.toISOString(), joinedAt: now.toISOString() };
  const isClosed = failures >= failuresThatClose;
  if (!isClosed && retryAfter === undefined) {
    const wanted = earlier(lane.dueAt, dueAt ?? now.toISOString());
    return { ...next, ...(openedAt && { openedAt }), dueAt: onceAllowed(lane, wanted, now) };
  }
  const pause = Math.max(isClosed && !isLate ? probePause(failures, random) : 0, retryAfter ?? 0);
  const wanted = after(now, pause);
  const notBefore = lane.notBefore !== undefined && lane.notBefore > wanted ? lane.notBefore : wanted;
  return { ...next, notBefore, dueAt: notBefore };
};

/** After an attempt that went well. What waited while the webhook was down need not any longer. */
export const afterSuccess = (lane: Lane, { attempt }: Outcome, now: Date): Lane => {
  const { failingSince: _, notBefore, ...rest } = lane;
  // It had begun before the receiver asked to be left in peace: that stands.
  if (notBefore !== undefined && isHeldBack(lane, now) && attempt.at < notBefore) {
    return lane.failures === 0 ? lane : { ...rest, notBefore, failures: 0 };
  }
  const wasDown = lane.failures >= failuresThatClose || notBefore !== undefined;
  const opened = wasDown && { openedAt: now.toISOString(), dueAt: now.toISOString() };
  return { ...rest, failures: 0, ...opened };
};

/** A delivery is put behind it that is due then. */
export const joined = (lane: Lane, dueAt: string, now: Date): Lane => {
  const wanted = onceAllowed(lane, earlier(lane.dueAt, dueAt), now);
  // So many may join within a moment: the lane need not be written for each.
  if (lane.dueAt === wanted && now.getTime() - Date.parse(lane.joinedAt) < justJoinedMillis) return lane;
  return { ...lane, joinedAt: now.toISOString(), dueAt: wanted };
};

/** All that is due behind it has been tried; `dueAt`: of the first that waits. `undefined`: it is not needed any more. */
export const servedLane = (lane: Lane, dueAt: string | undefined, now: Date): Lane | undefined => {
  const { openedAt: _, dueAt: _due, ...rest } = lane;
  const settlesAt = after(new Date(lane.joinedAt), settlesAfterMillis);
  const next = settlesAt > now.toISOString() ? earlier(dueAt, settlesAt) : dueAt;
  if (next !== undefined) return { ...rest, dueAt: onceAllowed(lane, next, now) };
  return lane.failures === 0 && lane.toldOf === undefined ? undefined : rest;
};

/** As it is for the webhook's present address: failures from before that was enabled are not its own. */
export const ofPresentAddress = (lane: Lane, { since }: Webhook): Lane => {
  if (lane.failingSince === undefined || lane.failingSince >= since) return lane;
  const { failingSince: _, notBefore: _notBefore, ...rest } = lane;
  return { ...rest, failures: 0, openedAt: since, dueAt: since };
};

/** Whether nothing but failures came for so long that the webhook is to be disabled. */
export const hasFailedForLong = ({ failingSince }: Lane, now: Date): boolean =>
  failingSince !== undefined && now.getTime() - Date.parse(failingSince) >= failingMillis;
