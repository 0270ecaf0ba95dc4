import type { Backoff } from '../runtime/backoff.ts';

/** Pauses before a retry are spread at random, because other processes may be retrying too. */
const spread = [0.5, 1.5] as const;

/** For calls that DynamoDB throttles: about 50, 100, 200, 400 … 1,600 ms. */
export const throttled: Backoff = { first: 50, longest: 1_600, spread };

/** For transactions that collide on items with few writers: about 10, 20, 40 … 320 ms. */
export const crossed: Backoff = { first: 10, longest: 320, spread };

/** For transactions on a balance, which all messages of its account write: about 25, 50, 100 … 800 ms. */
export const crowded: Backoff = { first: 25, longest: 800, spread };
