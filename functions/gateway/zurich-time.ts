import { InexpressibleTimeError } from './errors.ts';

const hour = 3_600_000;

/** Made on first use: most cold starts never schedule. */
let formatter: Intl.DateTimeFormat | undefined;

const format = (instant: number): string => {
  formatter ??= new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
    timeZone: 'Europe/Zurich',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const parts = new Map(formatter.formatToParts(instant).map(({ type, value }) => [type, value]));
  const [year, month, day] = [parts.get('year'), parts.get('month'), parts.get('day')];
  const [hours, minutes, seconds] = [parts.get('hour'), parts.get('minute'), parts.get('second')];
  return `${year?.padStart(4, '0')}-${month}-${day} ${hours}:${minutes}:${seconds}`;
};

/**
 * The wall clock's reading in Europe/Zurich, `YYYY-MM-DD HH:MM:SS`, for people: in the hour that autumn repeats it does
 * not tell which of the two it was. To schedule, see `toZurichTime`.
 */
export const readZurichClock = (instant: Date): string => format(instant.getTime());

/**
 * The wall clock's reading in Europe/Zurich, `YYYY-MM-DD HH:MM:SS`; fractions of a second are dropped.
 *
 * In the hour that clocks go through twice in autumn (02:00 to 03:00) a reading means two instants. The gateway would
 * have to guess, so neither of them is given.
 * @throws InexpressibleTimeError in that hour, and for dates that are invalid or outside the years 1 to 9999
 */
export const toZurichTime = (instant: Date): string => {
  const time = instant.getTime();
  const year = instant.getUTCFullYear();
  if (Number.isNaN(time) || year < 1 || year > 9998) {
    throw new InexpressibleTimeError('This is not a time that the gateway can be given.');
  }
  const local = format(time);
  if (local === format(time - hour) || local === format(time + hour)) {
    throw new InexpressibleTimeError(
      `${instant.toISOString()} is within the hour that Europe/Zurich repeats when daylight saving time ends. ` +
        'The gateway takes local time only and could not tell which of the two is meant: choose a time outside that hour.',
    );
  }
  return local;
};

/**
 * The instant of a wall clock's reading in Europe/Zurich; the earlier one in the hour that autumn repeats.
 * @returns `undefined` for another form, for dates that do not exist and for the hour that spring leaves out
 */
export const fromZurichTime = (local: string): Date | undefined => {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(local)) return undefined;
  const asUtc = Date.parse(`${local.replace(' ', 'T')}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // Two hours ahead of UTC in summer, one in winter: the reading is right where formatting gives it back.
  const instant = [asUtc - 2 * hour, asUtc - hour].find((candidate) => format(candidate) === local);
  return instant === undefined ? undefined : new Date(instant);
};
