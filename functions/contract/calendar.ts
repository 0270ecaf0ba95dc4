/**
 * Whether there is such a time of a day: `2026-12-24T18:00:00`, and what comes after the seconds. `Date.parse` alone takes the
 * 30th of February for the 2nd of March, and 24:00 for the next day.
 */
export const isOnCalendar = (wallClock: string): boolean => {
  const toTheSecond = wallClock.slice(0, 19);
  const instant = Date.parse(`${toTheSecond}Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 19) === toTheSecond;
};
