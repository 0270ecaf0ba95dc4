import { InexpressibleTimeError } from './errors.ts';

const hour = 3_600_000;

/** Made on first use, because most containers never schedule a message. */
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
 * Local time in Europe/Zurich, `YYYY-MM-DD HH:MM:SS`, for people. It is ambiguous in the hour that autumn repeats. For
 * scheduling use `toZurichTime`.
 */
export const readZurichClock = (instant: Date): string => format(instant.getTime());

/**
 * Local time in Europe/Zurich, `YYYY-MM-DD HH:MM:SS`, for the upstream; fractions of a second are dropped.
 *
 * In autumn the hour from 02:00 to 03:00 occurs twice, so its times mean two instants, and the upstream would have to
 * guess.
 * @throws InexpressibleTimeError in that hour, and for dates that are invalid or outside the years 1 to 9999
 */
export const toZurichTime = (instant: Date): string => {
  const time = instant.getTime();
  const local = Number.isNaN(time) || instant.getUTCFullYear() < 1 ? '' : format(time);
  if (!form.test(local)) throw new InexpressibleTimeError('The gateway cannot schedule a message for this time.');
  if (isRepeated(instant)) {
    throw new InexpressibleTimeError(
      `${instant.toISOString()} is in the hour that Europe/Zurich repeats when daylight saving time ends. ` +
        'The gateway takes local time, so the time would be ambiguous. Choose one outside that hour.',
    );
  }
  return local;
};

/** Whether the local time of this instant in Europe/Zurich occurs twice: also an hour before or after. */
export const isRepeated = (instant: Date): boolean => {
  const time = instant.getTime();
  const local = format(time);
  return local === format(time - hour) || local === format(time + hour);
};

/**
 * The instant of a local time in Europe/Zurich, `YYYY-MM-DD HH:MM:SS`.
 * @returns `undefined` for another form, and for dates that do not exist
 */
export const fromZurichTime = (local: string): Date | undefined => {
  if (!form.test(local)) return undefined;
  const reading = Date.parse(`${local.replace(' ', 'T')}Z`);
  // `Date.parse` reads 30 February as 2 March, and 24:00 as 00:00.
  const exists = !Number.isNaN(reading) && new Date(reading).toISOString().startsWith(local.replace(' ', 'T'));
  return exists ? fromZurichReading(reading) : undefined;
};

/**
 * The instant at which the local time in Europe/Zurich equals the UTC time of `reading` (milliseconds since 1970). In
 * the hour that autumn repeats, it is the earlier instant. In the hour that spring leaves out, the offset before it is
 * used (RFC 5545 §3.3.5).
 */
export const fromZurichReading = (reading: number): Date => {
  const local = new Date(reading).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length).replace('T', ' ');
  // Zurich is two hours ahead of UTC in summer and one in winter. Summer is right if formatting gives the same time
  // back.
  const summer = reading - 2 * hour;
  return new Date(format(summer) === local ? summer : reading - hour);
};

const form = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
