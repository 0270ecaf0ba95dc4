import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** EventBridge's limits per call: entries, and bytes with room for what counts besides the detail. */
const entriesPerCall = 10;
const bytesPerCall = 240_000;

/** An event to publish. Events of one subject are published in order. */
export interface Line {
  readonly entry: PutEventsRequestEntry;
  readonly subject: string;
}

/**
 * Groups events into calls that may be made at the same time. Each call takes the first events in line, unless an
 * earlier event of the same subject is in line or under way. So an event waits until the bus has taken the one before
 * it of the same subject. Events under way are near the front, so few are published again after a failed call.
 */
export const callsInOrder = <T extends Line>(lines: readonly T[]) => {
  let waiting = lines.map((line) => ({ line, bytes: Buffer.byteLength(line.entry.Detail ?? '') }));
  const underWay = new Set<string>();

  return {
    /** The events of the next call; empty if all remaining events wait for events under way. */
    next: (): readonly T[] => {
      const call: T[] = [];
      let bytes = 0;
      const blocked = new Set(underWay);
      waiting = waiting.filter((waiter) => {
        const { subject } = waiter.line;
        // An event too large for any call gets a call of its own, and EventBridge refuses it.
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
    /** The bus has taken all events of the call. */
    taken: (call: readonly T[]): void => {
      for (const { subject } of call) underWay.delete(subject);
    },
  };
};
