import { oldestAgeMinutes } from './age-windows.ts';
import {
  type FieldProblem,
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RequestInFlightError,
  StoreUnavailableError,
} from './errors.ts';
import { type HandOverMessages, millisPerCall } from './hand-over.ts';
import { derivedMessageId } from './ids.ts';
import type { Message, Reason } from './message.ts';
import { type Plan, planSend, type Rejection, type SendRequest, type SendRules } from './plan.ts';
import type { InsertOutcome, Limits, MessageStore, Quota, Upstream } from './ports.ts';
import { shownRecipient } from './recipient.ts';
import { forgetText } from './transition.ts';
import type { Withdraw } from './withdraw.ts';

export interface SendOutcome {
  readonly messages: readonly Message[];
  readonly rejected: readonly Rejection[];
  /** The request had been made before: nothing was sent by this one but what the first run had not begun. */
  readonly replayed: boolean;
}

interface Dependencies {
  readonly store: MessageStore;
  readonly quota: Quota;
  readonly upstream: Pick<Upstream, 'scheduleProblem'>;
  readonly handOver: HandOverMessages;
  readonly withdraw: Withdraw;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
}

/** How long a run may still be at work: longer than a request may take, and than a sweep hands over what it claimed. */
export const inFlightMillis = 60_000;

/**
 * Kept of a request's time while records are made, where no hand-over follows any more: for a last look at the records
 * (3 s), their close (a look of 3 s, a write of 6 s), and the answer.
 */
const millisToAnswer = 13_000;

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

export const createSend = (dependencies: Dependencies): Send => {
  const { store, quota, upstream, handOver, withdraw, clock, newAttempt } = dependencies;

  const start = async (job: Job): Promise<SendOutcome> => {
    const [first, ...rest] = job.plan.messages;
    if (first === undefined || job.key === undefined) return recordAndHandOver(job, job.plan.messages);

    // The first record is the lock of the whole request: whoever writes it may write the others.
    const lock = await record([first], job, millisToAnswer).catch(withdrawing([first], job));
    if (lock.added.length > 0) return recordAndHandOver(job, rest, lock.added);
    await takeBack(lock.unknown, job);
    if (lock.exists) return replay(job, job.key);
    throw nothingHandedOver();
  };

  /**
   * Adds the records. A store that does not answer is asked again until no more than `reserve` milliseconds are left. What
   * the credits do not cover is recorded as failed: a replay shall find it so.
   */
  const record = async (messages: readonly Message[], { deadline }: Job, reserve: number): Promise<Recorded> => {
    const timeLeft = () => deadline - reserve - clock().getTime();
    const outcomes = await store.insert(messages, timeLeft());
    const uncovered = messages.filter((_, index) => outcomes[index] === 'no_credit').map(withoutCredit);
    const refusals = uncovered.length === 0 ? [] : await store.insert(uncovered, timeLeft());
    // A first try whose answer was lost may still come to be written, where credits come back: only a record that it was
    // refused keeps it from that.
    const isRefused = new Set(uncovered.flatMap(({ id }, index) => (refusals[index] === 'added' ? id : [])));
    const mayBeThere = (id: string, outcome: InsertOutcome | undefined) =>
      outcome === 'unknown' || (outcome === 'no_credit' && !isRefused.has(id));
    return {
      added: [
        ...messages.filter((_, index) => outcomes[index] === 'added'),
        ...uncovered.filter((_, index) => refusals[index] === 'added'),
      ],
      exists: outcomes.includes('exists') || refusals.includes('exists'),
      unknown: messages.filter(({ id }, index) => mayBeThere(id, outcomes[index])),
    };
  };

  /** For an error that ends a request before anything is handed over: what is recorded of it must not be in doubt. */
  const withdrawing = (messages: readonly Message[], job: Job) => async (error: unknown) => {
    await takeBack(messages, job);
    throw error;
  };

  const takeBack = (messages: readonly Message[], { request, deadline }: Job) =>
    withdraw(messages, request.isRepeated === true ? 'kept' : 'closed', deadline);

  /** Hands over what was added and has its credit. Returns all that was added, as it stands now. */
  const handOverAdded = async (added: readonly Message[], { deadline }: Job): Promise<readonly Message[]> => {
    const claimed = added.filter(({ status }) => status === 'submitting');
    return [...added.filter(({ status }) => status !== 'submitting'), ...(await handOver(claimed, deadline))];
  };

  /**
   * Goes on with records of which the store has not told, for as long as the request has time: asks again and hands over
   * what was added after all. The rest is withdrawn.
   */
  const recordLate = async (messages: readonly Message[], job: Job): Promise<LateRecorded> => {
    const hasTime = messages.length > 0 && clock().getTime() + millisToAnswer < job.deadline;
    const allUnknown: Recorded = { added: [], exists: false, unknown: messages };
    // Whatever is wrong with the store by now: others may have been sent, and their sender must not send them again.
    const { added, exists, unknown } = hasTime
      ? await record(messages, job, millisToAnswer).catch(() => allUnknown)
      : allUnknown;
    const [current, withdrawn] = await Promise.all([handOverAdded(added, job), takeBack(unknown, job)]);
    return { added: current, exists, unknown, withdrawn };
  };

  /** Records messages, then hands over those that this run has added: these, and `before`. Others are `known` already. */
  const recordAndHandOver = async (
    job: Job,
    messages: readonly Message[],
    before: readonly Message[] = [],
    known: ReadonlyMap<string, Message> = none,
  ): Promise<SendOutcome> => {
    const recorded = await record(messages, job, millisPerCall).catch(withdrawing([...before, ...messages], job));
    const [current, late] = await Promise.all([
      handOverAdded([...before, ...recorded.added], job),
      recordLate(recorded.unknown, job),
    ]);
    const isNothing = current.length + late.added.length + known.size === 0 && !recorded.exists && !late.exists;
    if (isNothing) throw nothingHandedOver();

    const own = new Map([...current, ...late.added, ...late.withdrawn].map((message) => [message.id, message]));
    const isUnknown = new Set(late.unknown.map(({ id }) => id));
    const ids = job.plan.messages.map(({ id }) => id);
    const theirs = ids.filter((id) => !own.has(id) && !known.has(id) && !isUnknown.has(id));
    const others = theirs.length === 0 ? none : await store.find(theirs).catch(noneIfUnavailable);
    const all = ids.flatMap((id) => own.get(id) ?? others.get(id) ?? known.get(id) ?? []);
    return { ...answer(job, all, notRecorded), replayed: false };
  };

  const replay = async (job: Job, key: string): Promise<SendOutcome> => {
    const { request, plan } = job;
    const idAt = (position: number) => derivedMessageId(request.account, key, position);
    const planned = await store.find([idAt(0), ...plan.messages.map(({ id }) => id)]);
    const lock = planned.get(idAt(0));
    if (lock?.request?.fingerprint !== plan.fingerprint) {
      throw new IdempotencyKeyReusedError('This idempotency key was used before with another request.');
    }
    // What was sent is told by the records: by today's rules the request might be planned otherwise.
    const ids = Array.from({ length: lock.request.count }, (_, position) => idAt(position));
    const unread = ids.slice(Math.max(1, plan.messages.length));
    const found = unread.length === 0 ? planned : new Map([...planned, ...(await store.find(unread))]);
    const missing = ids.filter((id) => !found.has(id));
    const unsettled = missing.length > 0 || [...found.values()].some(({ status }) => status === 'submitting');
    if (unsettled && clock().getTime() - Date.parse(lock.createdAt) < inFlightMillis) {
      throw new RequestInFlightError('A request with this idempotency key is still being carried out.');
    }
    if (missing.length === 0 || !mayResume(job, lock, found)) {
      const messages = ids.flatMap((id) => found.get(id) ?? []);
      return { ...answer(job, messages, notSent), replayed: true };
    }
    // The run that wrote the lock died before it recorded these; as always, who adds a record hands it over.
    const rest = plan.messages.filter(({ id }) => !found.has(id));
    return { ...(await recordAndHandOver(job, rest, [], found)), replayed: true };
  };

  /**
   * Whether a run may go on where another one died. Not when its plan is another: a record would get another's recipient;
   * not when its time has passed: it would be sent now; and not when it is so old that records may have been forgotten.
   */
  const mayResume = ({ request, rules, plan }: Job, lock: Message, found: ReadonlyMap<string, Message>): boolean => {
    const age = clock().getTime() - Date.parse(lock.createdAt);
    return (
      age < oldestAgeMinutes * 60_000 &&
      plan.problems.length === 0 &&
      plan.messages.length === lock.request?.count &&
      plan.messages.every(({ id, to }) => (found.get(id)?.to ?? to) === to) &&
      (request.scheduledAt === undefined ||
        scheduleProblem(request.scheduledAt, clock(), rules, upstream) === undefined)
    );
  };

  /** What is wrong with a request, if it is not a replay. */
  const problemsOf = ({ scheduledAt }: SendRequest, plan: Plan, rules: SendRules): FieldProblem[] => {
    const schedule = scheduledAt && scheduleProblem(scheduledAt, clock(), rules, upstream);
    const size = sizeProblem(plan.messages.length, rules.limits ?? {});
    return [
      ...plan.problems,
      ...(schedule === undefined ? [] : [{ pointer: '/scheduledAt', code: 'invalid_schedule', detail: schedule }]),
      ...(size === undefined ? [] : [size]),
    ];
  };

  return async (request, rules, deadline) => {
    const plan = planSend(request, rules, clock(), newAttempt());
    const { idempotencyKey: key } = request;
    const job: Job = { request, rules, plan, key, deadline };
    const { limits = {} } = rules;
    const isLimited = limits.perMinute !== undefined || limits.perDay !== undefined;
    const problems = problemsOf(request, plan, rules);
    // A replay may come when its time has passed, its account has reached a limit or the rules are others: what matters
    // is its first run.
    if (key !== undefined && (isLimited || problems.length > 0)) {
      const lock = derivedMessageId(request.account, key, 0);
      if ((await store.find([lock])).size > 0) return replay(job, key);
    }
    if (problems.length > 0) throw new InvalidRequestError(problems);
    // Two runs at once with the same key may count both; a request that then cannot be recorded has counted, too.
    if (isLimited) await quota.take(request.account, limits, plan.messages.length);
    return start(job);
  };
};

/** One run of a request. */
interface Job {
  readonly request: SendRequest;
  readonly rules: SendRules;
  readonly plan: Plan;
  readonly key: string | undefined;
  readonly deadline: number;
}

/** The messages as they stand, and the recipients that have none: what has no record was not sent. */
const answer = ({ request, plan }: Job, messages: readonly Message[], absent: Absence) => {
  if (messages.length > 0 && messages.every(({ reason }) => reason?.code === insufficientCredit.code)) {
    throw new InsufficientCreditError(
      "The account's credits cover none of these messages, and none was sent. Once there are credits, send them anew: " +
        'with a new idempotency key, if they had one.',
    );
  }
  // By the records, where they tell: by today's rules a recipient might be read otherwise.
  const planned = new Map(plan.messages.map(({ id }, position) => [id, plan.indexes[position]]));
  const answered = new Set(messages.map(({ id, request: mark }) => mark?.index ?? planned.get(id)));
  const refused = new Map(plan.rejected.map((rejection) => [rejection.index, rejection]));
  const rejected = request.to.flatMap((to, index): Rejection[] =>
    answered.has(index) ? [] : [refused.get(index) ?? { index, to: shownRecipient(to), ...absent }],
  );
  return { messages, rejected };
};

/** The records that a run has added, whether others were there before, and those of which the store has not told. */
interface Recorded {
  readonly added: readonly Message[];
  readonly exists: boolean;
  readonly unknown: readonly Message[];
}

interface LateRecorded extends Recorded {
  /** Those among the unknown that turned out to be there, as they stand now. */
  readonly withdrawn: readonly Message[];
}

const nothingHandedOver = () =>
  new StoreUnavailableError(
    'Nothing was handed over to the gateway. Whether the request was recorded is not known. With an idempotency key it ' +
      'is safe to repeat.',
  );

/** Not sent, not charged, and final. */
const withoutCredit = ({ charge: _, ...message }: Message): Message =>
  forgetText({ ...message, status: 'failed', reason: insufficientCredit });

const insufficientCredit: Reason = {
  code: 'insufficient_credit',
  text: "The account's credits do not cover this message. It was not sent.",
};

const none: ReadonlyMap<string, Message> = new Map();

/** Others may have been sent by now: an error here would have the caller send them again. */
const noneIfUnavailable = (error: unknown) => {
  if (error instanceof StoreUnavailableError) return none;
  throw error;
};

/** Why there is no message for a recipient that nothing is wrong with. */
type Absence = Pick<Rejection, 'code' | 'detail'>;

/** The store did not tell in time whether it took it: the same request again may do. */
export const notRecorded: Absence = {
  code: 'not_recorded',
  detail:
    'The message was not handed over to the gateway. Whether it was recorded is not known. With an idempotency key it is ' +
    'safe to repeat the request; without one, send to this recipient alone.',
};

/** It was refused when the request was first made, or that run died and cannot be gone on with. */
export const notSent: Absence = {
  code: 'not_sent',
  detail:
    'This request has sent nothing to this recipient, and does not when it is repeated. Use a new idempotency key.',
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

const scheduleProblem = (
  at: Date,
  now: Date,
  { anyDate = false }: SendRules,
  upstream: Pick<Upstream, 'scheduleProblem'>,
): string | undefined => {
  if (at <= now) return 'The time lies in the past. Leave it out to send at once.';
  if (!anyDate && at.getTime() - now.getTime() > furthestScheduleMillis) return 'The time lies more than a year ahead.';
  return upstream.scheduleProblem(at);
};
