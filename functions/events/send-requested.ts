import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import type { AccountLookup } from '../accounts/ports.ts';
import { jobIn } from '../bus/hand-over-jobs.ts';
import type { Tell } from '../bus/tell.ts';
import { detailType, type PublishedEvent } from '../contract/events.ts';
import type { InputProblem } from '../contract/problems.ts';
import { requestedDetail, requestedEvent } from '../contract/send-requested.ts';
import { InvalidInputError, problemFor } from '../http/problems.ts';
import { countFitting } from '../http/reply-size.ts';
import { reservedNameIn } from '../http/reserved-names.ts';
import { sendRequestOf } from '../http/send-request.ts';
import { validate } from '../http/validate.ts';
import {
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RateLimitedError,
  RequestInFlightError,
  StoreUnavailableError,
} from '../messages/errors.ts';
import type { DoJob } from '../messages/jobs.ts';
import type { Message } from '../messages/message.ts';
import { problemsOf, type SendRules } from '../messages/plan.ts';
import type { HandOverJob } from '../messages/ports.ts';
import type { Send } from '../messages/send.ts';
import { notRecorded } from '../messages/send-outcome.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { maxReceives } from '../wiring/events.ts';
import { doJob, send } from '../wiring/jobs.ts';
import { accountLookup, clock, sendRules } from '../wiring/messages.ts';
import { tell } from '../wiring/news.ts';
import { logBatches } from './log-batches.ts';
import { namesTwice } from './names-twice.ts';

interface Dependencies {
  readonly accounts: Pick<AccountLookup, 'findAccount'>;
  readonly send: Send;
  readonly doJob: DoJob;
  readonly rules: (account: Account) => SendRules;
  readonly tell: Tell;
  /** How often the queue delivers an event before it becomes a dead letter. */
  readonly maxReceives: number;
  readonly clock: () => Date;
}

/**
 * Sends the messages that events ask for: each event once, however often it comes. An event that can never be sent is
 * answered with a rejection event. One that could not be sent now comes again, and becomes a dead letter in the end.
 *
 * It also does the jobs that large requests put into the queue. A job creates no further jobs, so nothing loops.
 */
export const sendRequested = ({ accounts, send, doJob, rules, tell, maxReceives, clock }: Dependencies) => {
  /**
   * Sends what the event asks for. Returns the problems of recipients that get nothing, and the messages of the others.
   * @throws a Rejection if a retry cannot help, and other errors if it may
   */
  const sendFor = async (event: v.InferOutput<typeof requestedEvent>, arrivedAt: Date, deadline: number) => {
    const name = reservedNameIn(event.detail);
    if (name !== undefined) throw invalidInput('', 'invalid', `A member "${name}" is not allowed.`);
    const { account: id, idempotencyKey, ...body } = validate(requestedDetail, event.detail, '');
    const account = await ownerOf(id);
    const request = { ...sendRequestOf(body, account, idempotencyKey ?? keyOf(event), arrivedAt), isRepeated: true };
    const { messages, rejected } = await send(request, rules(account), deadline);
    // Repeating the request records the missing ones and sends none of the others twice.
    if (rejected.some(({ code }) => code === notRecorded.code))
      throw new StoreUnavailableError('Not all messages could be recorded. Try again.');
    return { problems: problemsOf(request, rejected), messages };
  };

  const ownerOf = async (id: string): Promise<Account> => {
    const account = await accounts.findAccount(id);
    if (account !== undefined && account.disabled !== true) return account;
    throw invalidInput('/account', 'unknown_account', 'The account does not exist or is disabled.');
  };

  const reject = async (rejected: Rejected, arrivedAt: Date): Promise<boolean> => {
    const [told] = await tell([rejectionOf(rejected, clock())], arrivedAt);
    return told === true;
  };

  /** A job never comes again: a sweep does what the job left after a minute, which is sooner than the queue would. */
  const work = async (job: HandOverJob, messageId: string, deadline: number): Promise<true> => {
    try {
      await doJob(job, deadline);
    } catch (error) {
      logger.error('job not done; a sweep hands its messages over', { messageId, error });
    }
    return true;
  };

  /** Whether the event is done: sent, or answered with a rejection. */
  const handle = async ({ messageId, body, attributes }: SQSRecord, deadline: number): Promise<boolean> => {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), requestedEvent), body);
    const event = read.success ? read.output : undefined;
    const arrivedAt = arrivalOf(event, new Date(Number(attributes.SentTimestamp)));
    try {
      if (event === undefined) throw invalidInput('', 'malformed', 'This is not an EventBridge event.');
      if (namesTwice(body))
        throw invalidInput('', 'malformed', 'An object in the event has two members of the same name.');
      const { problems, messages } = await sendFor(event, arrivedAt, deadline);
      if (problems.length === 0) return true;
      return await reject({ error: new InvalidRequestError(problems), event, messageId, messages }, arrivedAt);
    } catch (error) {
      if (isRejection(error, Number(attributes.ApproximateReceiveCount) >= maxReceives)) {
        return reject({ error, event, messageId, messages: [] }, arrivedAt);
      }
      if (error instanceof RateLimitedError) logger.info('event waits for the next minute', { messageId });
      else if (error instanceof RequestInFlightError) logger.info('event waits for its key', { messageId });
      else logger.error('event could not be sent', { messageId, error });
      return false;
    }
  };

  return async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const deadline = clock().getTime() + context.getRemainingTimeInMillis();
    // Concurrently: they wait for the upstream, and few Lambdas may work for events.
    const done = await Promise.all(
      Records.map((record) => {
        const job = jobIn(record.body);
        return job === undefined ? handle(record, deadline) : work(job, record.messageId, deadline);
      }),
    );
    const failed = Records.filter((_, index) => !done[index]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
};

/**
 * When a request was made: the same time however often EventBridge or the queue delivers its event. The source of an
 * event chooses its time, so a time in the future does not extend the validity, and a time before 1970 is ignored.
 */
const arrivalOf = (event: v.InferOutput<typeof requestedEvent> | undefined, sentAt: Date): Date => {
  const { time = sentAt } = event ?? {};
  return time < sentAt && time.getTime() >= 0 ? time : sentAt;
};

/**
 * The key that sends an event once, however often it comes. It shares its space with the account's other idempotency
 * keys. Its form cannot change, because an event that came before an upgrade may come again after it.
 */
const keyOf = ({ source, id }: v.InferOutput<typeof requestedEvent>): string => `event:${source}:${id}`;

const invalidInput = (pointer: string, code: string, detail: string) =>
  new InvalidInputError([{ pointer, code, detail }]);

type Rejection =
  | InvalidInputError
  | InvalidRequestError
  | IdempotencyKeyReusedError
  | InsufficientCreditError
  | RateLimitedError;

/**
 * Whether a retry cannot help. After a limit per minute the event is retried, so it is a rejection only at the last try.
 */
const isRejection = (error: unknown, isLastTry: boolean): error is Rejection =>
  error instanceof InvalidInputError ||
  error instanceof InvalidRequestError ||
  error instanceof IdempotencyKeyReusedError ||
  error instanceof InsufficientCreditError ||
  (error instanceof RateLimitedError && (error.window === 'day' || isLastTry));

/**
 * Parts of an unreadable event for its rejection. They are bounded, as an event may have 256 KB; 1,000 message ids take
 * 40 KB.
 */
const told = v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(100))), null);
const knownParts = v.object({ account: told, reference: told });
const problemsTold = 100;
const bytesOfProblems = 150_000;

/** Some problems repeat parts of the request, which may be long. */
const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 299)}…`.toWellFormed() : text);

const toldOf = (problems: readonly InputProblem[]): InputProblem[] => {
  const short = problems
    .slice(0, problemsTold)
    .map(({ pointer, code, detail }) => ({ pointer: shortened(pointer), code, detail: shortened(detail) }));
  return short.slice(
    0,
    countFitting(short, bytesOfProblems, (problem) => Buffer.byteLength(JSON.stringify(problem))),
  );
};

interface Rejected {
  readonly error: Rejection;
  /** `undefined`: it could not be read. */
  readonly event: v.InferOutput<typeof requestedEvent> | undefined;
  /** The id in the queue. */
  readonly messageId: string;
  readonly messages: readonly Message[];
}

const rejectionOf = ({ error, event, messageId, messages }: Rejected, now: Date): PublishedEvent => {
  const parts = v.safeParse(knownParts, event?.detail);
  const { type, title, detail, errors = [] } = problemFor(error);
  return {
    detailType: detailType.sendRejected,
    time: now,
    detail: {
      schemaVersion: 1,
      eventId: `${event?.id ?? messageId}/rejected`,
      account: parts.success ? parts.output.account : null,
      reference: parts.success ? parts.output.reference : null,
      request: { id: event?.id ?? null, source: event?.source ?? null },
      problem: { type, title, detail, errors: toldOf(errors), errorCount: errors.length },
      messages: messages.map(({ id }) => id),
      // Every message has the mark, because every request from an event has a key.
      recipients: messages.map(({ request: mark }, position) => mark?.index ?? position),
      occurredAt: now.toISOString(),
    },
  };
};

const requested = once(() =>
  sendRequested({
    accounts: accountLookup(),
    send: send(),
    doJob: doJob(),
    rules: sendRules(),
    tell: tell(),
    maxReceives: maxReceives(),
    clock,
  }),
);

/** Called by AWS, for each batch of the queue of requests. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(logBatches({ successes: true }))
  .handler((event, context) => requested()(event, context));
