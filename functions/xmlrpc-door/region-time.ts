const second = 1000;
const day = 24 * 3600 * second;

/**
 * How far clocks in a region, such as `America/New_York`, are ahead of UTC when they show `reading` (in milliseconds
 * since 1970, as if the clock were in UTC). If autumn repeats the hour, the earlier one counts. If spring skips it, the
 * offset before the change counts (RFC 5545 §3.3.5).
 * @returns `undefined` for an unknown region
 */
export const aheadInRegion = (region: string, reading: number): number | undefined => {
  const format = formatOf(region);
  if (format === undefined) return undefined;
  const before = aheadAt(format, reading - day);
  const after = aheadAt(format, reading + day);
  return [before, after].find((ahead) => aheadAt(format, reading - ahead) === ahead) ?? before;
};

const formatOf = (timeZone: string): Intl.DateTimeFormat | undefined => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** The offset is written as `GMT-05:00`, or `GMT` alone. Before there were time zones it has seconds. */
const aheadAt = (format: Intl.DateTimeFormat, instant: number): number => {
  const offset = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [hours = 0, minutes = 0, seconds = 0] = (offset.match(/[0-9]+/g) ?? []).map(Number);
  const distance = ((hours * 60 + minutes) * 60 + seconds) * second;
  return /[-\u2212]/.test(offset) ? -distance : distance;
};
