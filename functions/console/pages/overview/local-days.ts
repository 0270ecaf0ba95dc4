const hour = 3_600_000;

/**
 * When a day of the browser's time zone begins, as one of the UTC hours that the statistics have. In a zone that is off
 * by half an hour, midnight falls within such an hour. The hour then belongs to the day that has most of it; if the
 * halves are equal, to the later day.
 * @param daysBefore how many days before `now`; below 0: after it
 */
export const dayStart = (now: Date, daysBefore = 0): Date => {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBefore);
  return new Date(Math.ceil(midnight.getTime() / hour - 0.5) * hour);
};

export interface Span {
  readonly start: Date;
  readonly end: Date;
}

/** The last days including today, oldest first. A day on which the clocks change has 23 or 25 hours. */
export const lastDays = (now: Date, count: number): readonly Span[] =>
  Array.from({ length: count }, (_, index) => {
    const daysBefore = count - 1 - index;
    return { start: dayStart(now, daysBefore), end: dayStart(now, daysBefore - 1) };
  });

export const hoursOf = ({ start, end }: Span): readonly Span[] =>
  Array.from({ length: Math.round((end.getTime() - start.getTime()) / hour) }, (_, index) => ({
    start: new Date(start.getTime() + index * hour),
    end: new Date(start.getTime() + (index + 1) * hour),
  }));
