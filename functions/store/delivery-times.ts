import { ulid } from '../runtime/ulid.ts';

/**
 * Between which keys the ids of events of these times are, to the millisecond: all of them are after the first, and none is
 * after the last.
 */
export const eventsBetween = (since: string, until: string): { readonly after: string; readonly until: string } => ({
  // Ten digits are the time, from 1970 on: the beginning of an id sorts before it.
  after: `evt_${ulid(Math.max(0, Date.parse(since)), new Uint8Array(10)).slice(0, 10)}`,
  until: `evt_${ulid(Date.parse(until), new Uint8Array(10).fill(0xff))}`,
});
