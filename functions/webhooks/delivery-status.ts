/**
 * A delivery's status as accounts see it. Whether a pending delivery is `fresh` or `waiting` makes no difference to
 * them.
 */
export const statusOf = { fresh: 'pending', waiting: 'pending', delivered: 'delivered', failed: 'failed' } as const;
