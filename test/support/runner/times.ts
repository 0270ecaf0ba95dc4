const hour = 3_600_000;

/**
 * So many hours ahead, to the second; two more where that is in the hour which Europe/Zurich goes through twice, on the
 * last Sunday of October, and which the gateway cannot be told.
 */
export const hoursAhead = (hours: number, now = Date.now()): Date => {
  const at = new Date(Math.floor(now / 1000) * 1000 + hours * hour);
  const isLastSunday = at.getUTCMonth() === 9 && at.getUTCDate() >= 25 && at.getUTCDay() === 0;
  return isLastSunday && at.getUTCHours() < 2 ? new Date(at.getTime() + 2 * hour) : at;
};

/** For a message that is not to go out while a test runs. */
export const inAnHour = (): string => hoursAhead(1).toISOString();
