import * as v from 'valibot';
import { described, limitedText } from './fields.ts';

const wholeNumberIn = (min: number, max: number) =>
  v.pipe(v.string(), v.digits('Must be a whole number.'), v.toNumber(), v.minValue(min), v.maxValue(max));

/** Of every list: how it is asked for page by page. */
export const pageParameters = {
  limit: v.exactOptional(described(wholeNumberIn(1, 100), 'The most entries on a page.'), '20'),
  cursor: v.exactOptional(described(limitedText(500), 'Of the page before: where to go on.')),
} as const;

export const nextCursor = v.nullable(
  described(v.string(), 'Pass it on to get the next page; `null`: this was the last.'),
);
