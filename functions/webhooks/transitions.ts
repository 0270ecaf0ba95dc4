import type { Delivery, DeliveryState, FailedReason } from './delivery.ts';
import type { Outcome } from './outcome.ts';
import { pauseAfterTries } from './retry-schedule.ts';

/* All changes of a delivery's state are made here. */

/** How many attempts a delivery's record keeps: the ten before it fails, and ten more after a redelivery. */
const attemptsKept = 20;

/** 30 days. */
const keptSeconds = 30 * 86_400;

const withState = (delivery: Delivery, state: DeliveryState): Delivery => ({
  ...delivery,
  state,
  version: delivery.version + 1,
});

/**
 * The delivery after an attempt. If the attempt failed, it waits for the next one; after the last one it has failed.
 */
export const attempted = (delivery: Delivery, outcome: Outcome, now: Date, random: number): Delivery => ({
  ...withState(delivery, stateAfter(delivery, outcome, now, random)),
  attempts: [...delivery.attempts, outcome.attempt].slice(-attemptsKept),
});

const stateAfter = ({ state }: Delivery, outcome: Outcome, now: Date, random: number): DeliveryState => {
  if (outcome.isDelivered) return { name: 'delivered' };
  if (outcome.isGone) return { name: 'failed', reason: 'webhook_disabled' };
  const tries = 1 + (state.name === 'waiting' ? state.tries : 0);
  const pause = pauseAfterTries(tries, random);
  if (pause === undefined) return { name: 'failed', reason: 'attempts_exhausted' };
  const dueAt = new Date(now.getTime() + Math.max(pause, outcome.retryAfter ?? 0)).toISOString();
  return { name: 'waiting', dueAt, tries };
};

/** The delivery after it was put behind its webhook's lane without an attempt. */
export const deferred = (delivery: Delivery, dueAt: string): Delivery =>
  withState(delivery, { name: 'waiting', dueAt, tries: 0 });

/** A delivery that starts again with its first attempt, behind its webhook's lane. */
export const requeued = (delivery: Delivery, now: Date): Delivery => ({
  ...deferred(delivery, now.toISOString()),
  expiresAt: keptUntil(now),
});

/** A delivery that starts again with its first attempt, at once. */
export const redelivered = (delivery: Delivery, now: Date): Delivery => ({
  ...withState(delivery, { name: 'fresh', dueAt: now.toISOString() }),
  expiresAt: keptUntil(now),
});

/** When a delivery may be deleted, in seconds since 1970. */
export const keptUntil = (since: Date): number => Math.ceil(since.getTime() / 1000) + keptSeconds;

export const givenUp = (delivery: Delivery, reason: FailedReason): Delivery =>
  withState(delivery, { name: 'failed', reason });

export const isPending = ({ state }: Delivery): boolean => state.name === 'fresh' || state.name === 'waiting';
