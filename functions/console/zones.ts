/* Converts local times, as in `<input type="datetime-local">`, to instants and back. */

/** The browser's time zone. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * The instants at which clocks in a zone show a local time. There are none in the hour that summer time skips, and two
 * in the hour that comes twice when it ends.
 * @param wall `2026-10-25T02:30`
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

/** The local time in a zone, without seconds. */
export const wallAt = (instant: Date, zone = ownZone()): string =>
  new Date(instant.getTime() + offsetAt(instant.getTime(), zone)).toISOString().slice(0, 16);

const dayMillis = 86_400_000;

/** The milliseconds that a zone is ahead of UTC. */
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
