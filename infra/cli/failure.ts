import { ApiError, ConnectionError, type Problem, TextgateError, TimeoutError } from '../../functions/client/index.ts';
import { duration } from './duration.ts';
import { CommandError, exitCodes } from './errors.ts';
import { visible } from './visible.ts';

/** Explains a failure to a person in a few lines. Only a probable bug of this program shows its stack. */
export const explain = (error: unknown): string => wordsFor(error).trimEnd().split('\n').map(visible).join('\n');

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ApiError) return isFromApi(error) ? exitCodes.failed : exitCodes.unreachable;
  if (error instanceof ConnectionError || error instanceof TimeoutError) return exitCodes.unreachable;
  // The client itself rejects a malformed id or key: no request was made.
  return error instanceof TextgateError ? exitCodes.usage : exitCodes.failed;
};

/** An answer without a problem document may come from API Gateway: no capacity, or a function that timed out. */
const isFromApi = ({ problem, status }: ApiError): boolean => problem !== undefined || (status < 500 && status !== 429);

const wordsFor = (error: unknown): string => {
  if (error instanceof ApiError) return linesOf(error).join('\n');
  if (error instanceof ConnectionError)
    return [`textgate cannot be reached. ${error.message}`, ...hintFor(error)].join('\n');
  if (error instanceof TimeoutError) return `textgate did not answer in time. ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  if (!isProbableBug(error)) return error.message;
  return `Unexpected error: either the server at this address is not textgate, or this is a bug in textgate.\n${error.stack}`;
};

const linesOf = ({ message, status, problem, requestId, retryAfter }: ApiError): readonly string[] => [
  problem === undefined ? message : headOf(problem),
  ...(problem?.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`),
  ...(retryAfter === undefined ? [] : [`Retry after ${duration(retryAfter)}.`]),
  ...(problem === undefined ? [hintAt(status)] : []),
  ...(status === 401 ? ['The key was taken from --api-key, else TEXTGATE_API_KEY, else .local/stack.json.'] : []),
  ...(requestId === undefined ? [] : [`Request id: ${requestId}`]),
];

/** For an answer that did not come from the API. */
const hintAt = (status: number): string =>
  status === 429 || status >= 500
    ? 'This answer is not from textgate itself, which may be overloaded. Try again later.'
    : 'Is this the address of textgate? The stack output `ApiUrl` has it.';

/** If there are errors of fields, the detail only says that there are: it is left out. */
const headOf = ({ title, status, detail, errors }: Problem): string =>
  `${title} (${status})${errors === undefined ? `: ${detail}` : ':'}`;

const hintFor = ({ message }: ConnectionError): readonly string[] =>
  /ECONNREFUSED (127\.|::1)/.test(message) ? ['Nothing listens at this address. Is `npm start` still running?'] : [];

/** Errors of AWS and of the file system have other classes, and messages that explain themselves. */
const isProbableBug = (error: Error): boolean => error instanceof TypeError || error instanceof ReferenceError;
