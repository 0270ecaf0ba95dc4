import * as v from 'valibot';
import { described, limitedText } from './fields.ts';

const wholeNumberIn = (min: number, max: number) =>
  v.pipe(v.string(), v.digits('Must be a whole number.'), v.toNumber(), v.minValue(min), v.maxValue(max));

/** The paging parameters of every list. */
export const pageParameters = {
  limit: v.exactOptional(described(wholeNumberIn(1, 100), 'How many entries a page has at most.'), '20'),
  cursor: v.exactOptional(described(limitedText(500), 'The `cursor` of the previous page: continues after it.')),
} as const;

export const nextCursor = v.nullable(
  described(v.string(), 'Give it as `cursor` to get the next page. `null`: this is the last page.'),
);
