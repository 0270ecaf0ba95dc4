import * as v from 'valibot';
import { described, integer } from './fields.ts';

/**
 * One mistake in a request. `pointer` is a JSON Pointer (RFC 6901) into the body, `?limit` for a query parameter,
 * `{number}` for a path parameter, or the name of a header.
 */
export const inputProblem = v.object({ pointer: v.string(), code: v.string(), detail: v.string() });

/** The body of every error. */
export const problemReply = v.object({
  type: described(v.string(), 'Stable: programs may branch on it.'),
  title: v.string(),
  status: described(integer, 'The HTTP status.'),
  detail: v.string(),
  instance: v.exactOptional(described(v.string(), 'The id of this request: quote it when you ask about it.')),
  errors: v.exactOptional(v.array(inputProblem)),
});
