import { randomUUID } from 'node:crypto';
import { StoreUnavailableError } from '../messages/errors.ts';
import type { Errand, Lanes } from './ports.ts';

const mostTries = 5;

/**
 * Leaves an errand for the deliverer. It replaces the one that is there, so `next` must keep what that one still asks
 * for.
 * @throws StoreUnavailableError
 */
export const leaveErrand = async (
  lanes: Pick<Lanes, 'findErrand' | 'putErrand'>,
  webhook: string,
  next: (before: Errand | undefined) => Omit<Errand, 'webhook' | 'mark'>,
): Promise<void> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = await lanes.findErrand(webhook);
    if (await lanes.putErrand({ ...next(before), webhook, mark: randomUUID() }, before)) return;
  }
  throw new StoreUnavailableError('Other requests are changing the webhook. Try again.');
};
