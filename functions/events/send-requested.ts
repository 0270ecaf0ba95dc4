import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import type { AccountLookup } from '../accounts/ports.ts';
import { sendRequestOf } from '../api/send-request.ts';
import { eachOf } from '../messages/concurrency.ts';
import {
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RateLimitedError,
  StoreUnavailableError,
} from '../messages/errors.ts';
import { notRecorded } from '../messages/send.ts';
import { accountLookup, clock, logger, send, sendRules } from '../runtime/dependencies.ts';
import { publish } from '../runtime/event-dependencies.ts';
import { once } from '../runtime/once.ts';
import { problemFor } from '../runtime/problems.ts';
import { validate } from '../runtime/validate.ts';
import type { Publish } from './event-bus.ts';
import { logBatches } from './log-batches.ts';
import { detailType, type PublishedEvent } from './published.ts';
import { requestedDetail, requestedEvent } from './requested.ts';

const eventsAtOnce = 5;

interface Dependencies {
  readonly accounts: Pick<AccountLookup, 'findAccount'>;
  readonly send: ReturnType<typeof send>;
  readonly rules: ReturnType<typeof sendRules>;
  readonly publish: Publish;
  readonly clock: () => Date;
}

/**
 * Sends the messages that events ask for, each event once, whatever number of times it comes. What can never be sent is
 * answered with an event; what could not be sent now comes again, and in the end lies in the dead-letter queue.
 */
export const sendRequested = ({ accounts, send, rules, publish, clock }: Dependencies) => {
  /** @throws a Refusal for what another try cannot mend, and other errors for what it may */
  const sendFor = async (event: v.InferOutput<typeof requestedEvent>, deadline: number) => {
    const { account: id, ...body } = validate(requestedDetail, event.detail, '');
    const account = await ownerOf(id);
    const request = sendRequestOf(body, account, `event:${event.source}:${event.id}`);
    const { rejected } = await send(request, rules(account), deadline);
    // The same request again records these, and sends none of the others twice.
    if (rejected.some(({ code }) => code === notRecorded.code))
      throw new StoreUnavailableError('Not all messages could be recorded.');
    const problems = rejected.map(({ index, code, detail }) => ({ pointer: `/to/${index}`, code, detail }));
    if (problems.length > 0) throw new InvalidRequestError(problems);
  };

  const ownerOf = async (id: string): Promise<Account> => {
    const account = await accounts.findAccount(id);
    if (account !== undefined && account.disabled !== true) return account;
    const detail = 'There is no such account, or it is disabled.';
    throw new InvalidRequestError([{ pointer: '/account', code: 'unknown_account', detail }]);
  };

  /** Whether the event is done with: sent, or answered with the reason why not. */
  const settle = async ({ messageId, body }: SQSRecord, deadline: number): Promise<boolean> => {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), requestedEvent), body);
    try {
      if (!read.success)
        throw new InvalidRequestError([{ pointer: '', code: 'malformed', detail: 'This is not an event.' }]);
      await sendFor(read.output, deadline);
      return true;
    } catch (error) {
      if (isRefusal(error)) {
        const event = read.success ? read.output : undefined;
        const [published] = await publish([rejectionOf(error, event, messageId, clock())]);
        return published === true;
      }
      if (error instanceof RateLimitedError) logger.info('event waits for the next minute', { messageId });
      else logger.error('event could not be sent', { messageId, error });
      return false;
    }
  };

  return async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const deadline = clock().getTime() + context.getRemainingTimeInMillis();
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    await eachOf(Records, eventsAtOnce, async (record) => {
      if (!(await settle(record, deadline))) batchItemFailures.push({ itemIdentifier: record.messageId });
    });
    return { batchItemFailures };
  };
};

type Refusal = InvalidRequestError | IdempotencyKeyReusedError | InsufficientCreditError | RateLimitedError;

const isRefusal = (error: unknown): error is Refusal =>
  error instanceof InvalidRequestError ||
  error instanceof IdempotencyKeyReusedError ||
  error instanceof InsufficientCreditError ||
  // A minute passes before the event comes again; a day does not.
  (error instanceof RateLimitedError && error.window === 'day');

/** What is told back of an event that could not be read: bounded, for an event takes 256 KB. */
const told = v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(100))), null);
const knownParts = v.object({ account: told, reference: told });
const problemsTold = 100;

const rejectionOf = (
  error: Refusal,
  event: v.InferOutput<typeof requestedEvent> | undefined,
  messageId: string,
  now: Date,
): PublishedEvent => {
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
      problem: { type, title, detail, errors: errors.slice(0, problemsTold) },
      occurredAt: now.toISOString(),
    },
  };
};

const requested = once(() =>
  sendRequested({ accounts: accountLookup(), send: send(), rules: sendRules(), publish: publish(), clock }),
);

/** Called by AWS, for each batch of the queue of requests. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(logBatches())
  .handler((event, context) => requested()(event, context));
