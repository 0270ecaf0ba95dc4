import type { FieldProblem } from './errors.ts';
import { type Plan, planSend, type SendRequest, type SendRules } from './plan.ts';
import type { Limits, Suppressions, Upstream } from './ports.ts';
import { scheduleProblem } from './timing.ts';
import { validityProblem } from './validity.ts';

interface Dependencies {
  readonly suppressions: Suppressions;
  readonly upstream: Pick<Upstream, 'scheduleProblem'>;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
  /** Absent: random ids. */
  readonly newId?: (now: Date) => string;
}

/**
 * Plans a request, looks up the suppression list and checks the request's times. It writes nothing.
 * @throws StoreUnavailableError
 */
export type Planner = (request: SendRequest, rules: SendRules) => Promise<Plan>;

export const createPlanner = ({ suppressions, upstream, clock, newAttempt, newId }: Dependencies): Planner => {
  const problemsNow = (
    { scheduledAt, validity, listedIn = 'to' }: SendRequest,
    count: number,
    { anyDate = false, limits = {} }: SendRules,
  ): readonly FieldProblem[] => {
    const now = clock();
    const schedule =
      scheduledAt && (scheduleProblem(scheduledAt, now, anyDate) ?? upstream.scheduleProblem(scheduledAt));
    const size = sizeProblem(count, limits);
    return [
      ...(schedule === undefined ? [] : [{ field: ['scheduledAt'], code: 'invalid_schedule', detail: schedule }]),
      ...(validity ? validityProblem(validity, now, scheduledAt) : []),
      ...(size === undefined ? [] : [{ field: [listedIn], code: 'too_many_recipients', detail: size }]),
    ];
  };

  /** Plans the request so that recipients on the account's suppression list are rejected. */
  const withoutSuppressed = async (request: SendRequest, rules: SendRules): Promise<Plan> => {
    const planning = { now: clock(), attempt: newAttempt(), newId };
    const plan = planSend(request, rules, planning);
    if (plan.problems.length > 0) return plan;
    const numbers = plan.messages.map(({ to }) => to);
    const suppressed = await suppressions.among(request.account, numbers);
    return suppressed.size === 0 ? plan : planSend(request, rules, { ...planning, suppressed });
  };

  return async (request, rules) => {
    const plan = await withoutSuppressed(request, rules);
    return { ...plan, problems: [...plan.problems, ...problemsNow(request, plan.messages.length, rules)] };
  };
};

/** If a request has more recipients than a whole window allows, waiting does not help: it is rejected for good. */
const sizeProblem = (
  count: number,
  { perMinute = Number.POSITIVE_INFINITY, perDay = Number.POSITIVE_INFINITY }: Limits,
): string | undefined => {
  const most = Math.min(perMinute, perDay);
  return count > most ? `The account's rate limits allow at most ${most} recipients in one request.` : undefined;
};
