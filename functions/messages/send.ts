import { InvalidRequestError } from './errors.ts';
import type { HandOverMessages } from './hand-over.ts';
import { derivedMessageId } from './ids.ts';
import type { Message } from './message.ts';
import type { SendRequest, SendRules } from './plan.ts';
import { createPlanner } from './planner.ts';
import type { MessageStore, PutJobs, Quota, Suppressions, Upstream } from './ports.ts';
import { createRecorder } from './record.ts';
import { createReplay, keyReused } from './replay.ts';
import { nothingHandedOver, notRecorded, outcomeOf, type SendOutcome } from './send-outcome.ts';
import type { Run, Withdraw } from './withdraw.ts';

interface Dependencies {
  readonly store: MessageStore;
  readonly quota: Quota;
  readonly suppressions: Suppressions;
  readonly upstream: Pick<Upstream, 'scheduleProblem'>;
  readonly handOver: HandOverMessages;
  readonly withdraw: Withdraw;
  readonly putJobs?: PutJobs;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
  /** Absent: random ids. */
  readonly newId?: (now: Date) => string;
}

/**
 * Sends a request's messages. The records are written first, and only the run that wrote a record hands it over.
 *
 * A request repeated under its idempotency key is a replay, and its records decide (replay.ts). Its first record shows
 * that it is a replay. That record is read before the request is rejected or counted against a limit. Otherwise no read
 * is needed: the write of the first record fails because it exists.
 *
 * `deadline` is when the caller's time ends, in milliseconds since 1970.
 *
 * @throws InvalidRequestError, RateLimitedError, InsufficientCreditError, IdempotencyKeyReusedError,
 *   RequestInFlightError, StoreUnavailableError
 */
export type Send = (request: SendRequest, rules: SendRules, deadline: number) => Promise<SendOutcome>;

export const createSend = (dependencies: Dependencies): Send => {
  const { store, quota, clock, newAttempt } = dependencies;
  const planner = createPlanner(dependencies);
  const recorder = createRecorder(dependencies);
  const replay = createReplay({ store, recorder, clock, newAttempt });

  return async (request, rules, deadline) => {
    const { account, idempotencyKey: key } = request;
    const { limits = {} } = rules;
    const lateRecords = request.isRepeated === true ? 'kept' : 'closed';
    const suppressionsReadAt = clock();
    const plan = await planner(request, rules);
    const { problems } = plan;
    const isLimited = limits.perMinute !== undefined || limits.perDay !== undefined;

    const replayIfMadeBefore = async (key: string): Promise<SendOutcome | undefined> => {
      const id = derivedMessageId(account, key, 0);
      const lock = (await store.find([id])).get(id);
      return lock && replay({ request, key, plan, lock }, { deadline, lateRecords });
    };

    const run: Run = { deadline, lateRecords, suppressionsReadAt };
    const carryOut = async (messages: readonly Message[], locked: readonly Message[] = []): Promise<SendOutcome> => {
      const recorded = await recorder.recordAndHandOver(messages, run, locked);
      if (recorded.own.length === 0 && !recorded.exists) throw nothingHandedOver();
      const ids = plan.messages.map(({ id }) => id);
      const answered = await recorder.messagesOf(ids, recorded);
      return { ...outcomeOf(request, plan, answered, () => notRecorded), replayed: false };
    };

    if (key !== undefined && (isLimited || problems.length > 0)) {
      const replayed = await replayIfMadeBefore(key);
      if (replayed !== undefined) return replayed;
    }
    if (problems.length > 0) throw new InvalidRequestError(problems);
    // Two runs of one request at the same time may both be counted. So is a request that cannot be recorded afterwards.
    if (isLimited) await quota.take(account, limits, plan.messages.length);

    const [first, ...others] = plan.messages;
    if (key === undefined || first === undefined) return carryOut(plan.messages);
    const lock = await recorder.lock(first, run);
    if (lock !== undefined) return carryOut(others, [lock]);
    const replayed = await replayIfMadeBefore(key);
    // Something exists under this id, but it is not a readable message.
    if (replayed === undefined) throw keyReused();
    return replayed;
  };
};
