import type { Status } from '../contract/statuses.ts';
import type { Publish } from './event-bus.ts';

/** Leaves out changes to silent statuses, which count as published, and publishes the other events. */
export const allBut =
  (silent: readonly Status[], publish: Publish): Publish =>
  async (events) => {
    const told = events.filter(({ detail }) => !('status' in detail && silent.includes(detail.status)));
    const taken = await publish(told);
    const takenOf = new Map(told.map((event, index) => [event, taken[index] ?? false]));
    return events.map((event) => takenOf.get(event) ?? true);
  };
