import * as v from 'valibot';
import { isOnCalendar } from './calendar.ts';

/** RFC 3339, section 5.6, takes `t` and `z` as well. */
const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** In a query, URL decoding may have turned the plus sign of an offset into a space. */
const rfc3339InQuery = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[ +-]\d{2}:\d{2})$/;

/** The offset may be impossible as well, such as +25:00. */
const exists = (text: string): boolean => isOnCalendar(text) && !Number.isNaN(Date.parse(text));

export const instant = v.pipe(
  v.string(),
  v.regex(rfc3339, 'Give a time as in RFC 3339, with its offset, such as 2026-12-24T18:00:00+01:00.'),
  v.toUpperCase(),
  v.check(exists, 'This time does not exist.'),
  v.metadata({ format: 'date-time', examples: ['2026-12-24T18:00:00+01:00'] }),
);

/** The first and the last instant of the years with four digits. */
const earliest = '0000-01-01T00:00:00.000Z';
const latest = '9999-12-31T23:59:59.999Z';

/** Records compare instants as text, so all are in UTC, to the millisecond, with a year of four digits. */
export const inUtc = (text: string): string =>
  new Date(Math.min(Math.max(Date.parse(text), Date.parse(earliest)), Date.parse(latest))).toISOString();

export const instantInUtc = v.pipe(
  v.string(),
  v.regex(
    rfc3339InQuery,
    'Give a time as in RFC 3339, with its offset, such as 2026-12-24T18:00:00+01:00 (`+` is %2B in a URL).',
  ),
  v.metadata({ format: 'date-time', examples: ['2026-12-24T18:00:00+01:00'] }),
  v.transform((text) => text.toUpperCase().replace(' ', '+')),
  v.check(exists, 'This time does not exist.'),
  v.transform(inUtc),
);
