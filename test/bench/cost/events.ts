import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { bytesPerGb, coldShare, envelopeBytes } from './assumptions.ts';
import { batchesOf } from './batches.ts';
import { countingUnits } from './counting.ts';
import { runLogUses, traceUses } from './logs.ts';
import { forSoMany } from './measured.ts';
import { type Month, perSecond } from './month.ts';
import { life, writesOf } from './sample.ts';
import { invocationUses, startUses, type Use } from './use.ts';
import type { Ways } from './ways.ts';

/**
 * The events of the messages' changes. The stream itself costs nothing: Lambda reads it free of charge ("Evaluate your
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
    // For each batch of an account's changes, a consistent read tells whether the account has webhooks. It costs the
    // same if there is no such item.
    { part, of: 'readUnit', amount: batches },
    { part, of: 'writeUnit', amount: countingUnits(month, deployment) },
    ...invocationUses(part, { times: batches, memoryMb: deployment.memory.publisher, ...run }),
    ...startUses(part, batches * coldShare(perSecond(batches)), measured.startMillis),
    ...runLogUses(batches, measured.publishOne, deployment),
    ...traceUses(batches, deployment),
  ];
};
