import { ApiError, type ApiErrorDetails, ConnectionError } from './errors.ts';
import { problemClasses } from './problem-classes.ts';
import type { Problem, ProblemType } from './types.ts';

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Reads the answer's JSON.
 * @param secret removed from errors: API Gateway quotes a header that it cannot read
 * @throws ApiError; ConnectionError if the JSON ends early
 */
export const replyIn = <Reply>(answer: Answer, secret: string): Reply => {
  const { status, headers, text } = answer;
  if (status < 200 || status > 299) throw errorFor({ ...answer, text: text.replaceAll(secret, '***') });
  const reply = parsed<Reply>(text);
  if (isObject(reply)) return reply;
  // If the connection closes early, an answer without a length looks complete, so broken JSON is the only sign.
  if (headers.get('content-type')?.includes('json')) throw new ConnectionError('The answer is incomplete.');
  throw new ApiError(`HTTP ${status} without JSON: something other than the API answers at this url.`, { status });
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

/** Checks all members, because a proxy may have changed them. */
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
 * The message for an answer that is not the API's own. A browser shows a redirect as status 0. API Gateway answers
 * `{"message": …}`.
 */
const wordsFor = (status: number, body: unknown): string => {
  if (status < 400)
    return `HTTP ${status}: the url redirects. Use the address that it redirects to: the API key is not sent there by itself.`;
  const message = isObject(body) && 'message' in body && typeof body.message === 'string' ? body.message : undefined;
  return `HTTP ${status}: ${message ?? 'the answer is not from the API'}`;
};

/**
 * In seconds. The header has seconds or a date (RFC 9110, section 10.2.3). A date in the past is ignored: it only shows
 * that the clocks differ.
 */
const retryAfterIn = (headers: Headers): number | undefined => {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value);
  const seconds = value.endsWith('GMT') ? (Date.parse(value) - Date.now()) / 1_000 : 0;
  return seconds > 0 ? seconds : undefined;
};
