import type { Status } from '../../functions/contract/statuses.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { SendRequest } from '../../functions/messages/plan.ts';
import type { CallMark, HandOver, HandOverOutcome } from '../../functions/messages/ports.ts';
import { isFinal } from '../../functions/messages/status.ts';
import { callKey } from '../support/fakes/memory-calls.ts';
import type { HandOverFault, Sms } from '../support/fakes/memory-upstream.ts';
import { rank } from '../support/model/status-rank.ts';
import { isBorneOut } from '../support/model/truth.ts';
import type { Outside } from './outside.ts';
import type { Process } from './process.ts';

/** A promise of the core that was not kept. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

/** All that is known of a message by one who sees everything. */
export interface Facts {
  readonly id: string;
  readonly account: string;
  readonly text: string;
  readonly to: string;
  /** The name of the request that asked for it. */
  readonly request: string;
  /** Who made its record. */
  readonly maker: Process | undefined;
  record: Message;
  /** Its first version. */
  readonly first: Message;
  /** The call it was claimed for, where that has a number. */
  mark: CallMark | undefined;
  /** Its status in each version. */
  readonly statuses: Status[];
  /** Who claimed it last. */
  claimant: Process | undefined;
  /** Calls for it that may have reached the upstream. */
  risks: number;
  /** The upstream has told that it does not take it. */
  isRefused: boolean;
  /** Who asked the upstream to take it cannot know whether it did. */
  isInDoubt: boolean;
  /** Its sender was told that nothing was sent, and nothing will be. */
  isToldUnsent: boolean;
}

export type Truth = ReturnType<typeof theTruth>;

/**
 * Looks at everything that is written and handed over, at once. The first promise that is not kept ends the run: see
 * `violation`.
 */
export const theTruth = ({ store, upstream, calls }: Outside, trace: (line: string) => void) => {
  const byId = new Map<string, Facts>();
  const byAddress = new Map<string, Facts>();
  const byRequest = new Map<string, Facts[]>();
  const processes = new Map<string, Process>();
  const requests = new Map<Process, SendRequest>();
  const charged = new Map<string, number>();
  const added = new Map<string, number>();
  /** Which request is sent under each key. */
  const bodies = new Map<string, string>();
  const errors = new Set<Process>();
  const senders = new Set<Process>();
  const found: { first?: Violation } = {};

  const violate = (invariant: string, detail: string): void => {
    if (found.first !== undefined) return;
    found.first = { invariant, detail };
    trace(`VIOLATED ${invariant}: ${detail}`);
  };

  const expect = (isKept: boolean, invariant: string, detail: () => string): void => {
    if (!isKept) violate(invariant, detail());
  };

  const smsOf = ({ text, to }: Facts): Sms | undefined => upstream.sent(text, to)[0];
  const processOf = ({ attempt }: Message) => processes.get(attempt.slice(0, attempt.indexOf('#')));
  const shown = ({ id, to, version, status, reason, attempt, charge }: Message) =>
    JSON.stringify({ id, to, version, status, reason: reason?.code, attempt, charge });

  const begin = (message: Message): Facts => {
    const { id, account, to } = message;
    const maker = processOf(message);
    // A record may be made without its text.
    const { text = '' } = (maker && requests.get(maker)) ?? message;
    const request = text.slice(0, text.indexOf(' '));
    const facts: Facts = {
      id,
      account,
      to,
      text,
      request,
      maker,
      record: message,
      first: message,
      mark: undefined,
      statuses: [],
      claimant: undefined,
      risks: 0,
      isRefused: false,
      isInDoubt: false,
      isToldUnsent: false,
    };
    expect(message.version === 1, 'a record begins with version 1', () => shown(message));
    expect(!byAddress.has(address(text, to)), 'a recipient has one record in a request', () => shown(message));
    const sibling = byRequest.get(request)?.[0]?.first;
    const isAlike = sibling === undefined || sibling.sender === message.sender;
    expect(
      isAlike,
      'a repetition goes by the record',
      () => `${shown(message)}, and before ${sibling && shown(sibling)}`,
    );
    byId.set(id, facts);
    byAddress.set(address(text, to), facts);
    byRequest.set(request, [...(byRequest.get(request) ?? []), facts]);
    return facts;
  };

  const settleCredits = (account: string, amount: number): void => {
    charged.set(account, (charged.get(account) ?? 0) + amount);
    const left = store.credits.get(account) ?? 0;
    const due = (added.get(account) ?? 0) - (charged.get(account) ?? 0);
    expect(left === due && left >= 0, 'credits add up', () => `${account} has ${left}, and should have ${due}`);
  };

  /** What is charged once is given back once: for what was never sent, or was cancelled. */
  const checkCharge = (facts: Facts, before: Message | undefined, after: Message): void => {
    const detail = () => `${before && shown(before)} → ${shown(after)}`;
    const { charge } = after;
    if (charge !== undefined) {
      const costs = before === undefined ? after.segments : before.charge;
      expect(charge === costs, 'a charge is made once, for the segments', detail);
      const isUnsent = after.status === 'failed' || after.reason?.code === 'never_handed_over';
      const isFree = after.status === 'canceled' || (isUnsent && smsOf(facts) === undefined);
      expect(!isFree, 'what was never sent, or was cancelled, costs nothing', detail);
      return;
    }
    if (before?.charge === undefined) return;
    const isCanceled = after.status === 'canceled';
    const isUnsent = (after.status === 'failed' || after.status === 'expired') && smsOf(facts) === undefined;
    expect(isCanceled || isUnsent, 'credits go back only for what was never sent, or was cancelled', detail);
  };

  /** Whether it may be handed over: where its request takes several calls, its own has been noted. */
  const isBegun = ({ mark }: Facts): boolean => mark === undefined || calls.states.get(callKey(mark)) === 'begun';

  /** That its call is given up could not be told to the store: a sweep takes it for one that nobody came to. */
  const isUnkept = ({ first: { attempt, call }, maker }: Facts): boolean => {
    if (call === undefined) return false;
    const key = callKey({ attempt, call });
    return calls.states.get(key) !== 'begun' && maker?.unheard.has(key) === true;
  };

  const checkStep = (before: Message, after: Message): void => {
    const detail = () => `${shown(before)} → ${shown(after)}`;
    expect(after.version === before.version + 1, 'versions grow by one', detail);
    const isForward = rank[after.status] > rank[before.status];
    const isHandOver = rank[after.status] === 0 && rank[before.status] === 0 && after.status !== before.status;
    expect(isForward || isHandOver, 'a status never regresses', detail);
    const isSame =
      after.account === before.account &&
      after.to === before.to &&
      after.createdAt === before.createdAt &&
      after.scheduledAt === before.scheduledAt &&
      (after.text === before.text || (after.text === undefined && before.forgetsText === true));
    expect(isSame, 'a message stays what it is', detail);
  };

  /**
   * Doubt comes from a call whose outcome is unknown to who made it; or from a claimant that could not tell the store,
   * because it died, stood still or was not heard.
   */
  const checkDoubt = (facts: Facts, after: Message): void => {
    const isExcused = facts.isInDoubt || couldNotTell(facts.claimant, facts.id);
    expect(isExcused, 'a message is indeterminate only where a call may have carried it', () => shown(after));
    expect(isBegun(facts), 'a message of several calls is indeterminate only where its own had begun', () =>
      shown(after),
    );
  };

  const onWrite = (after: Message, before: Message | undefined): void => {
    trace(`  ${after.id.slice(-6)} ${after.to} v${after.version} ${after.status} ${after.reason?.code ?? ''}`);
    const facts = byId.get(after.id) ?? begin(after);
    facts.record = after;
    facts.statuses[after.version] = after.status;
    if (before !== undefined) checkStep(before, after);
    if (after.status === 'submitting') {
      const { attempt, call } = after;
      facts.claimant = processOf(after);
      facts.mark = call === undefined ? undefined : { attempt, call };
      expect(!facts.isToldUnsent || isUnkept(facts), 'a refusal stays true', () => `claimed again: ${shown(after)}`);
    }
    checkCharge(facts, before, after);
    settleCredits(after.account, (after.charge ?? 0) - (before?.charge ?? 0));
    if (after.status === 'indeterminate') checkDoubt(facts, after);
    if (after.status === 'failed' && facts.risks > 0 && smsOf(facts) === undefined) {
      expect(facts.isRefused, 'what may have been sent is not told to have failed', () => shown(after));
    }
    const sms = smsOf(facts);
    expect(
      isBorneOut(after, sms, facts.risks),
      'the record and the upstream agree',
      () => `${shown(after)}, upstream ${JSON.stringify(sms)}, calls ${facts.risks}`,
    );
  };
  store.watch(onWrite);

  return {
    violation: (): Violation | undefined => found.first,
    violate,
    expect,
    byId: (id: string) => byId.get(id),
    byAddress: (text: string, to: string) => byAddress.get(address(text, to)),
    /** All messages of a request. */
    of: (request: string): readonly Facts[] => byRequest.get(request) ?? [],
    all: (): IterableIterator<Facts> => byId.values(),
    count: () => byId.size,
    smsOf,

    unexpected: (error: Error): void => violate('nothing fails but a port', error.stack ?? error.message),

    /** A process has begun, perhaps with a request. */
    knows: (process: Process, request?: SendRequest): void => {
      processes.set(process.name, process);
      if (request !== undefined) requests.set(process, request);
    },

    addCredits: (account: string, amount: number): void => {
      store.credits.set(account, (store.credits.get(account) ?? 0) + amount);
      added.set(account, (added.get(account) ?? 0) + amount);
    },

    /** A process is about to call the upstream: it has looked at its clock, and nobody may have given it up by now. */
    decidesToHandOver: (process: Process, { text, to }: HandOver): void => {
      for (const number of to) {
        const record = byAddress.get(address(text, number))?.record;
        const isItsOwn = record?.status === 'submitting';
        expect(
          isItsOwn,
          'no hand-over is begun that was given up',
          () => `${process.name}: ${record && shown(record)}`,
        );
      }
    },

    /** A call reaches the upstream: the moment from which it may be applied. */
    handsOver: (process: Process, request: HandOver, fault: HandOverFault | undefined): void => {
      senders.add(process);
      expect(!errors.has(process), 'who answers with an error hands nothing over', () => process.name);
      for (const to of request.to) {
        const facts = byAddress.get(address(request.text, to));
        if (facts === undefined) {
          violate('a message is recorded before it is handed over', `${request.text.slice(0, 30)} to ${to}`);
          continue;
        }
        const { record } = facts;
        const detail = () => `${process.name} hands over ${shown(record)}`;
        expect(facts.claimant === process, 'only the run that claimed a message hands it over', detail);
        const isClaimed = record.status === 'submitting';
        const isGivenUp = record.status === 'indeterminate' && process.state.hasFrozen;
        expect(isClaimed || isGivenUp, 'only what is being handed over is handed over', detail);
        const isSame = record.sender === request.sender && record.scheduledAt === request.scheduledAt?.toISOString();
        expect(isSame, 'what is handed over is what was recorded', detail);
        expect(isBegun(facts), 'of several calls each is noted before it is made', detail);
        if (fault === 'not_sent') continue;
        facts.risks += 1;
        expect(facts.risks === 1, 'a message that may have been sent is never sent again', detail);
        expect(!facts.isToldUnsent || isUnkept(facts), 'a refusal stays true', detail);
        const key = keyOf(facts);
        if (key !== undefined && !bodies.has(key)) bodies.set(key, facts.request);
        expect(
          key === undefined || bodies.get(key) === facts.request,
          'nothing is sent under a key that was used for another request',
          detail,
        );
      }
    },

    handedOver: (request: HandOver, outcome: HandOverOutcome): void => {
      const isWhole = outcome.kind === 'answered' && outcome.results.length === request.to.length;
      for (const [index, to] of request.to.entries()) {
        const facts = byAddress.get(address(request.text, to));
        if (facts === undefined) continue;
        const sms = upstream.sent(request.text, to);
        expect(sms.length <= 1, 'a message is sent once', () => shown(facts.record));
        const result = isWhole ? outcome.results[index] : undefined;
        if (outcome.kind === 'rejected' || result?.accepted === false) facts.isRefused = true;
        else if (outcome.kind === 'unknown' || (outcome.kind === 'answered' && typeof result?.accepted !== 'boolean'))
          facts.isInDoubt = true;
      }
    },

    /** What somebody is told of messages is, or was, recorded: and so was looked at when it was written. */
    told: (messages: readonly Message[]): void => {
      for (const message of messages) {
        const isRecorded = byId.get(message.id)?.statuses[message.version] === message.status;
        expect(isRecorded, 'what was answered exists', () => shown(message));
      }
    },

    toldUnsent: (facts: Facts): void => {
      facts.isToldUnsent = true;
      expect(facts.risks === 0, 'a refusal is true', () => shown(facts.record));
    },

    /** It has answered with an error: it has handed nothing over, and does not later. */
    answeredError: (process: Process, error: Error): void => {
      errors.add(process);
      expect(!senders.has(process), 'who answers with an error hands nothing over', () => `${process.name}: ${error}`);
    },

    /** What is true once all trouble is over and everything has had its time. */
    atTheEnd: (now: number): void => {
      for (const account of added.keys()) settleCredits(account, 0);
      for (const facts of byId.values()) {
        const { record, maker } = facts;
        const isWaiting = record.status === 'scheduled' && Date.parse(record.scheduledAt ?? '') > now;
        expect(isFinal(record.status) || isWaiting, 'in the end nothing is left under way', () => shown(record));
        const sms = smsOf(facts);
        expect(isBorneOut(record, sms, facts.risks), 'in the end the record and the upstream agree', () =>
          shown(record),
        );
        if (sms !== undefined && !isWaiting) {
          const isSame =
            record.status === sms.status ||
            record.status === 'indeterminate' ||
            record.reason?.code === 'no_final_status';
          expect(isSame, 'in the end what was sent is told', () => `${shown(record)}, upstream ${sms.status}`);
        }
        if (!facts.isToldUnsent) continue;
        const isClosed = record.status === 'failed' && record.charge === undefined;
        expect(isClosed || couldNotTell(maker, facts.id), 'a refusal costs nothing and leaves no doubt', () =>
          shown(record),
        );
      }
    },
  };
};

/** Whether a process could not say to the store what became of a message: for it died, stood still or was not heard. */
const couldNotTell = (process: Process | undefined, id: string): boolean =>
  process === undefined || process.state.isDead || process.state.hasFrozen || process.unheard.has(id);

const address = (text: string, to: string): string => `${to} ${text}`;

const keyOf = ({ account, request }: Facts): string | undefined =>
  request.startsWith('unkeyed') ? undefined : `${account} ${request.slice(0, request.lastIndexOf('-'))}`;
