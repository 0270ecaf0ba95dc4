import type { FieldProblem } from './errors.ts';
import { furthestAheadMillis } from './timing.ts';

/** Until when the messages of a request may be handed over. */
export interface Validity {
  readonly until: Date;
  /** The field that says so; absent: the account's default. */
  readonly field?: 'validUntil' | 'validFor';
}

/** So many seconds, if any, from when the messages are due: an account's default holds for what is scheduled, too. */
export const defaultValidity = (
  seconds: number | undefined,
  arrivedAt: Date,
  scheduledAt?: Date,
): Validity | undefined => {
  const dueAt = Math.max(arrivedAt.getTime(), scheduledAt?.getTime() ?? 0);
  return seconds === undefined ? undefined : { until: new Date(Math.min(dueAt + seconds * 1000, latest)) };
};

/** Instants are compared as text, and so have a year of four digits. */
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** Why messages with this validity cannot be sent; empty: they can. */
export const validityProblem = (
  { until, field }: Validity,
  now: Date,
  scheduledAt: Date | undefined,
): readonly FieldProblem[] => {
  const problem = (code: string, detail: string) => [{ field: field === undefined ? [] : [field], code, detail }];
  if (until <= now) return problem('validity_ended', `The validity ended at ${until.toISOString()}. Nothing was sent.`);
  if (scheduledAt !== undefined && until <= scheduledAt) {
    return problem('invalid_validity', 'The validity ends before the time for which the message is scheduled.');
  }
  if (until.getTime() - Math.max(now.getTime(), scheduledAt?.getTime() ?? 0) > furthestAheadMillis) {
    return problem('invalid_validity', 'The validity ends more than a year ahead.');
  }
  return [];
};
