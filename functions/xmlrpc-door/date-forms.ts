import { aheadInRegion } from './region-time.ts';

/*
 * The spellings of a date that programs send. What names one instant or one wall time is read, whichever language's
 * habit it is: a date that is not understood has the message sent at once, which nobody can call back.
 */

/** What a date names: a wall clock's reading, and how far that clock is ahead of UTC; without this it is Zurich's. */
export interface NamedTime {
  /** The reading, as milliseconds since 1970 were the clock in UTC. */
  readonly reading: number;
  readonly aheadOfUtc: number | undefined;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Each month's names and their short forms in English, German, French and Italian: programs write their own language.
 */
const months = [
  'jan(?:uary|uar|vier|v)?|jän(?:ner)?|gen(?:naio|n)?',
  'feb(?:ruary|ruar|braio|b|r)?|f[eé]v(?:rier|r)?',
  'mar(?:ch|s|zo)?|märz?|maerz|mrz',
  'apr(?:ile|il)?|avr(?:il)?',
  'may|mai|mag(?:gio)?',
  'june?|juni|juin|giu(?:gno)?',
  'july?|juli|juil(?:let)?|lug(?:lio)?',
  'aug(?:ust)?|ao[uû]t?|ago(?:sto)?',
  'sept?(?:ember|embre)?|set(?:tembre|t)?',
  'oct(?:ober|obre)?|okt(?:ober)?|ott(?:obre)?',
  'nov(?:ember|embre)?',
  'dec(?:ember)?|d[eé]c(?:embre)?|dez(?:ember)?|dic(?:embre)?',
];

/** Hours ahead of UTC, by the names that RFC 2822 §4.3 knows, and by those of Europe. */
const zoneNames: ReadonlyMap<string, number> = new Map([
  ...['z', 'utc', 'gmt', 'ut', 'wet'].map((name) => [name, 0] as const),
  ...['cet', 'mez', 'met', 'west'].map((name) => [name, 1] as const),
  ...['cest', 'mesz', 'mest', 'eet'].map((name) => [name, 2] as const),
  ['eest', 3],
  ...[...'ecmp'].flatMap((letter, index) => [
    [`${letter}dt`, -4 - index] as const,
    [`${letter}st`, -5 - index] as const,
  ]),
]);

const letter = '[a-zà-ÿ]';
const year = '(?<year>[0-9]{4})';
/** 24, 24th, 24th of; French 1er, Italian 1º */
const namedDay = '(?<day>[0-9]{1,2})(?:st|nd|rd|th|er|o)?(?: of)?';
const namedMonth = `(?<name>${months.join('|')})\\.?`;

/** Each is a whole date. Years have four digits: in "10.11.12" nobody can tell which number is what. */
const dateForms: readonly string[] = [
  // 2026-12-24, 2026/12/24: where the year comes first, the month is next. 20261224: ISO 8601's basic form.
  `${year}(?<mark>[-/.])(?<month>[0-9]{1,2})\\k<mark>(?<day>[0-9]{1,2})`,
  `${year}(?<month>[0-9]{2})(?<day>[0-9]{2})`,
  // 2026-358 and 2026-W52-4, ISO 8601's day of the year and of the week.
  `${year}-?(?<dayOfYear>[0-9]{3})`,
  `${year}-?w(?<week>[0-9]{2})-?(?<dayOfWeek>[1-7])`,
  // 24.12.2026: with dots the day comes first.
  `(?<day>[0-9]{1,2})\\. ?(?<month>[0-9]{1,2})\\. ?${year}`,
  // 24 Dec 2026, 24-Dec-2026, 24. Dezember 2026; December 24, 2026; 2026-Dec-24: a name leaves no doubt.
  `${namedDay}[-/. ]{0,2}${namedMonth}[-/, ]{0,2}${year}`,
  `${namedMonth} ?${namedDay}[, ]{1,2}${year}`,
  `${year}[-/ ]?${namedMonth}[-/ ]?(?<day>[0-9]{1,2})`,
  // 24/12/2026 and 12/24/2026: read where only one order of day and month makes a date, or both make the same.
  `(?<either>[0-9]{1,2})(?<mark>[-/])(?<other>[0-9]{1,2})\\k<mark>${year}`,
];

const fraction = '(?:[.,:][0-9]+)?';
/** Not the beginning of America/New_York. */
const halfOfDay = '(?: ?(?<half>[ap])\\.? ?m(?![a-z])\\.?)?';
/** A dot before one digit alone may be that of a fraction. */
const dot = '\\.(?=[0-9]{2})';
/** 18:00, 9:00:00, 18:0:0, 18:00:00.123 with any number of digits, 6:00 PM, 18.00 Uhr, 18h00 */
const clockWithMarks =
  `(?<hour>[0-9]{1,2})(?:[:h]|${dot})(?<minute>[0-9]{1,2})(?:(?::|${dot})(?<second>[0-9]{1,2}))?${fraction}` +
  `${halfOfDay}(?: ?(?:uhr|h))?`;
/** After a hyphen nothing less: in 2026-12-24-05:00 it may be the zone. */
const clockToTheSecond = `(?<hour>[0-9]{1,2})(?<colon>[:.]?)(?<minute>[0-9]{2})\\k<colon>(?<second>[0-9]{2})${fraction}`;
const clock = [
  clockWithMarks,
  // 1800 and 180000, ISO 8601's basic form
  `(?<hour>[0-9]{2})(?<minute>[0-9]{2})(?:(?<second>[0-9]{2})${fraction})?`,
  // 18, 6 PM, 18 Uhr; but 10-12 is no hour with its zone
  `(?<hour>[0-9]{1,2})${halfOfDay}(?: ?(?:uhr|h))?(?! ?[-+])`,
].join('|');

const offset = '(?<sign>[-+])(?<aheadHours>[0-9]{1,2})(?::?(?<aheadMinutes>[0-9]{2}))?(?::?00)?';
const abbreviation = '[a-z]{1,4}';
const region = '[a-z]+(?:/[a-z0-9_+-]+){1,2}';
/** +01:00, Z, CET, +0100 CET, GMT+0100 (Central European Standard Time), +01:00[Europe/Zurich] */
const zoneWithRemark =
  `(?:(?:utc|gmt)? ?${offset}(?: (?:[a-z]{3,4}|${region}))?|(?<zone>${abbreviation}))` +
  `(?: ?\\([^()]*\\)| ?\\[[a-z0-9/_+-]+\\])?`;
/** As above; Europe/Zurich, [Europe/Zurich], (UTC) */
const zone = `(?: ?(?:${zoneWithRemark}|[([]?(?<region>${abbreviation}|${region})[)\\]]?))?`;

/** In the four languages, too, and with the article that goes before a date. It says nothing that the date does not. */
const article = '(?:(?:the|den|dem|der|am|le|il) )?';
const weekday = `(?:(?:mo|tu|we|th|fr|sa|su|di|mi|do|so|lu|ma|me|je|gi|ve)${letter}*\\.?,? )?${article}`;
const between = '(?: ?t ?|,? |,|:|_|,? (?:at|um|à|alle|ore|alle ore|-) )';

const wholeForms: readonly string[] = [
  // A date without a time is read as its first moment.
  ...dateForms.map((date) => `${weekday}${date}(?:${between}(?:${clock})${zone})?`),
  ...dateForms.map((date) => `${clockWithMarks}${zone},? ${weekday}${date}`),
  // 20261224180000 and 202612241800: MySQL, and ISO 8601 without any mark
  `${year}(?<month>[0-9]{2})(?<day>[0-9]{2})(?<hour>[0-9]{2})(?<minute>[0-9]{2})(?<second>[0-9]{2})?${fraction}${zone}`,
  // 2026-12-24-18.00.00.000000, as DB2 has it, 2026-12-24-18:00:00, 20261224-180000
  ...dateForms.map((date) => `${date}-${clockToTheSecond}${zone}`),
  // Thu Dec 24 18:00:00 2026: C's asctime, and with a zone before the year Java's Date; Thu 24 Dec 18:00:00 CET 2026:
  // `date`
  `${weekday}${namedMonth} (?<day>[0-9]{1,2}) ${clockWithMarks}${zone} ${year}`,
  `${weekday}${namedDay}\\.? ${namedMonth} ${clockWithMarks}${zone} ${year}`,
];

/** No date is longer. A body has room for texts of which the patterns would make long work. */
const longest = 100;

/** Made on first use: most cold starts never schedule. */
let forms: readonly RegExp[] | undefined;

/** @returns `undefined` for what names no time, or leaves in doubt which */
export const readNamedTime = (date: string): NamedTime | undefined => {
  const bare = date.trim();
  if (bare.length > longest) return undefined;
  const text = inPlainSigns(bare);
  const unix = readUnixTime(text);
  if (unix !== undefined) return { reading: unix, aheadOfUtc: 0 };
  forms ??= wholeForms.map((form) => new RegExp(`^${form}$`, 'i'));
  for (const form of forms) {
    const named = timeIn(form.exec(text)?.groups);
    if (named !== undefined) return named;
  }
  return undefined;
};

/**
 * Blanks of any kind and number are one, signs that nobody sees are none, and a hyphen or minus may be the
 * typographer's. A sentence that the date was in has left its full stop.
 */
const inPlainSigns = (date: string): string =>
  unwrapped(
    date
      .normalize('NFKC')
      .replaceAll(/[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu, '')
      .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
    .replace(/[ .,;]+$/, '')
    .trim();

/**
 * What languages put around their dates: JSON quotes, JDBC and ODBC {ts '…'}, and .NET /Date(…+0100)/, which is UTC
 * still.
 */
const unwrapped = (text: string): string =>
  text
    .replace(/^\{ ?(?:ts|d) ?('.*') ?\}$/i, '$1')
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^\\?\/Date\(([0-9]+)(?:[-+][0-9]{4})?\)\\?\/$/i, '$1');

/**
 * Seconds since 1970, from 2001 on and of 32 bits, or their thousandths, millionths, billionths: the size tells which.
 */
const readUnixTime = (text: string): number | undefined => {
  if (!/^@?[0-9]+(?:\.[0-9]*)?(?:e\+?[0-9]{1,2})?$/i.test(text)) return undefined;
  const number = Number(text.replace('@', ''));
  const seconds = [1, 1e3, 1e6, 1e9].map((unit) => number / unit).find((count) => count >= 1e9 && count < 2 ** 32);
  return seconds === undefined ? undefined : Math.floor(seconds) * second;
};

type Fields = Readonly<Record<string, string | undefined>>;

const timeIn = (fields: Fields | undefined): NamedTime | undefined => {
  if (fields === undefined) return undefined;
  const [midnight, time] = [dateIn(fields), clockIn(fields)];
  if (midnight === undefined || time === undefined) return undefined;
  const reading = midnight + time;
  const ahead = aheadIn(fields, reading);
  return ahead === 'unknown' ? undefined : { reading, aheadOfUtc: ahead };
};

const number = (field: string | undefined): number => Number(field ?? 0);

const dateIn = ({ year, month, day, name, dayOfYear, week, dayOfWeek, either, other }: Fields): number | undefined => {
  if (dayOfYear !== undefined) return dayOfYearOf(number(year), number(dayOfYear));
  if (week !== undefined) return dayOfWeekOf(number(year), number(week), number(dayOfWeek));
  if (name !== undefined) return dateOf(number(year), monthNamed(name), number(day));
  if (either === undefined) return dateOf(number(year), number(month), number(day));
  const readings = new Set([
    dateOf(number(year), number(either), number(other)),
    dateOf(number(year), number(other), number(either)),
  ]);
  readings.delete(undefined);
  const [only] = readings;
  return readings.size === 1 ? only : undefined;
};

const monthNamed = (name: string): number =>
  months.findIndex((names) => new RegExp(`^(?:${names})$`, 'i').test(name)) + 1;

/** The first moment of a day, as the clock in UTC reads it; `undefined` for a day that does not exist. */
const dateOf = (year: number, month: number, day: number): number | undefined => {
  // Not Date.UTC, which takes the years from 0 to 99 for others.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
};

const dayOfYearOf = (year: number, count: number): number | undefined => {
  const [first, next] = [dateOf(year, 1, 1), dateOf(year + 1, 1, 1)];
  if (first === undefined || next === undefined || count === 0) return undefined;
  const date = first + (count - 1) * day;
  return date < next ? date : undefined;
};

/** The first week of a year is that of its 4 January, and begins on a Monday. */
const dayOfWeekOf = (year: number, week: number, dayOfWeek: number): number | undefined => {
  const [first, next] = [firstMonday(year), firstMonday(year + 1)];
  const date = first + ((week - 1) * 7 + dayOfWeek - 1) * day;
  return week > 0 && date < next ? date : undefined;
};

const firstMonday = (year: number): number => {
  const fourth = new Date(dateOf(year, 1, 4) ?? Number.NaN);
  return fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * day;
};

/** Milliseconds since midnight. 24:00 is the next one, and a leap second the moment after it. */
const clockIn = ({ hour: hours, minute: minutes, second: seconds, half }: Fields): number | undefined => {
  const [h, m, s] = [hourOfDay(number(hours), half), number(minutes), number(seconds)];
  if (h === undefined || m > 59 || s > 60 || h > 24 || (h === 24 && m + s > 0)) return undefined;
  return h * hour + m * minute + s * second;
};

/** 12 AM is midnight, 12 PM noon. What both count to 24 and say "PM" mean one time all the same. */
const hourOfDay = (hours: number, half: string | undefined): number | undefined => {
  if (half === undefined) return hours;
  if (half.toLowerCase() === 'p') return hours < 12 ? hours + 12 : hours;
  return hours > 12 ? undefined : hours % 12;
};

const aheadIn = (
  { zone, region, sign, aheadHours, aheadMinutes }: Fields,
  reading: number,
): number | undefined | 'unknown' => {
  const name = (zone ?? region)?.toLowerCase();
  if (name === 'europe/zurich') return undefined;
  if (name?.includes('/')) return aheadInRegion(name, reading) ?? 'unknown';
  if (name !== undefined) return hoursAhead(zoneNames.get(name));
  if (sign === undefined) return undefined;
  if (number(aheadHours) > 14 || number(aheadMinutes) > 59) return 'unknown';
  const ahead = number(aheadHours) * hour + number(aheadMinutes) * minute;
  return sign === '-' ? -ahead : ahead;
};

const hoursAhead = (hours: number | undefined): number | 'unknown' => (hours === undefined ? 'unknown' : hours * hour);
