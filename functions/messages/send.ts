import {
  type FieldProblem,
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RequestInFlightError,
  StoreUnavailableError,
} from './errors.ts';
import type { HandOverMessages } from './hand-over.ts';
import type { Message, Reason } from './message.ts';
import { type Plan, planSend, type Rejection, type SendRequest, type SendRules } from './plan.ts';
import type { Gateway, Limits, MessageStore, Quota } from './ports.ts';
import { forgetText } from './transition.ts';

export interface SendOutcome {
  readonly messages: readonly Message[];
  readonly rejected: readonly Rejection[];
  /** The request had been made before: nothing was sent by this one but what the first run had not begun. */
  readonly replayed: boolean;
}

interface Dependencies {
  readonly store: MessageStore;
  readonly quota: Quota;
  readonly gateway: Pick<Gateway, 'scheduleProblem'>;
  readonly handOver: HandOverMessages;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
}

/** How long a run may still be at work: longer than any Lambda of ours lives. */
export const inFlightMillis = 60_000;

const furthestScheduleMillis = 366 * 24 * 3_600_000;

/**
 * Sends a request's messages: the records are written first, and only the run that wrote a record hands it over.
 * A request repeated under its idempotency key answers with the present state of its messages, and hands over only
 * those that no earlier run had recorded.
 *
 * `deadline` is when the caller's time ends, in milliseconds since 1970.
 *
 * An account's limits are for new requests: a replay neither counts nor is refused.
 *
 * @throws InvalidRequestError, RateLimitedError, InsufficientCreditError, IdempotencyKeyReusedError,
 *   RequestInFlightError, StoreUnavailableError
 */
export type Send = (request: SendRequest, rules: SendRules, deadline: number) => Promise<SendOutcome>;

export const createSend = ({ store, quota, gateway, handOver, clock, newAttempt }: Dependencies): Send => {
  const start = async (request: SendRequest, plan: Plan, deadline: number): Promise<SendOutcome> => {
    if (request.idempotencyKey === undefined) return recordAndHandOver(plan, plan.messages, nothing, deadline);

    // The first record is the lock of the whole request: whoever writes it may write the others.
    const [first, ...rest] = plan.messages;
    const lock = await record([first]);
    if (lock.exists) return replay(plan, deadline);
    if (lock.added.length === 0)
      throw new StoreUnavailableError('The request could not be recorded, and sent nothing.');
    return recordAndHandOver(plan, rest, lock, deadline);
  };

  /** Adds the records. What the credits do not cover is recorded as failed: a replay shall find it so. */
  const record = async (messages: readonly Message[]): Promise<Recorded> => {
    const outcomes = await store.insert(messages);
    const uncovered = messages.filter((_, index) => outcomes[index] === 'no_credit').map(withoutCredit);
    const refusals = uncovered.length === 0 ? [] : await store.insert(uncovered);
    return {
      added: [
        ...messages.filter((_, index) => outcomes[index] === 'added'),
        ...uncovered.filter((_, index) => refusals[index] === 'added'),
      ],
      exists: outcomes.includes('exists') || refusals.includes('exists'),
    };
  };

  /** Records messages, then hands over those of the plan that this run has added: these, and those before. */
  const recordAndHandOver = async (
    plan: Plan,
    messages: readonly Message[],
    before: Recorded,
    deadline: number,
  ): Promise<SendOutcome> => {
    const recorded = await record(messages);
    const added = [...before.added, ...recorded.added];
    if (added.length === 0 && !recorded.exists) {
      throw new StoreUnavailableError('The request could not be recorded, and sent nothing.');
    }
    const claimed = added.filter(({ status }) => status === 'submitting');
    const current = [...added, ...(await handOver(claimed, deadline))];
    const known = new Map(current.map((message) => [message.id, message]));
    return { ...(await answer(plan, known)), replayed: false };
  };

  const replay = async (plan: Plan, deadline: number): Promise<SendOutcome> => {
    const found = await store.find(plan.messages.map(({ id }) => id));
    const first = found.get(plan.messages[0].id);
    if (first?.request?.fingerprint !== plan.fingerprint) {
      throw new IdempotencyKeyReusedError('This idempotency key was used before with another request.');
    }
    const missing = plan.messages.filter(({ id }) => !found.has(id));
    const unsettled = missing.length > 0 || [...found.values()].some(({ status }) => status === 'submitting');
    if (unsettled && clock().getTime() - Date.parse(first.createdAt) < inFlightMillis) {
      throw new RequestInFlightError('A request with this idempotency key is still being carried out.');
    }
    if (missing.length === 0) return { ...(await answer(plan, found)), replayed: true };
    // The run that wrote the lock died before it recorded these; as always, who adds a record hands it over.
    return { ...(await recordAndHandOver(plan, missing, nothing, deadline)), replayed: true };
  };

  /** The plan's messages as they stand. One that has no record was not sent, and is reported as such. */
  const answer = async (plan: Plan, known: ReadonlyMap<string, Message>) => {
    const unknown = plan.messages.filter(({ id }) => !known.has(id)).map(({ id }) => id);
    const others = unknown.length === 0 ? none : await store.find(unknown).catch(noneIfUnavailable);
    const messages: Message[] = [];
    const rejected = [...plan.rejected];
    for (const [position, { id, to }] of plan.messages.entries()) {
      const message = known.get(id) ?? others.get(id);
      if (message !== undefined) messages.push(message);
      else rejected.push({ index: plan.indexes[position] ?? position, to, ...notRecorded });
    }
    if (messages.length > 0 && messages.every(({ reason }) => reason?.code === insufficientCredit.code)) {
      throw new InsufficientCreditError(
        "The account's credits cover none of these messages, and none was sent. Once there are credits, send them anew.",
      );
    }
    return { messages, rejected };
  };

  /** What is wrong with a request, if it is not a replay. */
  const newRequestProblem = (request: SendRequest, plan: Plan, limits: Limits): FieldProblem | undefined => {
    const schedule = request.scheduledAt && scheduleProblem(request.scheduledAt, clock(), gateway);
    if (schedule !== undefined) return { pointer: '/scheduledAt', code: 'invalid_schedule', detail: schedule };
    return sizeProblem(plan.messages.length, limits);
  };

  return async (request, rules, deadline) => {
    const plan = planSend(request, rules, clock(), newAttempt());
    const { limits = {} } = rules;
    const isLimited = limits.perMinute !== undefined || limits.perDay !== undefined;
    const problem = newRequestProblem(request, plan, limits);
    // A replay may come when its time has passed or its account has reached a limit: what matters is its first run.
    const isDoubtful = request.idempotencyKey !== undefined && (isLimited || problem !== undefined);
    if (isDoubtful && (await store.find([plan.messages[0].id])).size > 0) return replay(plan, deadline);

    if (problem !== undefined) throw new InvalidRequestError([problem]);
    // Two runs at once with the same key may count both; a request that then cannot be recorded has counted, too.
    if (isLimited) await quota.take(request.account, limits, plan.messages.length);
    return start(request, plan, deadline);
  };
};

/** The records that a run has added, and whether others were there before. */
interface Recorded {
  readonly added: readonly Message[];
  readonly exists: boolean;
}

const nothing: Recorded = { added: [], exists: false };

/** Not sent, not charged, and final. */
const withoutCredit = ({ charge: _, ...message }: Message): Message =>
  forgetText({ ...message, status: 'failed', reason: insufficientCredit });

export const insufficientCredit: Reason = {
  code: 'insufficient_credit',
  text: "The account's credits do not cover this message. It was not sent.",
};

const none: ReadonlyMap<string, Message> = new Map();

/** Others may have been sent by now: an error here would have the caller send them again. */
const noneIfUnavailable = (error: unknown) => {
  if (error instanceof StoreUnavailableError) return none;
  throw error;
};

/** Of a recipient whose message the store did not take in time: the same request again may do. */
export const notRecorded = {
  code: 'not_recorded',
  detail: 'The message could not be recorded and was not sent. Repeat the request.',
};

/** More recipients than a window takes will never be let through, however long their sender waits. */
const sizeProblem = (
  count: number,
  { perMinute = Number.POSITIVE_INFINITY, perDay = Number.POSITIVE_INFINITY }: Limits,
): FieldProblem | undefined => {
  const most = Math.min(perMinute, perDay);
  const detail = `The account's limits allow ${most} recipients at most in one request.`;
  return count > most ? { pointer: '/to', code: 'too_many_recipients', detail } : undefined;
};

const scheduleProblem = (at: Date, now: Date, gateway: Pick<Gateway, 'scheduleProblem'>): string | undefined => {
  if (at <= now) return 'The time lies in the past. Leave it out to send at once.';
  if (at.getTime() - now.getTime() > furthestScheduleMillis) return 'The time lies more than a year ahead.';
  return gateway.scheduleProblem(at);
};
