import { ulid } from '../runtime/ulid.ts';

/** Deliveries' ids sort by the time of their events, to the millisecond. The ids that an event of these times may have, from the first to the last. */
export const eventsBetween = (since: string, until: string): { readonly first: string; readonly last: string } => ({
  first: `evt_${ulid(Date.parse(since), new Uint8Array(10))}`,
  last: `evt_${ulid(Date.parse(until), new Uint8Array(10).fill(0xff))}`,
});
