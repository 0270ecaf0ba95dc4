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

/** The API that this page came from. `onRefused` is told when it does not take the key any more. */
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

/** Whether the same would perhaps succeed in a while. */
export const mayPass = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  error instanceof TimeoutError ||
  (error instanceof ApiError && (error.status === 429 || error.status >= 500));

/**
 * Whether it is certain that nothing was done, also by an attempt before whose answer was lost: only the API itself can say
 * so, and not where it asks whose key it is (401, 403), which is before it looks for that attempt.
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
  /** Each field at fault, by its JSON Pointer. */
  readonly fields: readonly { readonly pointer: string; readonly detail: string }[];
  /** To be quoted to whoever runs the API. */
  readonly requestId?: string;
}

/** What to say of something that failed: the API's own words, where it gave any. */
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
