import {
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RateLimitedError,
  RequestInFlightError,
  StoreUnavailableError,
} from '../../functions/messages/errors.ts';
import { derivedMessageId } from '../../functions/messages/ids.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { Rejection, SendRequest } from '../../functions/messages/plan.ts';
import { notRecorded, notSent, type SendOutcome } from '../../functions/messages/send-outcome.ts';
import { functionMillis } from '../../functions/messages/time-budget.ts';
import { hasEnded, isTooOld } from '../../functions/messages/timing.ts';
import type { Facts } from './facts.ts';
import { greatestSkew, type Process } from './process.ts';
import { requestOf, rulesFor } from './request.ts';
import type { Step } from './script.ts';
import type { World } from './world.ts';

export type SendStep = Pick<Extract<Step, { kind: 'send' }>, 'account' | 'request' | 'key'>;

/** Somebody was told that a process sends nothing to these recipients of a request. */
interface Refusal {
  readonly process: Process;
  readonly request: string;
  readonly isRefused: (to: string) => boolean;
}

/** Processes that send one request each, and checks of what their callers are told. `isLast`: all trouble is over. */
export const sending = (world: World) => {
  const { engine, truth, outside, scenario, state, count, trace } = world;
  const refusals: Refusal[] = [];
  const originals = new Set<string>();

  const applies = ({ process, request, isRefused }: Refusal, facts: Facts): boolean =>
    facts.maker === process && facts.request === request && isRefused(facts.to);

  const refuse = (refusal: Refusal): void => {
    refusals.push(refusal);
    for (const facts of truth.facts.of(refusal.request)) if (applies(refusal, facts)) truth.toldUnsent(facts);
  };

  // A record may appear after its sender was refused.
  outside.store.watch(({ id }, before) => {
    const facts = before === undefined ? truth.facts.byId(id) : undefined;
    if (facts !== undefined && refusals.some((refusal) => applies(refusal, facts))) truth.toldUnsent(facts);
  });

  const checkOutcome = (
    { messages, rejected, replayed }: SendOutcome,
    request: SendRequest,
    name: string,
    process: Process,
    isLast: boolean,
  ): void => {
    const detail = () => `${process.name}: ${messages.length} messages, ${JSON.stringify(rejected.slice(0, 3))}`;
    truth.told(messages);
    const isWhole = messages.length + rejected.length === request.to.length;
    truth.expect(isWhole, 'every recipient is answered', detail);
    const isOwn = messages.every(({ id }) => truth.facts.byId(id)?.request === name);
    truth.expect(isOwn, 'nothing is answered but what was asked for', detail);

    const toldOf = (absent: string) => new Set(rejected.flatMap(({ code, to }) => (code === absent ? to : [])));
    const unsent = toldOf(notSent.code);
    if (unsent.size > 0) count('repetition that comes too late for some');
    if (replayed) checkAbsent(request, rejected);
    const isUnsent = truth.facts.of(name).every(({ to }) => !unsent.has(to));
    truth.expect(isUnsent, 'what is told not to have been sent has no record', detail);
    const unrecorded = toldOf(notRecorded.code);
    if (unrecorded.size > 0) count('answer that some were not recorded');
    if (toldOf('suppressed').size > 0) {
      count('recipient suppressed');
      const areTrue = [...toldOf('suppressed')].every((to) => outside.suppressions.hasHad(request.account, to));
      truth.expect(areTrue, 'a recipient is suppressed only where the number is on the list', detail);
    }
    if (toldOf('invalid_values').size > 0) count('recipient whose values do not fit');
    // If the sender will repeat it himself, its records are kept, and the sweep hands them over.
    if (request.isRepeated !== true) refuse({ process, request: name, isRefused: (to) => unrecorded.has(to) });

    if (!isLast) return;
    // A job may have continued with what was left to it.
    const isLeft = ({ id, status }: Message) =>
      status === 'submitting' && (truth.facts.byId(id)?.helpers.size ?? 0) > 0;
    const isPresent = messages.every(
      (message) => outside.store.records.get(message.id)?.version === message.version || isLeft(message),
    );
    truth.expect(isPresent, 'in the end a repetition tells what is recorded', detail);
  };

  /** Recipients accepted by the first request are sent to, unless it is too late for that. */
  const checkAbsent = (
    { account, idempotencyKey = '', scheduledAt }: SendRequest,
    rejected: readonly Rejection[],
  ): void => {
    const lock = truth.facts.byId(derivedMessageId(account, idempotencyKey, 0))?.first;
    const taken = new Set(lock?.request?.taken?.recipients.map(([index]) => index));
    const wereTaken = rejected.filter(({ index, code }) => code !== notRecorded.code && taken.has(index));
    const now = new Date(engine.now() + greatestSkew);
    const isTooLate =
      (scheduledAt && scheduledAt <= now) || (lock && hasEnded(lock, now)) || isTooOld(lock?.createdAt ?? '', now);
    truth.expect(isTooLate || wereTaken.length === 0, 'a repetition goes by the record', () =>
      JSON.stringify(wereTaken),
    );
  };

  return (name: string, step: SendStep, isLast = false): void => {
    const { account, key } = step;
    const request = requestOf(scenario.seed, step, state.settings, new Date(engine.now()), scenario.mostRecipients);
    const rules = rulesFor(account, state.settings);
    const lockNow = () => (key === undefined ? undefined : truth.facts.byId(derivedMessageId(account, key, 0)));
    const lock = lockNow();

    const checkError = (error: Error, process: Process): void => {
      const detail = () => `${name}: ${error.message}`;
      truth.answeredError(process, error);
      if (error instanceof IdempotencyKeyReusedError) {
        const isReused = lockNow() !== undefined && lockNow()?.request !== step.request;
        truth.expect(isReused, 'a key is refused only where it was used for another request', detail);
      } else if (error instanceof InvalidRequestError || error instanceof RateLimitedError) {
        const isRepetition = lock?.request === step.request;
        truth.expect(!isRepetition, 'a repetition is not refused by the rules of today', detail);
      } else if (error instanceof StoreUnavailableError) {
        truth.expect(!isLast, 'in the end a repetition is answered', detail);
        if (request.isRepeated !== true) refuse({ process, request: step.request, isRefused: () => true });
      } else if (error instanceof RequestInFlightError) {
        truth.expect(!isLast, 'in the end no request is in flight', detail);
      } else if (!(error instanceof InsufficientCreditError)) truth.unexpected(error);
    };

    world.begin(name, {
      millis: functionMillis,
      isAwaited: true,
      run: (service, process) => {
        truth.facts.knows(process, request);
        return service.send(request, rules, process.deadline(functionMillis));
      },
      answered: (outcome, process) => {
        const { messages, rejected, replayed } = outcome;
        trace(`${name} answers ${messages.length} ${rejected.length} ${replayed}`);
        count(replayed ? 'answer, repeated' : 'answer');
        checkOutcome(outcome, request, step.request, process, isLast);
        if (replayed || key === undefined) return;
        const lockId = derivedMessageId(account, key, 0);
        truth.expect(lock === undefined && !originals.has(lockId), 'a key has one original answer', () => name);
        originals.add(lockId);
      },
      failed: (error, process) => {
        trace(`${name} answers ${error.name}`);
        count(`answer ${error.name}`);
        checkError(error, process);
      },
    });
  };
};
