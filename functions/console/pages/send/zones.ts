/** Times of a clock on the wall, and the instants that they are. */

export const zurich = 'Europe/Zurich';

/**
 * When the clocks of a zone show this: never in the hour that summer time skips, twice in the one that winter time repeats.
 * @param wall as an input has it: `2026-10-25T02:30`
 */
export const instantsAt = (wall: string, zone: string): readonly Date[] => {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return [];
  const offsets = new Set([-dayMillis, dayMillis].map((away) => offsetAt(asUtc + away, zone)));
  return [...offsets]
    .map((offset) => asUtc - offset)
    .filter((instant) => instant + offsetAt(instant, zone) === asUtc)
    .sort((a, b) => a - b)
    .map((instant) => new Date(instant));
};

/** What the clocks of a zone show, as an input has it. */
export const wallAt = (instant: Date, zone: string): string =>
  new Date(instant.getTime() + offsetAt(instant.getTime(), zone)).toISOString().slice(0, 16);

const dayMillis = 86_400_000;

/** Milliseconds that a zone is ahead of UTC. */
const offsetAt = (instant: number, zone: string): number => {
  const part = Object.fromEntries(
    fieldsOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
};

const fieldsOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

/** When a message is to be sent, by the clocks where it is written. */
export interface Schedule {
  /** Absent: no clock there ever shows it. */
  readonly at?: Date;
  /** Clocks show it twice; the first is meant. */
  readonly isRepeated: boolean;
  /** The same is shown twice in Zurich, whose time the gateway is told. */
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
