import {
  ApiError,
  ConnectionError,
  ForbiddenError,
  IdempotencyKeyReusedError,
  RequestInFlightError,
  Textgate,
  TimeoutError,
} from '../client/index.ts';
import { words } from './words.ts';

/** A client of the API that serves this page. `onRefused` is called if the API does not accept the key any more. */
export const connectionFor = (apiKey: string, url: string, onRefused: () => void = () => {}): Textgate =>
  new Textgate({
    url,
    apiKey,
    fetch: async (...request) => {
      const answer = await fetch(...request);
      if (answer.status === 401) onRefused();
      return answer;
    },
  });

/** Whether a retry may succeed. */
export const mayPass = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  error instanceof TimeoutError ||
  (error instanceof ApiError && (error.status === 429 || error.status >= 500));

/**
 * Whether it is certain that nothing was done, not even by an earlier attempt that lost its answer. Only the API itself
 * can say so. An answer about the key (401, 403) does not say so, because the API checks the key before it looks for
 * earlier attempts.
 */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.problem !== undefined &&
  error.status >= 400 &&
  error.status < 500 &&
  !(error.status === 401 || error.status === 403 || mayPass(error)) &&
  !(error instanceof RequestInFlightError || error instanceof IdempotencyKeyReusedError);

export interface Explained {
  readonly text: string;
  /** Each wrong field, by its JSON Pointer. */
  readonly fields: readonly { readonly pointer: string; readonly detail: string }[];
  /** For users to quote to whoever runs the API. */
  readonly requestId?: string;
}

/** Explains an error to users, in the API's own words if it gave any. */
export const explain = (error: unknown): Explained => {
  if (error instanceof ConnectionError) return { text: words.errors.connection, fields: [] };
  if (error instanceof TimeoutError) return { text: words.errors.timeout, fields: [] };
  if (!(error instanceof ApiError)) return { text: words.errors.unexpected, fields: [] };
  const { problem, requestId, status } = error;
  const busy = status === 429 || status === 503 ? words.errors.busy : words.errors.unexpected;
  return {
    text: error instanceof ForbiddenError ? words.errors.forbidden : (problem?.detail ?? problem?.title ?? busy),
    fields: problem?.errors ?? [],
    ...(requestId !== undefined && { requestId }),
  };
};
