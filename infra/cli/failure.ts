import { ApiError, ConnectionError, type Problem, TextgateError, TimeoutError } from '../../functions/client/index.ts';
import { CommandError, exitCodes } from './errors.ts';
import { visible } from './visible.ts';

/** What a person is told of a failure, in a line or a few; the stack is for what is a mistake of this program's. */
export const toldOf = (error: unknown): string => wordsFor(error).trimEnd().split('\n').map(visible).join('\n');

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ApiError) return isRefusal(error) ? exitCodes.refused : exitCodes.unreachable;
  if (error instanceof ConnectionError || error instanceof TimeoutError) return exitCodes.unreachable;
  // An id or a key that cannot be one: the client asked nobody.
  return error instanceof TextgateError ? exitCodes.usage : exitCodes.refused;
};

/** An API Gateway without room, or a function that takes too long, is not the API. */
const isRefusal = ({ problem, status }: ApiError): boolean => problem !== undefined || (status < 500 && status !== 429);

const wordsFor = (error: unknown): string => {
  if (error instanceof ApiError) return linesOf(error).join('\n');
  if (error instanceof ConnectionError)
    return [`The gateway cannot be reached. ${error.message}`, ...hintFor(error)].join('\n');
  if (error instanceof TimeoutError) return `The gateway does not answer. ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  if (!isOurMistake(error)) return error.message;
  return `What answered is no textgate gateway, or this is a mistake of textgate's:\n${error.stack}`;
};

const linesOf = ({ message, status, problem, requestId, retryAfter }: ApiError): readonly string[] => [
  problem === undefined ? message : headOf(problem),
  ...(problem?.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`),
  ...(retryAfter === undefined ? [] : [`There is room again in ${spanOf(retryAfter)}.`]),
  ...(problem === undefined ? [hintAt(status)] : []),
  ...(status === 401 ? ['The key is that of --api-key, else TEXTGATE_API_KEY, else .local/stack.json.'] : []),
  ...(requestId === undefined ? [] : [`Request: ${requestId}`]),
];

/** API Gateway answers in the API's place, or something else does. */
const hintAt = (status: number): string =>
  status === 429 || status >= 500
    ? 'The gateway itself was not reached: it may have no room at the moment.'
    : 'Is this the address of a textgate gateway, as its output `ApiUrl` has it?';

/** Where fields are at fault, the detail says no more than that. */
const headOf = ({ title, status, detail, errors }: Problem): string =>
  `${title} (${status})${errors === undefined ? `: ${detail}` : ':'}`;

const spanOf = (seconds: number): string => {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`;
};

const hintFor = ({ message }: ConnectionError): readonly string[] =>
  /ECONNREFUSED (127\.|::1)/.test(message) ? ['Nothing listens there: is `npm start` still running?'] : [];

/** AWS' refusal, or that of a file, has words of its own. */
const isOurMistake = (error: Error): boolean => error instanceof TypeError || error instanceof ReferenceError;
