import {
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RateLimitedError,
  RequestInFlightError,
  StoreUnavailableError,
  UpstreamUnavailableError,
} from '../../functions/messages/errors.ts';
import { derivedMessageId } from '../../functions/messages/ids.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { SendRequest } from '../../functions/messages/plan.ts';
import { notRecorded, notSent, type SendOutcome } from '../../functions/messages/send.ts';
import { now as start } from '../support/model/messages.ts';
import { aService, type Service } from '../support/model/service.ts';
import { diceFor, hashOf } from './dice.ts';
import { anEngine } from './engine.ts';
import { theOutside } from './outside.ts';
import { portsFor } from './ports.ts';
import { aProcess, type Process, type Surroundings } from './process.ts';
import type { Scenario } from './scenario.ts';
import {
  type AccountName,
  firstCredits,
  firstSettings,
  requestOf,
  rulesFor,
  type Settings,
  type Step,
  scriptOf,
} from './script.ts';
import { type CallName, type StormName, stormTrouble, type Trouble, troubleOf } from './troubles.ts';
import { theTruth, type Violation } from './truth.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export interface Result {
  readonly seed: number;
  readonly violation: Violation | undefined;
  /** Of all that happened, in order: two runs with the same are the same. */
  readonly hash: string;
  readonly simulatedMillis: number;
  readonly messages: number;
  /** How often each kind of trouble was met, and each thing worth counting. */
  readonly met: ReadonlyMap<string, number>;
  /** The steps and troubles that happened. */
  readonly steps: readonly number[];
  readonly troubles: readonly string[];
  /** What happened, a line each; only where it was asked for. */
  readonly lines: readonly string[];
}

type SendStep = Pick<Extract<Step, { kind: 'send' }>, 'account' | 'request' | 'key'>;

/** Runs a scenario to its end, or to the first promise that is not kept. */
export const simulate = async (scenario: Scenario, keepsLines = false): Promise<Result> => {
  const { seed, mostRecipients = Number.POSITIVE_INFINITY } = scenario;
  const engine = anEngine(start.getTime());
  const met = new Map<string, number>();
  const steps: number[] = [];
  const troubles: string[] = [];
  const lines: string[] = [];
  let hash = 0;
  const count = (name: string) => met.set(name, (met.get(name) ?? 0) + 1);
  const trace = (text: string) => {
    const line = `${engine.now() - start.getTime()} ${text}`;
    hash = hashOf(line, hash);
    if (keepsLines) lines.push(line);
  };

  const outside = theOutside(seed, engine, count);
  const truth = theTruth(outside, trace);
  const { store } = outside;
  truth.addCredits('acc_prepaid', firstCredits);
  let settings: Settings = firstSettings;
  let isCalm = false;
  const stormsNow = new Map<StormName, number>();
  const isOver = () => truth.violation() !== undefined;
  const rate = diceFor(seed, 'rate').oneOf([0.002, 0.01, 0.03, 0.08, 0.2]);

  const isKept = (call: string) => scenario.troubles?.has(call) ?? true;
  const world: Surroundings = {
    seed,
    engine,
    met: count,
    trace,
    troubleFor: (call: string, name: CallName, size: number): Trouble | undefined => {
      if (isCalm) return undefined;
      const dice = diceFor(seed, `${call}/trouble`);
      if (dice.chance(rate) && isKept(call)) {
        troubles.push(call);
        return troubleOf(name, size, dice);
      }
      for (const [storm, until] of stormsNow) {
        const trouble = until > engine.now() && dice.chance(0.6) ? stormTrouble(storm, name, dice) : undefined;
        if (trouble !== undefined) return trouble;
      }
      return undefined;
    },
    standsStill: (call) => {
      const isStill = !isCalm && isKept(call) && diceFor(seed, `${call}/trouble`).chance(0.3);
      if (isStill) troubles.push(call);
      return isStill;
    },
  };

  /** Starts a process at its work, which is killed when its time is over, as a Lambda is. */
  const begin = <T>(
    name: string,
    millis: number,
    work: (service: Service, process: Process) => Promise<T>,
    answered: (answer: T, process: Process) => void,
    failed: (error: unknown, process: Process) => void,
  ): void => {
    const process = aProcess(name, world);
    truth.knows(process);
    const ports = portsFor(process, outside, truth);
    const service = aService(ports);
    let isPending = true;
    const end = (report: () => void) => {
      isPending = false;
      report();
      process.hasAnswered();
    };
    work(service, process).then(
      (answer) => end(() => answered(answer, process)),
      (error: unknown) => end(() => failed(error, process)),
    );
    engine.at(engine.now() + millis, () => {
      if (!isPending || process.state.isDead || process.state.hasFrozen) return;
      count('out of time');
      truth.violate('an answer comes in time', name);
      process.die();
    });
  };

  const originals = new Map<string, string>();

  const send = (name: string, step: SendStep, isLast = false): void => {
    const request = requestOf(seed, step, mostRecipients);
    const rules = rulesFor(step.account, settings);
    const lock = step.key === undefined ? undefined : derivedMessageId(step.account, step.key, 0);
    const locked = lock === undefined ? undefined : truth.byId(lock);
    const isReplay = locked?.request === step.request;
    begin(
      name,
      apiMillis,
      (service, process) => {
        truth.knows(process, request);
        return service.send(request, rules, process.deadline(lambdaMillis));
      },
      (outcome, process) => {
        trace(`${name} answers ${outcome.messages.length} ${outcome.rejected.length} ${outcome.replayed}`);
        checkAnswer(step, process, request, outcome, isLast);
        if (outcome.replayed) count('replayed');
        if (outcome.replayed || step.key === undefined) return;
        const key = `${step.account} ${step.key}`;
        truth.expect(!originals.has(key) && locked === undefined, 'a key has one original', () => name);
        originals.set(key, name);
      },
      (error, process) => {
        const kind = error instanceof Error ? error.name : String(error);
        trace(`${name} answers ${kind}`);
        count(`answer ${kind}`);
        if (!(error instanceof Error)) {
          truth.violate('nothing fails but a port', kind);
          return;
        }
        truth.answeredError(process, error);
        if (error instanceof IdempotencyKeyReusedError) {
          const other = lock === undefined ? undefined : truth.byId(lock);
          truth.expect(
            other !== undefined && other.request !== step.request,
            'a key is refused only where it was used',
            () => name,
          );
        } else if (error instanceof InvalidRequestError || error instanceof RateLimitedError) {
          truth.expect(
            !isReplay,
            'a repetition is not refused by the rules of today',
            () => `${name}: ${error.message}`,
          );
        } else if (error instanceof StoreUnavailableError) {
          truth.expect(!isLast, 'in the end a repetition is answered', () => name);
          if (request.isRepeated !== true) refuse(process, step, () => true);
        } else if (error instanceof RequestInFlightError) {
          truth.expect(!isLast, 'in the end no request is in flight', () => name);
        } else if (!(error instanceof InsufficientCreditError)) {
          truth.violate('nothing fails but a port', error.stack ?? error.message);
        }
      },
    );
  };

  /** The records that a process made, or may still come to have made, for recipients of which it said that nothing is sent. */
  const refusals: {
    readonly process: Process;
    readonly step: SendStep;
    readonly isRefused: (to: string) => boolean;
  }[] = [];

  const refuse = (process: Process, step: SendStep, isRefused: (to: string) => boolean): void => {
    refusals.push({ process, step, isRefused });
    for (const facts of truth.of(step.request)) {
      if (facts.maker === process && isRefused(facts.to)) truth.toldUnsent(facts);
    }
  };
  store.watch((message, before) => {
    if (before !== undefined) return;
    const facts = truth.byId(message.id);
    if (facts === undefined) return;
    const isRefused = refusals.some(
      ({ process, step, isRefused }) =>
        facts.maker === process && facts.request === step.request && isRefused(facts.to),
    );
    if (isRefused) truth.toldUnsent(facts);
  });

  const checkAnswer = (
    step: SendStep,
    process: Process,
    request: SendRequest,
    { messages, rejected }: SendOutcome,
    isLast: boolean,
  ): void => {
    truth.told(messages);
    const detail = () =>
      `${process.name}: ${messages.length} messages, ${rejected.length} rejections of ${request.to.length}`;
    truth.expect(messages.length + rejected.length === request.to.length, 'every recipient is answered', detail);
    const isOwn = (message: Message) => truth.byId(message.id)?.request === step.request;
    truth.expect(messages.every(isOwn), 'nothing is answered but what was asked for', detail);
    const isUnsent = new Set(rejected.flatMap(({ code, to }) => (code === notSent.code ? to : [])));
    if (isUnsent.size > 0) {
      count('replay leaves some unsent');
      for (const facts of truth.of(step.request)) {
        if (isUnsent.has(facts.to)) truth.violate('what was told not to be sent has no record', facts.to);
      }
    }
    const isUnrecorded = new Set(rejected.flatMap(({ code, to }) => (code === notRecorded.code ? to : [])));
    if (isUnrecorded.size > 0) {
      count('answer not recorded for some');
      if (request.isRepeated !== true) refuse(process, step, (to) => isUnrecorded.has(to));
    }
    if (!isLast) return;
    const stand = messages.every((message) => store.records.get(message.id)?.version === message.version);
    truth.expect(stand, 'in the end a repetition tells what is recorded', detail);
  };

  const onMessagesOf = (name: string, kind: 'cancel' | 'refresh', request: string): void => {
    const ids = truth.of(request).map(({ id }) => id);
    if (ids.length === 0) return;
    begin(
      name,
      apiMillis,
      async (service, process) => {
        const found = await portsOf(process).find(ids);
        const messages = ids.flatMap((id) => found.get(id) ?? []);
        return service[kind](messages, process.deadline(lambdaMillis));
      },
      (messages) => {
        trace(`${name} answers ${messages.map(({ status }) => status).join(' ')}`);
        truth.told(messages);
        truth.expect(messages.length === ids.length, 'every message is answered', () => name);
        for (const { status } of messages) if (kind === 'cancel') count(`cancel tells ${status}`);
      },
      (error) => {
        const isExpected = error instanceof UpstreamUnavailableError || error instanceof StoreUnavailableError;
        trace(`${name} answers ${String(error)}`);
        if (!isExpected)
          truth.violate('nothing fails but a port', String(error instanceof Error ? error.stack : error));
      },
    );
  };
  const portsOf = (process: Process) => portsFor(process, outside, truth).store;

  const sweepFailed = (error: unknown): void => {
    // What it does not note, the age windows come back to.
    if (error instanceof StoreUnavailableError) return;
    truth.violate('nothing fails but a port', String(error instanceof Error ? error.stack : error));
  };

  const sweep = (name: string, interval: number, handsOver: boolean): void =>
    begin(
      name,
      sweepMillis,
      (service) => service.sweep(interval, handsOver),
      ({ seen, changed, closed, handedOver }) => trace(`${name} saw ${seen} ${changed} ${closed} ${handedOver}`),
      sweepFailed,
    );

  const carryOut = (step: Step): void => {
    steps.push(step.id);
    trace(`step ${step.id} ${step.kind}`);
    const names = (count: number) => Array.from({ length: count }, (_, index) => `${step.id}${letters[index]}`);
    const soon = (name: string, happen: () => void) =>
      engine.at(engine.now() + diceFor(seed, `${name}/start`).between(0, 40), happen);
    switch (step.kind) {
      case 'send':
        for (const name of names(step.atOnce)) soon(name, () => send(name, step));
        return;
      case 'cancel':
      case 'refresh':
        onMessagesOf(`${step.id}a`, step.kind, step.request);
        return;
      case 'sweep':
        for (const name of names(step.atOnce)) soon(name, () => sweep(name, step.interval, step.handsOver));
        return;
      case 'followUp':
        begin(
          `${step.id}a`,
          sweepMillis,
          (service) => service.followUp(),
          ({ seen }) => trace(`${step.id} saw ${seen}`),
          sweepFailed,
        );
        return;
      case 'settings':
        settings = step.settings;
        return;
      case 'credits':
        truth.addCredits('acc_prepaid', step.amount);
        return;
      case 'storm':
        count(`storm ${step.storm}`);
        stormsNow.set(step.storm, engine.now() + step.millis);
    }
  };

  const script = scriptOf(seed).filter(({ id }) => scenario.steps?.has(id) ?? true);
  for (const step of script) engine.at(start.getTime() + step.at, () => carryOut(step));
  const pass = (millis: number) => engine.run(engine.now() + millis, isOver);
  await engine.run(start.getTime() + (script.at(-1)?.at ?? 0) + minute, isOver);

  // Trouble is over: who stood still goes on, and the sweeps have all under way come to its end.
  isCalm = true;
  await pass(15 * minute);
  const keyed = new Map<string, SendStep>();
  for (const step of script) if (step.kind === 'send' && step.key !== undefined) keyed.set(step.request, step);
  for (const [round, wait] of [5 * minute, 5 * minute, 4 * hour, 80 * hour, 4 * hour].entries()) {
    if (round === 2) for (const [request, step] of keyed) send(`last ${request}`, step, true);
    if (round === 2) await pass(2 * minute);
    sweep(`end${round}`, everyWindow, true);
    await pass(wait);
  }
  if (!isOver()) truth.atTheEnd(engine.now());

  for (const { record } of truth.all()) count(`end ${record.status}`);
  return {
    seed,
    violation: truth.violation(),
    hash: hash.toString(16).padStart(8, '0'),
    simulatedMillis: engine.now() - start.getTime(),
    messages: truth.count(),
    met,
    steps,
    troubles,
    lines,
  };
};

const letters = 'abcdefghij';
/** What an API's Lambda has, and what it counts on. */
const apiMillis = 29 * second;
const lambdaMillis = 28 * second;
const sweepMillis = 90 * second;
const everyWindow = 180;

export type { AccountName };
