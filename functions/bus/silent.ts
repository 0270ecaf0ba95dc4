import type { Status } from '../contract/statuses.ts';
import type { Publish } from './event-bus.ts';

/** Publishes all but changes to a status that nobody is to be told of: those count as taken. */
export const allBut =
  (silent: readonly Status[], publish: Publish): Publish =>
  async (events) => {
    const told = events.filter(({ detail }) => !('status' in detail && silent.includes(detail.status)));
    const taken = await publish(told);
    const takenOf = new Map(told.map((event, index) => [event, taken[index] ?? false]));
    return events.map((event) => takenOf.get(event) ?? true);
  };
