import { instantsAt, wallAt } from '../../zones.ts';

/** The gateway is told times of this zone. */
export const zurich = 'Europe/Zurich';

/** When a message is to be sent, by the clocks where it is written. */
export interface Schedule {
  /** Absent: no clock there ever shows it. */
  readonly at?: Date;
  /** Clocks show it twice; the first is meant. */
  readonly isRepeated: boolean;
  /** The same is shown twice in Zurich. */
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
