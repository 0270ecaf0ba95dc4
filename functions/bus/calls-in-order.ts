import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** Limits of EventBridge: entries a call, and bytes, with room for what it counts besides the detail. */
const entriesPerCall = 10;
const bytesPerCall = 240_000;

/** An event, and whose it is: the events of one subject go in order. */
export interface Line {
  readonly entry: PutEventsRequestEntry;
  readonly subject: string;
}

/**
 * Hands out what stands in line, in calls that may be made side by side: the first ones each time, but never one whose
 * subject has another under way or before it in the line. So a later event of a subject waits until the one before it was
 * taken, and what is under way is near the front: little comes again when a call fails.
 */
export const callsInOrder = <T extends Line>(lines: readonly T[]) => {
  let waiting = lines.map((line) => ({ line, bytes: Buffer.byteLength(line.entry.Detail ?? '') }));
  const underWay = new Set<string>();

  return {
    /** What the next call is to bring; empty where all that is left waits for what is under way. */
    next: (): readonly T[] => {
      const call: T[] = [];
      let bytes = 0;
      const blocked = new Set(underWay);
      waiting = waiting.filter((waiter) => {
        const { subject } = waiter.line;
        // One that is too large even by itself is for EventBridge to refuse.
        const hasRoom = call.length < entriesPerCall && (call.length === 0 || bytes + waiter.bytes <= bytesPerCall);
        if (!hasRoom || blocked.has(subject)) {
          blocked.add(subject);
          return true;
        }
        call.push(waiter.line);
        bytes += waiter.bytes;
        blocked.add(subject);
        return false;
      });
      for (const { subject } of call) underWay.add(subject);
      return call;
    },
    /** What the call brought was taken. */
    taken: (call: readonly T[]): void => {
      for (const { subject } of call) underWay.delete(subject);
    },
  };
};
