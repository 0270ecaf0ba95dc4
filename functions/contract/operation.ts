import type * as v from 'valibot';
import type { ProblemType } from './problems.ts';
import type { Route } from './route.ts';

/** In a query, each member is a parameter. */
export type QuerySchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** What is asked and answered at a route. */
export interface Operation<
  Body extends v.GenericSchema = v.GenericSchema,
  Query extends v.GenericSchema = QuerySchema,
  Reply extends v.GenericSchema = v.GenericSchema,
  Preview extends v.GenericSchema = v.GenericSchema,
> {
  readonly route: Route;
  /** Absent: the request's body is not looked at. */
  readonly body?: Body;
  /** A request may have none, which is taken for an empty object. */
  readonly isBodyOptional?: true;
  /** Absent: query parameters are not looked at. */
  readonly query?: Query;
  /** That it takes beside the key. */
  readonly headers?: readonly RequestHeader[];
  readonly reply: {
    readonly status: 200 | 201 | 202;
    readonly body: Reply;
    readonly headers?: readonly ReplyHeader[];
  };
  /** Answered instead where the query asks what would be, and nothing is done; absent: nobody can. */
  readonly preview?: { readonly status: 200; readonly body: Preview };
  /** Beside those that follow from its route, body and query: see `problemsOf`. */
  readonly problems: readonly ProblemType[];
}

export type RequestHeader = 'Idempotency-Key';
export type ReplyHeader = 'Idempotent-Replayed';

/** All problems that an operation may answer with. */
export const problemsOf = ({ route, body, query, problems }: Operation): readonly ProblemType[] => [
  ...(body || query ? (['invalid-request'] as const) : []),
  ...(body ? (['malformed-request', 'payload-too-large', 'unsupported-media-type'] as const) : []),
  ...problems,
  // The key is looked up in the store.
  ...(route.scope ? (['store-unavailable', 'unauthenticated'] as const) : []),
  ...(route.scope && route.scope !== 'any' ? (['forbidden'] as const) : []),
  'internal',
];
