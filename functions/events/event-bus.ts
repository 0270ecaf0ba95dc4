import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { type PublishedEvent, source } from './published.ts';

/** Limits of EventBridge. */
const entriesPerCall = 10;
/** An entry that was not taken is tried again after 100, 200 and 400 ms. */
const tries = 4;
const firstPauseMillis = 100;

interface Options {
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly bus: string;
  /** Waits, in milliseconds. */
  readonly pause?: (millis: number) => Promise<unknown>;
}

/**
 * Puts events on the bus, in order and ten a call, and tells of each whether it was taken. A call may fail in part: what
 * was not taken is tried again by itself.
 */
export type Publish = (events: readonly PublishedEvent[]) => Promise<readonly boolean[]>;

export const createPublish = ({ client, bus, pause = sleep }: Options): Publish => {
  const put = async (events: readonly PublishedEvent[]): Promise<readonly boolean[]> => {
    const taken = events.map(() => false);
    for (let attempt = 0; attempt < tries && taken.includes(false); attempt += 1) {
      if (attempt > 0) await pause(firstPauseMillis * 2 ** (attempt - 1));
      const open = events.flatMap((event, index) => (taken[index] === true ? [] : [{ event, index }]));
      const Entries = open.map(({ event }) => entryOf(event, bus));
      const { Entries: results = [] } = await client
        .send(new PutEventsCommand({ Entries }))
        .catch(() => ({ Entries: [] }));
      for (const [position, { index }] of open.entries()) {
        const result = results[position];
        taken[index] = result !== undefined && result.ErrorCode === undefined;
      }
    }
    return taken;
  };

  return async (events) => {
    const taken: boolean[] = [];
    for (let start = 0; start < events.length; start += entriesPerCall) {
      taken.push(...(await put(events.slice(start, start + entriesPerCall))));
    }
    return taken;
  };
};

const entryOf = ({ detailType, time, detail }: PublishedEvent, bus: string): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: source,
  DetailType: detailType,
  Time: time,
  Detail: JSON.stringify(detail),
});
