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

/**
 * The parts of a stream event that are read. The images are SDK items, except for binary attributes, which textgate
 * does not use.
 */
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
  /** Puts a note about an unreadable record into the dead letters. */
  readonly setAside: SetAside;
  readonly followUp: FollowUp;
  readonly count: Count;
  readonly report: (events: readonly PublishedEvent[]) => void;
}

/**
 * Publishes the changes in the table's stream: one event per status change, in the order of each message's changes. It
 * also records them for the accounts' webhooks, and notifies accounts with low credits. It reports the first failed
 * change to Lambda, which repeats the batch from there; readers recognise repetitions by the event id. Deletions (by
 * age) are ignored. A record that cannot be read is set aside, so that it does not block those behind it.
 *
 * Only finished changes are counted, so that repeated ones are counted once. Counting is best effort and blocks
 * nothing. Only a batch that is repeated as a whole, after a crash, is counted twice.
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
  /** The account whose credits may be low now. */
  readonly spender?: string | undefined;
}

const readChange = (change: RecordChange): Pick<Change, 'events' | 'spender'> => {
  try {
    return { events: eventsOf(change), spender: spenderOf(change) };
  } catch {
    return {};
  }
};

/** When the newest of the new messages was created. */
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
  // Up to three batches per message would be many log lines, and metrics count them already.
  .use(logBatches({ successes: false }))
  .handler((event) => publishing()(event));
