import middy from '@middy/core';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { Publish } from '../bus/event-bus.ts';
import { type FollowUp, leaveToSchedule } from '../bus/follow-up.ts';
import type { SetAside } from '../bus/set-aside.ts';
import { detailType, type PublishedEvent } from '../contract/events.ts';
import { once } from '../runtime/once.ts';
import type { Item } from '../store/message-item.ts';
import { followUp, publish, setAside } from '../wiring/events.ts';
import { eventsOf, type RecordChange } from './lifecycle.ts';
import { logBatches } from './log-batches.ts';
import { reportChanges } from './metrics.ts';

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
  /** Puts a note of a record that cannot be read where somebody will look. */
  readonly setAside: SetAside;
  readonly followUp: FollowUp;
  readonly report: (events: readonly PublishedEvent[]) => void;
}

/**
 * Publishes what the table's stream tells: one event per status change, in the order of each message's changes. What
 * was not published is told to Lambda, which comes back with it and all that follows; a reader knows repetitions by
 * their event id. Deletions (by age) are none of its business. A record that cannot be read is set aside: it holds up
 * none of those behind it.
 */
export const publishLifecycle =
  ({ publish, setAside, followUp, report }: Dependencies) =>
  async ({ Records }: StreamEvent): Promise<DynamoDBBatchResponse> => {
    const changes = Records.flatMap(({ dynamodb = {} }): Change[] => {
      const { SequenceNumber: sequence = '', OldImage: before, NewImage: after } = dynamodb;
      return after === undefined ? [] : [{ sequence, id: after['id']?.S, events: readEvents({ before, after }) }];
    });
    const events = changes.flatMap(({ events = [] }) => events);
    const newest = newestOf(events);
    const [taken] = await Promise.all([publish(events), newest && followUp(newest).catch(leaveToSchedule)]);
    const published = new Set(events.filter((_, index) => taken[index]));
    report([...published]);

    for (const { sequence, id, events } of changes) {
      const isDone =
        events === undefined ? await setAside({ sequence, id }) : events.every((event) => published.has(event));
      if (!isDone) return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
    return { batchItemFailures: [] };
  };

interface Change {
  readonly sequence: string;
  readonly id: string | undefined;
  /** Absent: the record cannot be read. */
  readonly events: readonly PublishedEvent[] | undefined;
}

const readEvents = (change: RecordChange): readonly PublishedEvent[] | undefined => {
  try {
    return eventsOf(change);
  } catch {
    return undefined;
  }
};

/** When the newest message among these was made, if any is new. */
const newestOf = (events: readonly PublishedEvent[]): Date | undefined =>
  events
    .filter(isNew)
    .map(({ time }) => time)
    .reduce<Date | undefined>((newest, time) => (newest === undefined || time > newest ? time : newest), undefined);

const isNew = ({ detailType: type, detail }: PublishedEvent): boolean =>
  type === detailType.statusChanged && 'previousStatus' in detail && detail.previousStatus === null;

const publishing = once(() =>
  publishLifecycle({ publish: publish(), setAside: setAside(), followUp: followUp(), report: reportChanges }),
);

/** Called by AWS, for each batch of the table's stream. */
export const handler = middy<StreamEvent, DynamoDBBatchResponse>()
  // There are up to three batches a message, and metrics count them.
  .use(logBatches({ successes: false }))
  .handler((event) => publishing()(event));
