import { instantsAt, wallAt } from '../../zones.ts';

/** The gateway takes times in this zone. */
export const zurich = 'Europe/Zurich';

/** When to send a message, from a local time where it is written. */
export interface Schedule {
  /** Absent: the local time does not exist. */
  readonly at?: Date;
  /** The local time comes twice; the first one is used. */
  readonly isRepeated: boolean;
  /** The same time comes twice in Zurich. */
  readonly isRepeatedInZurich: boolean;
}

export const scheduleFor = (wall: string, zone: string): Schedule => {
  const [at, again] = instantsAt(wall, zone);
  if (at === undefined) return { isRepeated: false, isRepeatedInZurich: false };
  return {
    at,
    isRepeated: again !== undefined,
    isRepeatedInZurich: instantsAt(wallAt(at, zurich), zurich).length > 1,
  };
};
