/** What others are told of a delivery's state: to them it is all one why it has not been tried yet, or is to be tried again. */
export const statusOf = { fresh: 'pending', waiting: 'pending', delivered: 'delivered', failed: 'failed' } as const;
