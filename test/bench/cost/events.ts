import { eventsOf } from '../../../functions/events/lifecycle.ts';
import {
  bytesPerGb,
  coldShare,
  envelopeBytes,
  secondsPerMonth,
  streamPollSeconds,
  streamShards,
} from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { runLogUses, traceUses } from './logs.ts';
import { forSoMany } from './measured.ts';
import { type Month, perSecond, requestsOf, spansWithAny } from './month.ts';
import { life, writesOf } from './sample.ts';
import { invocationUses, startUses, type Use } from './use.ts';
import type { Ways } from './ways.ts';

/**
 * The events of the messages' changes. The stream itself costs nothing: Lambda's reads of it are free ("Evaluate your
 * DynamoDB streams usage").
 */
export const eventUses = (month: Month, { deployment, measured }: Ways): readonly Use[] => {
  const part = 'events';
  const changes = writesOf(life()).flatMap(eventsOf);
  const details = changes
    .filter(({ detail }) => !('status' in detail && deployment.silentStatuses.includes(detail.status)))
    .map(({ detail }) => Buffer.byteLength(JSON.stringify(detail)) + envelopeBytes);
  const events = month.messages * details.length;
  const archived =
    deployment.archiveDays === 0 ? 0 : (month.messages * details.reduce((a, b) => a + b, 0)) / bytesPerGb;
  const batches = batchesOf(month, changes.length, deployment);
  const run = forSoMany(measured.publishOne, measured.publishMany, (month.messages * changes.length) / batches);
  return [
    { part, of: 'busEvent', amount: events },
    { part, of: 'archivedGb', amount: archived },
    { part, of: 'archiveGbMonth', amount: (archived * deployment.archiveDays) / 30 },
    // Whether an account has webhooks: a consistent read of its key, be it there or not, for each batch of its changes.
    { part, of: 'readUnit', amount: batches },
    ...invocationUses(part, { times: batches, memoryMb: deployment.memory.publisher, ...run }),
    ...startUses(part, batches * coldShare(perSecond(batches)), measured.startMillis),
    ...runLogUses(batches, measured.publishOne, deployment),
    ...traceUses(batches, deployment),
  ];
};

/**
 * How many batches the changes come in: each look at a shard that finds any makes one. The messages of a request change
 * together, spread over the shards.
 */
export const batchesOf = (month: Month, changes: number, deployment: Deployment): number => {
  const { publisherBatch, publisherWindowSeconds } = deployment;
  const groups = requestsOf(month) * changes * Math.min(streamShards, month.perRequest);
  const every = Math.max(streamPollSeconds, publisherWindowSeconds);
  const looks = (secondsPerMonth / every) * streamShards;
  return Math.max(spansWithAny(looks, groups), (month.messages * changes) / publisherBatch);
};
