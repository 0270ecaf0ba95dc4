import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { type PublishedEvent, source } from '../contract/events.ts';
import { type Backoff, pauseAfter } from '../runtime/backoff.ts';

/** Limits of EventBridge: entries, and bytes with some room for what it counts besides the detail. */
const entriesPerCall = 10;
const bytesPerCall = 240_000;
/** An entry that was not taken is tried again after 100, 200 and 400 ms. */
const tries = 4;
const pauses: Backoff = { first: 100, longest: 400 };

interface Options {
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly bus: string;
  /** Told why events were not taken: EventBridge's code, or the call's own error. */
  readonly onFailure: (reason: unknown, events: number) => void;
  /** Waits, in milliseconds. */
  readonly pause?: (millis: number) => Promise<unknown>;
}

/**
 * Puts events on the bus, in order and ten a call, and tells of each whether it was taken. A call may fail in part: what
 * was not taken is tried again by itself. After an event that is not taken in the end no further call is made: all that
 * follows comes again with it.
 */
export type Publish = (events: readonly PublishedEvent[]) => Promise<readonly boolean[]>;

export const createPublish = ({ client, bus, onFailure, pause = sleep }: Options): Publish => {
  const put = async (entries: readonly PutEventsRequestEntry[]): Promise<readonly boolean[]> => {
    const taken = entries.map(() => false);
    for (let attempt = 0; attempt < tries && taken.includes(false); attempt += 1) {
      if (attempt > 0) await pause(pauseAfter(attempt, pauses));
      const open = [...entries.entries()].filter(([index]) => taken[index] === false);
      const reasons = await callFor(open.map(([, entry]) => entry));
      for (const [position, [index]] of open.entries()) taken[index] = reasons[position] === undefined;
      const refused = reasons.filter((reason) => reason !== undefined);
      if (refused.length > 0) onFailure(refused[0], refused.length);
    }
    return taken;
  };

  /** Of each entry why it was not taken, or `undefined`. */
  const callFor = async (entries: PutEventsRequestEntry[]): Promise<readonly unknown[]> => {
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
    const taken: boolean[] = [];
    for (const entries of callsFor(events.map((event) => entryOf(event, bus)))) {
      taken.push(...(await put(entries)));
      if (taken.includes(false)) break;
    }
    return events.map((_, index) => taken[index] ?? false);
  };
};

/** Cuts entries into what one call takes. One that is too large even by itself is for EventBridge to refuse. */
const callsFor = (entries: readonly PutEventsRequestEntry[]): readonly (readonly PutEventsRequestEntry[])[] => {
  const calls: PutEventsRequestEntry[][] = [];
  let last: PutEventsRequestEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '');
    if (calls.length === 0 || last.length === entriesPerCall || bytes + size > bytesPerCall) {
      last = [];
      calls.push(last);
      bytes = 0;
    }
    last.push(entry);
    bytes += size;
  }
  return calls;
};

const entryOf = ({ detailType, time, detail }: PublishedEvent, bus: string): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: source,
  DetailType: detailType,
  Time: time,
  Detail: JSON.stringify(detail),
});
