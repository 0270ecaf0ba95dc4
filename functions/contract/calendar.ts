/**
 * Whether a date and time exist, such as `2026-12-24T18:00:00`; what follows the seconds is ignored. `Date.parse` alone
 * reads 30 February as 2 March, and 24:00 as the next day.
 */
export const isOnCalendar = (wallClock: string): boolean => {
  const toTheSecond = wallClock.slice(0, 19);
  const instant = Date.parse(`${toTheSecond}Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 19) === toTheSecond;
};
