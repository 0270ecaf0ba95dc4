import { callKey } from '../../functions/messages/calls.ts';
import { suppressed, validityEnded } from '../../functions/messages/gate.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { HandOver, HandOverOutcome } from '../../functions/messages/ports.ts';
import { insufficientCredit } from '../../functions/messages/send-outcome.ts';
import { isFinal } from '../../functions/messages/status.ts';
import type { HandOverFault, Sms } from '../support/fakes/memory-upstream.ts';
import { isBorneOut } from '../support/model/truth.ts';
import { couldNotTell, type Facts, keyOf, shown, theFacts } from './facts.ts';
import { longestLag, type Outside } from './outside.ts';
import { greatestSkew, type Process } from './process.ts';
import { checkCharge, checkStep, checkStory, type Expect } from './record-checks.ts';
import type { Violation } from './violation.ts';

/** A call may begin this long after its number was put on the suppression list. */
const holdMillis = 10_000;

const afterAllTimes = '9';

/** A message that the credits did not cover was to be charged as well. */
const isCharged = ({ charge, reason }: Message): boolean =>
  charge !== undefined || reason?.code === insufficientCredit.code;

export type Truth = ReturnType<typeof theTruth>;

/**
 * Checks everything at the moment it is written or handed over. The first broken promise ends the run: see `violation`.
 */
export const theTruth = (
  { store, upstream, calls, suppressions, now, met }: Outside,
  trace: (line: string) => void,
) => {
  const facts = theFacts(now);
  const charged = new Map<string, number>();
  const added = new Map<string, number>();
  /** The content of the request under each key. */
  const bodies = new Map<string, string>();
  /** Processes that have answered with an error, and processes that have handed something over. */
  const failed = new Set<Process>();
  const senders = new Set<Process>();
  const found: { first?: Violation } = {};

  const violate = (invariant: string, detail: string): void => {
    if (found.first !== undefined) return;
    found.first = { invariant, detail };
    trace(`VIOLATED ${invariant}: ${detail}`);
  };

  const expect: Expect = (isKept, invariant, detail) => {
    if (!isKept) violate(invariant, detail());
  };

  const smsOf = ({ text, to }: Facts): Sms | undefined => upstream.sent(text, to)[0];

  const begin = (message: Message): Facts => {
    const known = facts.processOf(message);
    const begun = facts.add(message);
    const siblings = facts.of(begun.request);
    const [{ first } = begun] = siblings;
    expect(message.version === 1 && known !== undefined, 'a record begins with version 1', () => shown(message));
    const isOnly = siblings.every((other) => other === begun || other.to !== begun.to);
    expect(isOnly, 'a recipient has one record in a request', () => shown(message));
    const isAlike =
      first.sender === message.sender &&
      first.validUntil === message.validUntil &&
      isCharged(first) === isCharged(message);
    expect(isAlike, 'a repetition goes by the record', () => `${shown(message)}, and before ${shown(first)}`);
    const { validUntil = afterAllTimes, createdAt } = message;
    expect(createdAt < validUntil, 'nothing is recorded once its validity has ended', () => shown(message));
    return begun;
  };

  const settleCredits = (account: string, amount: number): void => {
    charged.set(account, (charged.get(account) ?? 0) + amount);
    const left = store.credits.get(account) ?? 0;
    const due = (added.get(account) ?? 0) - (charged.get(account) ?? 0);
    expect(left === due && left >= 0, 'credits add up', () => `${account} has ${left}, and should have ${due}`);
  };

  /** Only the process that made it has claimed it. */
  const isFirstClaim = ({ claimant, maker }: Facts): boolean => claimant === maker;

  /** Whether it may be handed over. If its request takes several calls, its own call must have been noted. */
  const isBegun = ({ mark }: Facts): boolean => mark === undefined || calls.states.get(callKey(mark)) === 'begun';

  /** The process that made it does not send it, and has said so in the store. */
  const isGivenUp = ({ first: { attempt, call } }: Facts): boolean =>
    call !== undefined && calls.states.get(callKey({ attempt, call })) === 'given_up';

  /** The store did not hear that its call was given up, so a sweep takes it for one that nobody began. */
  const isUnkept = (message: Facts): boolean => {
    const { first, maker } = message;
    const { attempt, call } = first;
    if (call === undefined) return false;
    return !isGivenUp(message) && maker?.unheard.has(callKey({ attempt, call })) === true;
  };

  /**
   * Whether a sweep may have been told that it is being handed over. The run may have stood still after noting that.
   */
  const wasBegun = ({ mark }: Facts): boolean => mark === undefined || calls.noted.has(callKey(mark));

  /**
   * Doubt has two causes: the process that called does not know the outcome; or the claimant could not record it,
   * because it died, stood still or got no answer.
   */
  const checkDoubt = (message: Facts, after: Message): void => {
    const { claimant, helpers, id, mark } = message;
    // A process that does not know whether it or another began the call leaves the message alone.
    const mayBeAnothers = (process: Process) => mark !== undefined && process.unheard.has(callKey(mark));
    const isExcused =
      message.isInDoubt ||
      couldNotTell(claimant, id) ||
      [...helpers].some((helper) => couldNotTell(helper, id) || mayBeAnothers(helper));
    expect(isExcused, 'a message is indeterminate only where a call may have carried it', () => shown(after));
    expect(wasBegun(message), 'a message of several calls is indeterminate only where its own had begun', () =>
      shown(after),
    );
  };

  const onWrite = (after: Message, before: Message | undefined): void => {
    trace(`  ${after.id.slice(-6)} ${after.to} v${after.version} ${after.status} ${after.reason?.code ?? ''}`);
    const message = facts.byId(after.id) ?? begin(after);
    const sms = smsOf(message);
    message.record = after;
    message.recordedAt = now();
    message.statuses[after.version] = after.status;
    if (before !== undefined) checkStep(expect, before, after);
    checkStory(expect, after, message.first);
    if (after.reason?.code === suppressed.reason?.code) {
      met('message suppressed before its hand-over');
      const isTrue = after.status === 'canceled' && suppressions.hasHad(after.account, after.to);
      expect(isTrue, 'a message is suppressed only where its number is on the list', () => shown(after));
    }
    if (after.reason?.code === validityEnded.reason?.code) met('message past its validity');
    if (after.status === 'submitting') {
      const { attempt, call } = after;
      message.claimant = facts.processOf(after);
      message.mark = call === undefined ? undefined : { attempt, call };
      expect(
        !message.isToldUnsent || isUnkept(message),
        'a refusal stays true',
        () => `claimed again: ${shown(after)}`,
      );
    }
    checkCharge(expect, before, after, sms);
    settleCredits(after.account, (after.charge ?? 0) - (before?.charge ?? 0));
    if (after.status === 'indeterminate') checkDoubt(message, after);
    if (after.status === 'failed' && message.risks > 0 && sms === undefined) {
      expect(message.isRefused, 'what may have been sent is not told to have failed', () => shown(after));
    }
    expect(
      isBorneOut(after, sms, message.risks),
      'the record and the upstream agree',
      () => `${shown(after)}, upstream ${JSON.stringify(sms)}, calls ${message.risks}`,
    );
  };
  store.watch(onWrite);

  return {
    violation: (): Violation | undefined => found.first,
    violate,
    expect,
    facts,
    unexpected: (error: Error): void => violate('nothing fails but a port', error.stack ?? error.message),

    addCredits: (account: string, amount: number): void => {
      store.credits.set(account, (store.credits.get(account) ?? 0) + amount);
      added.set(account, (added.get(account) ?? 0) + amount);
    },

    /** A process is about to call the upstream and has read its clock. Nobody may have given up the messages by now. */
    decidesToHandOver: (process: Process, { text, to }: HandOver): void => {
      for (const number of to) {
        const record = facts.byAddress(text, number)?.record;
        const isItsOwn = record?.status === 'submitting';
        expect(
          isItsOwn,
          'no hand-over is begun that was given up',
          () => `${process.name}: ${record && shown(record)}`,
        );
      }
    },

    /** The call's first byte leaves the process. */
    callBegins: (process: Process, { text, to }: HandOver): void => {
      for (const number of to) {
        const message = facts.byAddress(text, number);
        if (message === undefined) continue;
        const { account, record } = message;
        const detail = () => `${process.name} calls for ${shown(record)}`;
        const { validUntil = afterAllTimes } = record;
        expect(process.clock().toISOString() < validUntil, 'no call begins once the validity has ended', detail);
        const since = suppressions.since(account, number) ?? now();
        expect(now() - since <= holdMillis, 'no call begins for a number that is suppressed', detail);
      }
    },

    /** A call reaches the upstream. From now on it may be applied. */
    handsOver: (process: Process, request: HandOver, fault: HandOverFault | undefined): void => {
      senders.add(process);
      expect(!failed.has(process), 'who answers with an error hands nothing over', () => process.name);
      for (const to of request.to) {
        const message = facts.byAddress(request.text, to);
        if (message === undefined) {
          violate('a message is recorded before it is handed over', `${request.text.slice(0, 30)} to ${to}`);
          continue;
        }
        const { record } = message;
        const detail = () => `${process.name} hands over ${shown(record)}`;
        const isTheirs = message.claimant === process || (isFirstClaim(message) && message.helpers.has(process));
        expect(isTheirs, 'only the run that claimed a message, or a job of it, hands it over', detail);
        const isClaimed = record.status === 'submitting';
        const isGivenUp = record.status === 'indeterminate' && process.state.hasFrozen;
        expect(isClaimed || isGivenUp, 'only what is being handed over is handed over', detail);
        const isSame = record.sender === request.sender && record.scheduledAt === request.scheduledAt?.toISOString();
        expect(isSame, 'what is handed over is what was recorded', detail);
        expect(isBegun(message), 'of several calls each is noted before it is made', detail);
        if (fault === 'not_sent') continue;
        message.risks += 1;
        expect(message.risks === 1, 'a message that may have been sent is never sent again', detail);
        expect(!message.isToldUnsent || isUnkept(message), 'a refusal stays true', detail);
        const key = keyOf(message);
        if (key !== undefined && !bodies.has(key)) bodies.set(key, message.request);
        expect(
          key === undefined || bodies.get(key) === message.request,
          'nothing is sent under a key that was used for another request',
          detail,
        );
      }
    },

    handedOver: (request: HandOver, outcome: HandOverOutcome): void => {
      const isWhole = outcome.kind === 'answered' && outcome.results.length === request.to.length;
      for (const [index, to] of request.to.entries()) {
        const message = facts.byAddress(request.text, to);
        if (message === undefined) continue;
        const sms = upstream.sent(request.text, to);
        expect(sms.length <= 1, 'a message is sent once', () => shown(message.record));
        const result = isWhole ? outcome.results[index] : undefined;
        if (outcome.kind === 'rejected' || result?.accepted === false) message.isRefused = true;
        else if (outcome.kind === 'unknown' || (outcome.kind === 'answered' && typeof result?.accepted !== 'boolean'))
          message.isInDoubt = true;
      }
    },

    /** Checks that what somebody is told of messages is or was recorded, and so was checked when it was written. */
    told: (messages: readonly Message[]): void => {
      for (const message of messages) {
        const isRecorded = facts.byId(message.id)?.statuses[message.version] === message.status;
        expect(isRecorded, 'what was answered exists', () => shown(message));
      }
    },

    toldUnsent: (message: Facts): void => {
      message.isToldUnsent = true;
      expect(message.risks === 0, 'a refusal is true', () => shown(message.record));
    },

    /** The process has answered with an error, so it has handed nothing over and never will. */
    answeredError: (process: Process, error: Error): void => {
      failed.add(process);
      expect(!senders.has(process), 'who answers with an error hands nothing over', () => `${process.name}: ${error}`);
    },

    /** Messages that wait to be closed: the index shows them, and by every clock their validity has ended. */
    waitingPastValidity: (): readonly Message[] => {
      const ended = new Date(now() - greatestSkew).toISOString();
      return [...facts.all()]
        .filter(({ recordedAt }) => recordedAt < now() - longestLag)
        .map(({ record }) => record)
        .filter(({ status, validUntil = afterAllTimes }) => status === 'accepted' && validUntil < ended);
    },

    /** What must be true once all trouble is over and everything has had its time. */
    atTheEnd: (now: number): void => {
      for (const account of added.keys()) settleCredits(account, 0);
      for (const message of facts.all()) {
        const { record, maker } = message;
        const isWaiting = record.status === 'scheduled' && Date.parse(record.scheduledAt ?? '') > now;
        expect(isFinal(record.status) || isWaiting, 'in the end nothing is left under way', () => shown(record));
        const sms = smsOf(message);
        expect(isBorneOut(record, sms, message.risks), 'in the end the record and the upstream agree', () =>
          shown(record),
        );
        if (sms !== undefined && !isWaiting) {
          const isSame =
            record.status === sms.status ||
            record.status === 'indeterminate' ||
            record.reason?.code === 'no_final_status';
          expect(isSame, 'in the end what was sent is told', () => `${shown(record)}, upstream ${sms.status}`);
        }
        if (!message.isToldUnsent) continue;
        const isClosed = record.status === 'failed' && record.charge === undefined;
        const isExcused = couldNotTell(maker, message.id) && !isGivenUp(message);
        expect(isClosed || isExcused, 'a refusal costs nothing and leaves no doubt', () => shown(record));
      }
    },
  };
};
