import type * as v from 'valibot';
import type { inputProblem, problemReply } from './problem-reply.ts';

/** Statuses and titles of problem documents (RFC 9457), by the last part of their `type`, which is stable. */
const kinds = {
  'invalid-request': [400, 'The request is not valid'],
  'malformed-request': [400, 'The request cannot be read'],
  'invalid-cursor': [400, 'The cursor is not valid'],
  unauthenticated: [401, 'A valid API key is required'],
  'insufficient-credit': [402, 'The account has too few credits'],
  forbidden: [403, 'The API key does not allow this'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'not-cancelable': [409, 'The message cannot be cancelled'],
  'too-many-webhooks': [409, 'The account may have no more webhooks'],
  'secret-rotated-lately': [409, 'The secret was changed too often'],
  'webhook-disabled': [409, 'The webhook is disabled'],
  'request-in-flight': [409, 'The request is still being carried out'],
  'payload-too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'The content type is not supported'],
  'idempotency-key-reused': [422, 'The idempotency key was used before'],
  'rate-limited': [429, 'Rate limit exceeded'],
  internal: [500, 'Internal error'],
  'gateway-unavailable': [503, 'The SMS gateway cannot be reached'],
  'store-unavailable': [503, 'The service is overloaded'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemType = keyof typeof kinds;

export const problemTypes: readonly string[] = Object.keys(kinds);

export const problemStatus = (type: ProblemType): number => kinds[type][0];

export type InputProblem = Readonly<v.InferOutput<typeof inputProblem>>;

/** A problem document. */
export interface Problem extends Readonly<Omit<v.InferOutput<typeof problemReply>, 'errors'>> {
  readonly errors?: readonly InputProblem[];
}

export const problem = (type: ProblemType, detail: string, errors?: readonly InputProblem[]): Problem => {
  const [status, title] = kinds[type];
  return { type: `urn:textgate:problem:${type}`, title, status, detail, ...(errors && { errors }) };
};
