import type * as v from 'valibot';
import type { ProblemType } from './problems.ts';
import type { Route } from './route.ts';

/** Each member is a query parameter. */
export type QuerySchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** The request and the answers of a route. */
export interface Operation<
  Body extends v.GenericSchema = v.GenericSchema,
  Query extends v.GenericSchema = QuerySchema,
  Reply extends v.GenericSchema = v.GenericSchema,
  Preview extends v.GenericSchema = v.GenericSchema,
> {
  readonly route: Route;
  /** Absent: the body of the request is ignored. */
  readonly body?: Body;
  /** A missing body counts as an empty object. */
  readonly isBodyOptional?: true;
  /** Absent: query parameters are ignored. */
  readonly query?: Query;
  /** Besides `Authorization`. */
  readonly headers?: readonly RequestHeader[];
  readonly reply: {
    readonly status: 200 | 201 | 202;
    readonly body: Reply;
    readonly headers?: readonly ReplyHeader[];
  };
  /** The answer to a dry run. Absent: the operation has none. */
  readonly preview?: { readonly status: 200; readonly body: Preview };
  /** Besides those that follow from the route, body and query: see `problemsOf`. */
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
