import * as v from 'valibot';
import { isOnCalendar } from './calendar.ts';

/** Times that a caller gives. */

/** RFC 3339, section 5.6, takes `t` and `z` as well. */
const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** In a query, the plus sign of an offset may have become a blank: it can mean nothing else. */
const rfc3339InQuery = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[ +-]\d{2}:\d{2})$/;

/** Its offset may be none, too. */
const exists = (text: string): boolean => isOnCalendar(text) && !Number.isNaN(Date.parse(text));

export const instant = v.pipe(
  v.string(),
  v.regex(rfc3339, 'Give a time as in RFC 3339, with its offset, such as 2026-12-24T18:00:00+01:00.'),
  v.toUpperCase(),
  v.check(exists, 'This time does not exist.'),
  v.metadata({ format: 'date-time', examples: ['2026-12-24T18:00:00+01:00'] }),
);

/** Of the years that have four digits. */
const earliest = '0000-01-01T00:00:00.000Z';
const latest = '9999-12-31T23:59:59.999Z';

/** Instants are compared as text in the record: all in UTC, to the millisecond, and with a year of four digits. */
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
