import middy from '@middy/core';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { TellLowCredits } from '../accounts/low-credits.ts';
import { type FollowUp, leaveToSchedule } from '../bus/follow-up.ts';
import type { SetAside } from '../bus/set-aside.ts';
import type { Tell } from '../bus/tell.ts';
import { detailType, type PublishedEvent } from '../contract/events.ts';
import { besidePublishingMillis } from '../messages/time-budget.ts';
import { inTime } from '../runtime/in-time.ts';
import { once } from '../runtime/once.ts';
import type { Count } from '../statistics/count.ts';
import type { Item } from '../store/message-item.ts';
import { followUp, setAside } from '../wiring/events.ts';
import { tell, tellLowCredits } from '../wiring/news.ts';
import { count } from '../wiring/statistics.ts';
import { additionsOf } from './count-changes.ts';
import { eventsOf, type RecordChange, spenderOf } from './lifecycle.ts';
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
  readonly tell: Tell;
  readonly tellLowCredits: TellLowCredits;
  /** Puts a note of a record that cannot be read where somebody will look. */
  readonly setAside: SetAside;
  readonly followUp: FollowUp;
  readonly count: Count;
  readonly report: (events: readonly PublishedEvent[]) => void;
}

/**
 * Publishes what the table's stream tells: one event per status change, in the order of each message's changes; records it
 * for the accounts' webhooks; and tells accounts whose credits have become few. What was not done is told to Lambda, which
 * comes back with it and all that follows; a reader knows repetitions by their event id. Deletions (by age) are none of its
 * business. A record that cannot be read is set aside: it holds up none of those behind it.
 *
 * What a batch is done with is counted, so that what comes back is counted then. Counting is best effort: it holds up
 * nothing, and only a batch that comes again as a whole, after a crash, is counted again.
 */
export const publishLifecycle =
  ({ tell, tellLowCredits, setAside, followUp, count, report }: Dependencies) =>
  async ({ Records }: StreamEvent): Promise<DynamoDBBatchResponse> => {
    const begun = performance.now();
    const changes = Records.flatMap(({ dynamodb = {} }): Change[] => {
      const { SequenceNumber: sequence = '', OldImage: before, NewImage: after } = dynamodb;
      if (after === undefined) return [];
      const change = { before, after };
      return [{ sequence, id: after['id']?.S, change, ...readChange(change) }];
    });
    const events = changes.flatMap(({ events = [] }) => events);
    const newest = newestOf(events);
    const spenders = [...new Set(changes.flatMap(({ spender = [] }) => spender))];
    const [taken, settled] = await Promise.all([
      tell(events),
      inTime(tellLowCredits(spenders), besidePublishingMillis, new Set<string>()),
      newest && followUp(newest).catch(leaveToSchedule),
    ]);
    const told = new Set(events.filter((_, index) => taken[index]));
    report([...told]);

    const isDone = async ({ sequence, id, events, spender }: Change) =>
      events === undefined
        ? setAside({ sequence, id })
        : events.every((event) => told.has(event)) && (spender === undefined || settled.has(spender));
    const done: Change[] = [];
    for (const change of changes) {
      if (!(await isDone(change))) break;
      done.push(change);
    }
    const readable = done.filter(({ events }) => events !== undefined);
    await count(additionsOf(readable.map(({ change }) => change)), begun + besidePublishingMillis - performance.now());
    const left = changes[done.length];
    return { batchItemFailures: left === undefined ? [] : [{ itemIdentifier: left.sequence }] };
  };

interface Change {
  readonly sequence: string;
  readonly id: string | undefined;
  readonly change: RecordChange;
  /** Absent: the record cannot be read. */
  readonly events?: readonly PublishedEvent[];
  /** Whose credits may have become few. */
  readonly spender?: string | undefined;
}

const readChange = (change: RecordChange): Pick<Change, 'events' | 'spender'> => {
  try {
    return { events: eventsOf(change), spender: spenderOf(change) };
  } catch {
    return {};
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
  publishLifecycle({
    tell: tell(),
    tellLowCredits: tellLowCredits(),
    setAside: setAside(),
    followUp: followUp(),
    count: count(),
    report: reportChanges,
  }),
);

/** Called by AWS, for each batch of the table's stream. */
export const handler = middy<StreamEvent, DynamoDBBatchResponse>()
  // There are up to three batches a message, and metrics count them.
  .use(logBatches({ successes: false }))
  .handler((event) => publishing()(event));
