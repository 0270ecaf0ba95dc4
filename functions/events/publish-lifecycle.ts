import middy from '@middy/core';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { logger } from '../runtime/dependencies.ts';
import { followUp, publish } from '../runtime/event-dependencies.ts';
import { once } from '../runtime/once.ts';
import type { Item } from '../store/message-item.ts';
import type { Publish } from './event-bus.ts';
import type { FollowUp } from './follow-up.ts';
import { eventsOf } from './lifecycle.ts';
import { logBatches } from './log-batches.ts';
import { reportChanges } from './metrics.ts';
import { detailType, type PublishedEvent } from './published.ts';

/** What we read of a stream's event. Its images are items as the SDK knows them, but for binary members: we have none. */
export interface StreamEvent {
  readonly Records: readonly {
    readonly dynamodb?: {
      readonly SequenceNumber?: string;
      readonly OldImage?: Item;
      readonly NewImage?: Item;
    };
  }[];
}

interface Dependencies {
  readonly publish: Publish;
  readonly followUp: FollowUp;
  readonly report: (events: readonly PublishedEvent[]) => void;
}

/**
 * Publishes what the table's stream tells: one event per status change, in the order of each message's changes. What
 * was not published is told to Lambda, which comes back with it and all that follows; a reader knows repetitions by
 * their event id. Deletions (by age) are none of its business.
 */
export const publishLifecycle =
  ({ publish, followUp, report }: Dependencies) =>
  async ({ Records }: StreamEvent): Promise<DynamoDBBatchResponse> => {
    const readable: { readonly sequence: string; readonly event: PublishedEvent }[] = [];
    let unreadable: string | undefined;
    for (const { dynamodb } of Records) {
      if (dynamodb?.NewImage === undefined) continue;
      const { SequenceNumber: sequence = '', OldImage: before, NewImage: after } = dynamodb;
      try {
        for (const event of eventsOf({ before, after })) readable.push({ sequence, event });
      } catch {
        // What comes before it is published; Lambda then singles it out, and gives it up to the dead-letter queue.
        logger.error('record cannot be read', { sequence });
        unreadable = sequence;
        break;
      }
    }
    const events = readable.map(({ event }) => event);
    const published = await publish(events);
    report(events.filter((_, index) => published[index] === true));
    if (readable.some(({ event }) => isNew(event))) await followUp().catch(leaveToSchedule);

    const unpublished = readable.find((_, index) => published[index] !== true)?.sequence ?? unreadable;
    return { batchItemFailures: unpublished === undefined ? [] : [{ itemIdentifier: unpublished }] };
  };

/** The batch must not come again for this: its events are published. */
const leaveToSchedule = (error: unknown) =>
  logger.warn('no follow-up; the schedule sweeps within its interval', { error });

const isNew = ({ detailType: type, detail }: PublishedEvent): boolean =>
  type === detailType.statusChanged && 'previousStatus' in detail && detail.previousStatus === null;

const publishing = once(() => publishLifecycle({ publish: publish(), followUp: followUp(), report: reportChanges }));

/** Called by AWS, for each batch of the table's stream. */
export const handler = middy<StreamEvent, DynamoDBBatchResponse>()
  .use(logBatches())
  .handler((event) => publishing()(event));
