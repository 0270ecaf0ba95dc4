import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { type PublishedEvent, source } from '../contract/events.ts';
import { publishMillis } from '../messages/time-budget.ts';
import { type Backoff, pauseAfter } from '../runtime/backoff.ts';
import { callsInOrder } from './calls-in-order.ts';

/** An entry that was not taken is tried again after about 100, 200, 400, 800 and 1,600 ms: a bus that throttles is left in peace. */
const tries = 6;
const pauses: Backoff = { first: 100, longest: 1_600, spread: [0.5, 1.5] };

interface Options {
  /** Makes each call once: what repeats it is here. */
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly bus: string;
  /** Told, once, why events were not taken at first: EventBridge's code, or the call's own error; and how often that was. */
  readonly onFailure: (reason: unknown, refusals: number) => void;
  readonly callsAtOnce?: number;
  /** Waits, in milliseconds. */
  readonly pause?: (millis: number) => Promise<unknown>;
  /** Milliseconds since any time. */
  readonly clock?: () => number;
}

/**
 * Puts events on the bus, ten a call and several calls at once, and tells of each whether it was taken. Those of one
 * message go in order: a later one when the one before was taken. A call may fail in part: what was not taken is tried
 * again by itself. After an event that is not taken in the end, and after `publishMillis`, no further call is begun: what
 * was not taken comes again, with all that follows it.
 */
export type Publish = (events: readonly PublishedEvent[]) => Promise<readonly boolean[]>;

export const createPublish = ({
  client,
  bus,
  onFailure,
  callsAtOnce = 8,
  pause = sleep,
  clock = Date.now,
}: Options): Publish => {
  /** Of each entry why it was not taken, or `undefined`. */
  const put = async (entries: PutEventsRequestEntry[]): Promise<readonly unknown[]> => {
    try {
      const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
      return entries.map((_, index) => {
        const result = results[index];
        return result === undefined ? 'NoResult' : result.ErrorCode;
      });
    } catch (error) {
      return entries.map(() => error);
    }
  };

  return async (events) => {
    const taken = events.map(() => false);
    const giveUpAt = clock() + publishMillis;
    const refusals: unknown[] = [];

    /** Whether all of them were taken, in the end. */
    const putAll = async (call: readonly { readonly entry: PutEventsRequestEntry; readonly index: number }[]) => {
      let open = call;
      for (let attempt = 0; open.length > 0 && attempt < tries; attempt += 1) {
        if (attempt > 0) await pause(pauseAfter(attempt, pauses));
        if (clock() >= giveUpAt) break;
        const reasons = await put(open.map(({ entry }) => entry));
        for (const [position, { index }] of open.entries()) taken[index] = reasons[position] === undefined;
        refusals.push(...reasons.filter((reason) => reason !== undefined));
        open = open.filter(({ index }) => taken[index] === false);
      }
      return open.length === 0;
    };

    const calls = callsInOrder(
      events.map((event, index) => ({ index, subject: subjectOf(event), entry: entryOf(event, bus) })),
    );
    let goesOn = true;
    const worker = async () => {
      for (let call = calls.next(); goesOn && call.length > 0; call = calls.next()) {
        if (await putAll(call)) calls.taken(call);
        else goesOn = false;
      }
    };
    await Promise.all(Array.from({ length: callsAtOnce }, worker));
    if (refusals.length > 0) onFailure(refusals[0], refusals.length);
    return taken;
  };
};

/** A message; or the gateway, whose own events are few. */
const subjectOf = ({ detail }: PublishedEvent): string => ('id' in detail ? detail.id : 'gateway');

const entryOf = ({ detailType, time, detail }: PublishedEvent, bus: string): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: source,
  DetailType: detailType,
  Time: time,
  Detail: JSON.stringify(detail),
});
