import type { Webhook } from '../../../client/index.ts';
import { words } from '../../words.ts';

/** The state of a webhook, for people. */
export interface State {
  readonly badge: 'good' | 'warn' | 'bad' | 'plain';
  readonly name: string;
  /** Since when it has this state. */
  readonly since?: string;
  /** What the state means, and what to do. */
  readonly meaning?: string;
}

/**
 * The most milliseconds that an attempt is late if nothing holds it back: textgate looks for due attempts every minute.
 */
const latest = 90_000;

/** Whether a delivery waits because its webhook is down: the time of its next attempt has passed. */
export const isHeldBack = (nextAttemptAt: string, now: number): boolean => now - Date.parse(nextAttemptAt) > latest;

const { states } = words.webhooks;

export const stateOf = ({ disabled, failingSince }: Pick<Webhook, 'disabled' | 'failingSince'>): State => {
  if (disabled) {
    const badge = disabled.reason === 'requested' ? 'plain' : 'bad';
    return { badge, name: states.disabled, since: disabled.at, meaning: words.webhooks.disabled[disabled.reason] };
  }
  if (failingSince)
    return { badge: 'warn', name: states.failing, since: failingSince, meaning: words.webhooks.failing };
  return { badge: 'good', name: states.enabled };
};
