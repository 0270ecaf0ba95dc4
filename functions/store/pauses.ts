import type { Backoff } from '../runtime/backoff.ts';

/** Pauses before the store is asked again. Chance spreads them, for others may be in the same position. */
const spread = [0.5, 1.5] as const;

/** What DynamoDB did not take or tell: after about 50, 100, 200, 400 … 1,600 ms. */
export const throttled: Backoff = { first: 50, longest: 1_600, spread };

/** A transaction that others are in the way of, on items that few write: after about 10, 20, 40 … 320 ms. */
export const crossed: Backoff = { first: 10, longest: 320, spread };

/** A transaction on a balance, which all messages of its account write: after about 25, 50, 100 … 800 ms. */
export const crowded: Backoff = { first: 25, longest: 800, spread };
