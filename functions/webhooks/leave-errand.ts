import { randomUUID } from 'node:crypto';
import { StoreUnavailableError } from '../messages/errors.ts';
import type { Errand, Lanes } from './ports.ts';

const mostTries = 5;

/**
 * Leaves an errand for the deliverer in the place of the one that is there, of which `next` keeps what is not done yet.
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
