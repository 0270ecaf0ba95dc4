const hour = 3_600_000;

/**
 * So many hours ahead, to the second. Two hours more if that falls into the hour that Europe/Zurich has twice, on the
 * last Sunday of October: the gateway cannot be told such times.
 */
export const hoursAhead = (hours: number, now = Date.now()): Date => {
  const at = new Date(Math.floor(now / 1000) * 1000 + hours * hour);
  const isLastSunday = at.getUTCMonth() === 9 && at.getUTCDate() >= 25 && at.getUTCDay() === 0;
  return isLastSunday && at.getUTCHours() < 2 ? new Date(at.getTime() + 2 * hour) : at;
};

/** A time for messages that must not be sent while a test runs. */
export const inAnHour = (): string => hoursAhead(1).toISOString();
