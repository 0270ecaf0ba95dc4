import type { Webhook } from '../../../client/index.ts';
import { words } from '../../words.ts';

/** How a webhook is doing. */
export interface State {
  readonly badge: 'good' | 'warn' | 'bad' | 'plain';
  readonly name: string;
  /** Since when it is so. */
  readonly since?: string;
  /** What it means, and what to do. */
  readonly meaning?: string;
}

/** Milliseconds by which an attempt is late at most, where nothing holds it up: what is due is looked for each minute. */
const latest = 90_000;

/** Whether a delivery waits behind others, of a webhook that is down: the time of its attempt has gone by. */
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
