import type { FieldProblem } from './errors.ts';
import { furthestAheadMillis } from './timing.ts';

/** The time until which the messages of a request may be handed over. */
export interface Validity {
  readonly until: Date;
  /** The request's field that set it; absent: the account's default did. */
  readonly field?: 'validUntil' | 'validFor';
}

/**
 * The account's default validity, if it has one. It counts from the due time, so that it suits scheduled messages too.
 */
export const defaultValidity = (
  seconds: number | undefined,
  arrivedAt: Date,
  scheduledAt?: Date,
): Validity | undefined => {
  const dueAt = Math.max(arrivedAt.getTime(), scheduledAt?.getTime() ?? 0);
  return seconds === undefined ? undefined : { until: new Date(Math.min(dueAt + seconds * 1000, latest)) };
};

/** Instants are compared as text, so their year must have four digits. */
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** What is wrong with this validity; empty: nothing. */
export const validityProblem = (
  { until, field }: Validity,
  now: Date,
  scheduledAt: Date | undefined,
): readonly FieldProblem[] => {
  const problem = (code: string, detail: string) => [{ field: field === undefined ? [] : [field], code, detail }];
  if (until <= now) return problem('validity_ended', `The validity ended at ${until.toISOString()}. Nothing was sent.`);
  if (scheduledAt !== undefined && until <= scheduledAt) {
    return problem('invalid_validity', 'The validity must end after the time for which the message is scheduled.');
  }
  if (until.getTime() - Math.max(now.getTime(), scheduledAt?.getTime() ?? 0) > furthestAheadMillis) {
    return problem('invalid_validity', 'The validity ends more than 366 days after the message is due.');
  }
  return [];
};
