import * as operations from '../contract/operations.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Statistics } from '../statistics/statistics.ts';

interface Dependencies {
  readonly statistics: Statistics;
}

/** How many messages an account created, and what became of them. Served by the function of list.ts. */
export const getStatistics = ({ statistics }: Dependencies) =>
  endpoint(operations.getStatistics, async ({ principal: { account }, query }) => ({
    body: await statistics(account.id, query),
  }));
