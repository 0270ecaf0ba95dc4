/**
 * How long a write, or a read, may be tried in all: hand-overs and calls to the upstream leave their caller as much. New
 * records may be given more.
 */
export const budgetMillis = 3_000;
