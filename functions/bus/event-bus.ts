import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { type PublishedEvent, source } from '../contract/events.ts';
import { publishMillis } from '../messages/time-budget.ts';
import { type Backoff, pauseAfter } from '../runtime/backoff.ts';
import { callsInOrder } from './calls-in-order.ts';

/**
 * Entries that the bus refused are tried again after about 100, 200, 400, 800 and 1,600 ms, because it may be
 * throttling.
 */
const tries = 6;
const pauses: Backoff = { first: 100, longest: 1_600, spread: [0.5, 1.5] };

interface Options {
  /** Must not repeat calls by itself, because this module does. */
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly bus: string;
  /**
   * Called at most once, with the first reason (EventBridge's code or the call's error) and how many entries were
   * refused.
   */
  readonly onFailure: (reason: unknown, refusals: number) => void;
  readonly callsAtOnce?: number;
  /** Waits this many milliseconds. */
  readonly pause?: (millis: number) => Promise<unknown>;
  /** Milliseconds since any fixed time. */
  readonly clock?: () => number;
}

/**
 * Publishes events, ten per call and several calls at once. Returns for each event whether the bus took it. Events of
 * one message are published in order: each only after the bus has taken the one before.
 *
 * If the bus refuses part of a call, only that part is tried again. If it refuses an event in the end, or
 * `publishMillis` have passed, no further call begins. Then the caller must publish the refused events and all after
 * them again.
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
  /** @returns for each entry, why the bus refused it; `undefined`: it took it */
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

    /** @returns whether the bus took all entries in the end */
    const putAll = async (call: readonly { readonly entry: PutEventsRequestEntry; readonly index: number }[]) => {
      let rest = call;
      for (let tried = 0; rest.length > 0 && tried < tries; tried += 1) {
        if (tried > 0) await pause(pauseAfter(tried, pauses));
        if (clock() >= giveUpAt) break;
        const reasons = await put(rest.map(({ entry }) => entry));
        for (const [position, { index }] of rest.entries()) taken[index] = reasons[position] === undefined;
        refusals.push(...reasons.filter((reason) => reason !== undefined));
        rest = rest.filter(({ index }) => taken[index] === false);
      }
      return rest.length === 0;
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

/** The message of an event. The few other events share one subject. */
const subjectOf = ({ detail }: PublishedEvent): string => ('id' in detail ? detail.id : 'gateway');

const entryOf = ({ detailType, time, detail }: PublishedEvent, bus: string): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: source,
  DetailType: detailType,
  Time: time,
  Detail: JSON.stringify(detail),
});
