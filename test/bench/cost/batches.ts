import { secondsPerMonth, streamPollSeconds, streamShards } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { type Month, requestsOf, spansWithAny } from './month.ts';

/**
 * The number of batches in which the changes come: each poll of a shard that finds changes makes one. The messages of a
 * request change together, spread over the shards.
 */
export const batchesOf = (month: Month, changes: number, deployment: Deployment): number => {
  const { publisherBatch, publisherWindowSeconds } = deployment;
  const groups = requestsOf(month) * changes * Math.min(streamShards, month.perRequest);
  const every = Math.max(streamPollSeconds, publisherWindowSeconds);
  const looks = (secondsPerMonth / every) * streamShards;
  return Math.max(spansWithAny(looks, groups), (month.messages * changes) / publisherBatch);
};
