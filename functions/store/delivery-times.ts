import { ulid } from '../runtime/ulid.ts';

/**
 * The bounds of the ids of events that occurred between two times, to the millisecond. All these ids sort after
 * `after`, and none after `until`.
 */
export const eventsBetween = (since: string, until: string): { readonly after: string; readonly until: string } => ({
  // The first ten digits of an id are its time since 1970. They alone sort before every id that begins with them.
  after: `evt_${ulid(Math.max(0, Date.parse(since)), new Uint8Array(10)).slice(0, 10)}`,
  until: `evt_${ulid(Date.parse(until), new Uint8Array(10).fill(0xff))}`,
});
