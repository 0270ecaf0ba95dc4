import { ApiError, type ApiErrorDetails, ConnectionError } from './errors.ts';
import { problemClasses } from './problem-classes.ts';
import type { Problem, ProblemType } from './types.ts';

/** What came back, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * The answer's JSON.
 * @param secret is not repeated in an error, should the answer do so: API Gateway's words for a header that it cannot
 * read quote it
 * @throws ApiError, or ConnectionError if the JSON ends early
 */
export const replyIn = <Reply>(answer: Answer, secret: string): Reply => {
  const { status, headers, text } = answer;
  if (status < 200 || status > 299) throw errorFor({ ...answer, text: text.replaceAll(secret, '***') });
  const reply = parsed<Reply>(text);
  if (isObject(reply)) return reply;
  // A connection that is closed at the end of an answer does not tell whether that is the end.
  if (headers.get('content-type')?.includes('json')) throw new ConnectionError('The answer is not whole.');
  throw new ApiError(`HTTP ${status}, and no JSON: it is not the API that answers at this url.`, { status });
};

const parsed = <T>(text: string): T | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const errorFor = ({ status, headers, text }: Answer): ApiError => {
  const body = parsed<unknown>(text);
  const problem = isProblem(body) ? body : undefined;
  const requestId = problem?.instance?.slice(instancePrefix.length) ?? headers.get('apigw-requestid') ?? undefined;
  const details: ApiErrorDetails = { status, requestId, problem, retryAfter: retryAfterIn(headers) };
  if (!problem) return new ApiError(wordsFor(status, body), details);
  const kind = problem.type.slice(problemPrefix.length);
  const Kind = isKnown(kind) ? problemClasses[kind] : ApiError;
  const fields = (problem.errors ?? []).map(({ pointer, detail }) => ` ${pointer}: ${detail}`);
  return new Kind(`${problem.title} (${status}). ${problem.detail}${fields.join('')}`, details);
};

const problemPrefix = 'urn:textgate:problem:';
const instancePrefix = 'urn:textgate:request:';

/** What only looks like one, as what somebody on the way has changed, is none. */
const isProblem = (body: unknown): body is Problem => {
  if (!isObject(body)) return false;
  const { type, title, detail, instance = '', errors = [] }: { readonly [Member in keyof Problem]?: unknown } = body;
  const isText = [type, title, detail, instance].every((member) => typeof member === 'string');
  return isText && String(type).startsWith(problemPrefix) && Array.isArray(errors) && errors.every(isFieldProblem);
};

const isFieldProblem = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { pointer, detail }: { readonly pointer?: unknown; readonly detail?: unknown } = value;
  return typeof pointer === 'string' && typeof detail === 'string';
};

const isKnown = (kind: string): kind is ProblemType => Object.hasOwn(problemClasses, kind);

/**
 * For what the API itself did not answer: a browser shows a redirect as status 0, and API Gateway says `{"message"}`.
 */
const wordsFor = (status: number, body: unknown): string => {
  if (status < 400)
    return `HTTP ${status}: the url leads elsewhere, where the API key is not sent. Give the address itself.`;
  const message = isObject(body) && 'message' in body && typeof body.message === 'string' ? body.message : undefined;
  return `HTTP ${status}: ${message ?? 'not in the words of the API'}`;
};

/**
 * Seconds. RFC 9110, section 10.2.3: a number of them, or a date; one that has passed says no more than that the clocks
 * differ.
 */
const retryAfterIn = (headers: Headers): number | undefined => {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value);
  const seconds = value.endsWith('GMT') ? (Date.parse(value) - Date.now()) / 1_000 : 0;
  return seconds > 0 ? seconds : undefined;
};
