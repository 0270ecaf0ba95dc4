import { deliverMillis } from '../messages/time-budget.ts';
import type { Lane } from './lane.ts';
import type { Outcome } from './outcome.ts';
import { failingMillis, failuresUntilDown, probePause } from './retry-schedule.ts';
import type { Webhook } from './webhook.ts';

/* All changes of a lane are made here. Times are compared as texts, because RFC 3339 in UTC sorts like that. */

/**
 * After a delivery has joined a lane, the index may not show it for this long. The index itself lags. And a deliverer
 * writes the lane first and the delivery later, at any time until its end, and even that write may arrive late.
 */
const indexLagMillis = 2 * deliverMillis;

/** While the last delivery joined a lane less than this ago, the lane is not written for further ones. */
const justJoinedMillis = 20_000;

const after = (now: Date, millis: number): string => new Date(now.getTime() + millis).toISOString();

const earlier = (a: string | undefined, b: string): string => (a !== undefined && a < b ? a : b);

/** The lane of a webhook without failures. */
export const newLane = ({ id, account }: Pick<Webhook, 'id' | 'account'>, now: Date): Lane => ({
  webhook: id,
  account,
  failures: 0,
  joinedAt: now.toISOString(),
  mark: '',
});

/** Whether the webhook must not be called now, except to find out whether it has come up again. */
export const isDown = (lane: Lane | undefined, now: Date): boolean =>
  lane !== undefined && (lane.failures >= failuresUntilDown || isHeldBack(lane, now));

/** Whether the webhook must not be called at all now. */
export const isHeldBack = ({ notBefore }: Lane, now: Date): boolean =>
  notBefore !== undefined && notBefore > now.toISOString();

/** The time for the next look: as wanted, but not before a call is allowed, because that look would be in vain. */
const onceAllowed = (lane: Lane, wanted: string, now: Date): string =>
  lane.notBefore !== undefined && isHeldBack(lane, now) && lane.notBefore > wanted ? lane.notBefore : wanted;

/** The lane after a failed attempt. `dueAt`: when the delivery's next attempt is due, if it has one. */
export const afterFailure = (
  lane: Lane,
  { attempt, retryAfter }: Outcome,
  dueAt: string | undefined,
  now: Date,
  random: number,
): Lane => {
  const { openedAt, ...rest } = lane;
  // A call that was under way when the webhook went down tells nothing new.
  const isLate = isDown(lane, now) && lane.notBefore !== undefined && attempt.at < lane.notBefore;
  const failures = isLate ? lane.failures : lane.failures + 1;
  const next = { ...rest, failures, failingSince: lane.failingSince ?? now.toISOString(), joinedAt: now.toISOString() };
  const isNowDown = failures >= failuresUntilDown;
  if (!isNowDown && retryAfter === undefined) {
    const wanted = earlier(lane.dueAt, dueAt ?? now.toISOString());
    return { ...next, ...(openedAt && { openedAt }), dueAt: onceAllowed(lane, wanted, now) };
  }
  const pause = Math.max(isNowDown && !isLate ? probePause(failures, random) : 0, retryAfter ?? 0);
  const wanted = after(now, pause);
  const notBefore = lane.notBefore !== undefined && lane.notBefore > wanted ? lane.notBefore : wanted;
  return { ...next, notBefore, dueAt: notBefore };
};

/** The lane after a successful attempt. If the webhook was down, what waits is due now. */
export const afterSuccess = (lane: Lane, { attempt }: Outcome, now: Date): Lane => {
  const { failingSince: _, notBefore, ...rest } = lane;
  // If the call began before the receiver sent `Retry-After`, the receiver's wish still holds.
  if (notBefore !== undefined && isHeldBack(lane, now) && attempt.at < notBefore) {
    return lane.failures === 0 ? lane : { ...rest, notBefore, failures: 0 };
  }
  const wasDown = lane.failures >= failuresUntilDown || notBefore !== undefined;
  const opened = wasDown && { openedAt: now.toISOString(), dueAt: now.toISOString() };
  return { ...rest, failures: 0, ...opened };
};

/** The lane after a delivery was put behind it. `dueAt`: when the delivery is due. */
export const joined = (lane: Lane, dueAt: string, now: Date): Lane => {
  const wanted = onceAllowed(lane, earlier(lane.dueAt, dueAt), now);
  // Many deliveries may join at almost the same time, and the lane need not be written for each.
  if (lane.dueAt === wanted && now.getTime() - Date.parse(lane.joinedAt) < justJoinedMillis) return lane;
  return { ...lane, joinedAt: now.toISOString(), dueAt: wanted };
};

/**
 * The lane after all due deliveries behind it were tried. `dueAt`: when the first waiting one is due.
 * @returns `undefined` if the lane is not needed any more
 */
export const servedLane = (lane: Lane, dueAt: string | undefined, now: Date): Lane | undefined => {
  const { openedAt: _, dueAt: _due, ...rest } = lane;
  const shownBy = after(new Date(lane.joinedAt), indexLagMillis);
  const next = shownBy > now.toISOString() ? earlier(dueAt, shownBy) : dueAt;
  if (next !== undefined) return { ...rest, dueAt: onceAllowed(lane, next, now) };
  return lane.failures === 0 && lane.toldOf === undefined ? undefined : rest;
};

/** Drops failures from before the webhook's present address was enabled. */
export const forPresentAddress = (lane: Lane, { since }: Webhook): Lane => {
  if (lane.failingSince === undefined || lane.failingSince >= since) return lane;
  const { failingSince: _, notBefore: _notBefore, ...rest } = lane;
  return { ...rest, failures: 0, openedAt: since, dueAt: since };
};

/** Whether all attempts have failed for so long that the webhook must be disabled. */
export const hasFailedForLong = ({ failingSince }: Lane, now: Date): boolean =>
  failingSince !== undefined && now.getTime() - Date.parse(failingSince) >= failingMillis;
