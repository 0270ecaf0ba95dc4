import fc from 'fast-check';
import { expect } from 'vitest';
import type { Status } from '../../../functions/contract/statuses.ts';
import {
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RequestInFlightError,
  StoreUnavailableError,
  UpstreamUnavailableError,
} from '../../../functions/messages/errors.ts';
import { derivedMessageId } from '../../../functions/messages/ids.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { SendRequest } from '../../../functions/messages/plan.ts';
import { notRecorded, type SendOutcome } from '../../../functions/messages/send-outcome.ts';
import { landingMillis } from '../../../functions/messages/time-budget.ts';
import { aLife, type Death, type Life } from './deaths.ts';
import { jitter } from './jitter.ts';
import { aSendRequest, now, rules, swissMobiles } from './messages.ts';
import { rank } from './status-rank.ts';
import { expectTruth, type World } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** What a perfect client would note down. */
export interface Model {
  /** Messages that an answer has named. */
  readonly answered: Set<string>;
  readonly refusals: Refusal[];
}

/** A sender was told that a run has handed nothing over, to anybody or to some. */
export interface Refusal {
  readonly attempt: string;
  /** Absent: to anybody. */
  readonly to?: ReadonlySet<string>;
  readonly life: Life;
  /** When the run stops looking for records of its own that come late. */
  readonly until: number;
  /** The store was in trouble at that time: what it had then, nobody could see. */
  isUnseen: boolean;
}

export interface Real {
  readonly world: World;
  /** The records before the last command: what an index that lags may show. */
  records: ReadonlyMap<string, Message>;
  /** Requests made so far, for texts that no other request has. */
  requests: number;
}

type Command = fc.AsyncCommand<Model, Real>;

type ValueOf<A> = A extends fc.Arbitrary<infer Value> ? Value : never;

/** Turns to wait around the calls of runs that overlap. */
const turns = fc.array(fc.nat(6), { minLength: 1, maxLength: 12 });
const death = fc.option(
  fc.record({ call: fc.nat(8), when: fc.constantFrom<Death['when'][]>('before', 'half', 'after') }),
  { nil: undefined, freq: 4 },
);

/** `acc_prepaid` has few credits of its own; `body`: which of two bodies, under a key. */
const sending = fc.record({
  account: fc.constantFrom('acc_shop', 'acc_prepaid'),
  key: fc.constantFrom(undefined, 'k1', 'k2'),
  body: fc.constantFrom('hello', 'hello', 'later'),
  atOnce: fc.constantFrom(1, 1, 1, 3),
  turns,
  death,
});

/** Sends a request, sends it again if its key was used, or another in its place; alone, or several times at once. */
const send = (step: ValueOf<typeof sending>): Command => ({
  check: () => true,
  toString: () => `send ${JSON.stringify(step)}`,
  run: async (model, real) => {
    const { world } = real;
    real.requests += 1;
    const request = requestOf(step, real.requests);
    const lock = step.key === undefined ? undefined : derivedMessageId(step.account, step.key, 0);
    const locked = lock === undefined ? undefined : world.store.records.get(lock);
    const isLocked = locked !== undefined;
    const isOther = isLocked && locked.text !== request.text;
    const attempt = `attempt-${world.attempts() + 1}`;
    const risksBefore = risksOf(world, request);
    const atOnce = step.key === undefined ? 1 : step.atOnce;
    const life = aLife(step.death);
    const service = world.start(atOnce === 1 ? life.around : jitter(step.turns));
    const accountRules = { ...rules, metered: step.account === 'acc_prepaid' };
    const runs = Array.from({ length: atOnce }, () => life.of(service.send(request, accountRules, world.deadline())));

    const outcomes = await world.during(Promise.all(runs.map((run) => run.catch(onlyExpected))));

    const answers = outcomes.flatMap((outcome) => (outcome === undefined || outcome instanceof Error ? [] : [outcome]));
    const errors = outcomes.filter((outcome) => outcome instanceof Error);
    for (const { messages } of answers) {
      expectTruth(world, messages);
      for (const { id } of messages) model.answered.add(id);
    }
    expectReplays(answers, step.key !== undefined, isLocked);
    const isLate = request.scheduledAt !== undefined && request.scheduledAt <= world.now();
    for (const error of errors) {
      if (error instanceof IdempotencyKeyReusedError) expect(isOther).toBe(true);
      if (error instanceof InvalidRequestError) expect(isLate && !isLocked).toBe(true);
      if (error instanceof RequestInFlightError) expect(step.key).toBeDefined();
    }
    // A key that is taken is taken: no answer to another body, and nothing sent.
    if (isOther) expect(answers).toEqual([]);
    const isNothingSent = isOther || (outcomes.length === 1 && errors.length === 1);
    if (isNothingSent) expect(risksOf(world, request)).toEqual(risksBefore);
    if (atOnce > 1) return;
    const refusal = { attempt, life, until: world.now().getTime() + landingMillis, isUnseen: false };
    if (errors.some((error) => error instanceof StoreUnavailableError)) model.refusals.push(refusal);
    for (const { rejected } of answers) {
      const to = new Set(rejected.flatMap(({ code, to }) => (code === notRecorded.code ? to : [])));
      model.refusals.push({ ...refusal, to });
    }
  },
});

const requestOf = (
  { account, key, body }: { account: string; key: string | undefined; body: string },
  serial: number,
): SendRequest =>
  aSendRequest({
    account,
    text: key === undefined ? `${serial} ${body}` : `${account} ${key} ${body}`,
    to: swissMobiles(body === 'later' ? 2 : 3),
    ...(key !== undefined && { idempotencyKey: key }),
    ...(body === 'later' && { scheduledAt: new Date(now.getTime() + day) }),
  });

const risksOf = ({ upstream }: World, { text, to }: SendRequest) =>
  to.map((number) => upstream.risked(text, String(number)));

/** Only one of all answers under a key is not a replay: the one whose run wrote the lock. */
const expectReplays = (answers: readonly SendOutcome[], isKeyed: boolean, isLocked: boolean) => {
  const originals = answers.filter(({ replayed }) => !replayed);
  if (!isKeyed) expect(originals).toEqual(answers);
  else expect(originals.length).toBeLessThanOrEqual(isLocked ? 0 : 1);
};

const expectedErrors = [
  UpstreamUnavailableError,
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RequestInFlightError,
  StoreUnavailableError,
];

const onlyExpected = (error: unknown): Error => {
  const isExpected = expectedErrors.some((kind) => error instanceof kind);
  if (isExpected && error instanceof Error) return error;
  throw error;
};

/** Runs at the same time: sweeps, and a cancel of some messages. */
const working = fc.record({
  sweeps: fc.constantFrom(0, 1, 1, 2, 3),
  cancels: fc.array(fc.nat(20), { maxLength: 3 }),
  isLagging: fc.boolean(),
  isFull: fc.boolean(),
  turns,
  death,
});

const work = (step: ValueOf<typeof working>): Command => ({
  check: () => true,
  toString: () => `work ${JSON.stringify(step)}`,
  run: async (_, real) => {
    const { world } = real;
    const records = world.records();
    const chosen = [...new Set(step.cancels.flatMap((index) => records[index % records.length] ?? []))];
    if (step.isLagging) world.open.hooks.lagging = real.records;
    const life = aLife(step.death);
    const jittered = jitter(step.turns);
    const service = world.start((call) => jittered({ ...call, run: () => life.around(call) }));
    const sweeps = Array.from({ length: step.sweeps }, () => life.of(service.sweep(step.isFull ? 180 : 1)));
    const cancel =
      chosen.length === 0 ? undefined : life.of(service.cancel(chosen, world.deadline())).catch(onlyExpected);

    const canceled = await cancel;
    await Promise.all(sweeps);

    delete world.open.hooks.lagging;
    if (canceled !== undefined && !(canceled instanceof Error)) {
      expect(canceled.map(({ id }) => id)).toEqual(chosen.map(({ id }) => id));
      expectTruth(world, canceled);
    }
  },
});

/** The trouble there is from now on; each kind strikes at every nth call. */
const weather = fc.record({
  handOver: fc.constantFrom(
    undefined,
    undefined,
    'not_sent' as const,
    'not_sent' as const,
    'rejected' as const,
    'broken' as const,
    'lost' as const,
  ),
  states: fc.constantFrom(undefined, undefined, 'silent' as const, 'nonsense' as const),
  cancel: fc.constantFrom(undefined, undefined, 'silent' as const, 'lost' as const),
  store: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    'isUnavailable' as const,
    'isLost' as const,
    'isLate' as const,
  ),
  lateness: fc.constantFrom(500, 2_500, 12_000, 30_000),
  cannotRead: fc.constantFrom(false, false, false, true),
  refuses: fc.constantFrom(undefined, '0', '1'),
  every: fc.integer({ min: 1, max: 3 }),
});

const setWeather = (step: ValueOf<typeof weather>): Command => ({
  check: () => true,
  toString: () => `weather ${JSON.stringify(step)}`,
  run: async (_, { world: { upstream, store, later } }) => {
    const { handOver, states, cancel, refuses, lateness } = step;
    const strikes = () => {
      let calls = 0;
      return () => {
        calls += 1;
        return calls % step.every === 0;
      };
    };
    const [onHandOver, onStates, onCancel, onStore] = [strikes(), strikes(), strikes(), strikes()];
    upstream.weather.handOver = () => (onHandOver() ? handOver : undefined);
    upstream.weather.states = () => (onStates() ? states : undefined);
    upstream.weather.cancel = () => (onCancel() ? cancel : undefined);
    upstream.weather.refuses = (to) => refuses !== undefined && to.endsWith(refuses);
    delete store.hooks.isUnavailable;
    delete store.hooks.isLost;
    delete store.hooks.isLate;
    if (step.store === 'isLate') {
      store.hooks.isLate = (_operation, _message, arrive) => {
        const isLate = onStore();
        if (isLate) later(lateness, arrive);
        return isLate;
      };
    } else if (step.store !== undefined) store.hooks[step.store] = onStore;
    store.hooks.cannotRead = step.cannotRead;
  },
});

const progress = (step: { times: number; end: Status }): Command => ({
  check: () => true,
  toString: () => `progress ${JSON.stringify(step)}`,
  run: async (_, { world }) => {
    for (let time = 0; time < step.times; time += 1) world.upstream.progress(world.now(), () => step.end);
  },
});

const wait = (minutes: number): Command => ({
  check: () => true,
  toString: () => `wait ${minutes} min`,
  run: async ({ refusals }, { world }) => {
    const { isUnavailable, isLost, isLate, cannotRead } = world.store.hooks;
    const isInTrouble = cannotRead || [isUnavailable, isLost, isLate].some((hook) => hook !== undefined);
    const start = world.now().getTime();
    await world.pass(minutes * minute);
    for (const refusal of refusals) if (isInTrouble && start < refusal.until) refusal.isUnseen = true;
  },
});

/** A command after which all that is always true is looked at. */
const checked = (command: Command): Command => ({
  ...command,
  run: async (model, real) => {
    const seen = real.world.store.history.length;
    const before = new Map(real.world.store.records);
    await command.run(model, real);
    real.records = before;
    expectAlwaysTrue(model, real, before, seen);
  },
});

const expectAlwaysTrue = (model: Model, { world }: Real, before: ReadonlyMap<string, Message>, seen: number) => {
  const latest = new Map(before);
  for (const after of world.store.history.slice(seen)) {
    const previous = latest.get(after.id);
    latest.set(after.id, after);
    if (previous === undefined) continue;
    expect(after.version, 'versions grow by one').toBe(previous.version + 1);
    const isForward = rank[after.status] > rank[previous.status];
    const isHandOver = rank[after.status] === 0 && rank[previous.status] === 0 && after.status !== previous.status;
    const isShorter = previous.request?.taken !== undefined && after.request?.taken === undefined;
    const isSame = after.status === previous.status && isShorter;
    expect(isForward || isHandOver || isSame, `${previous.status} → ${after.status}`).toBe(true);
  }
  expectTruth(world);
  for (const id of model.answered) expect(world.store.records.has(id), `${id} exists`).toBe(true);
};

/** What a sender was told is not sent costs nothing and leaves no doubt, unless the process died that could have seen to it. */
export const expectRefusalsKept = ({ refusals }: Model, { store }: World): void => {
  const kept = refusals.filter(({ life, isUnseen }) => !life.isDead() && !isUnseen);
  const broken = kept.flatMap(({ attempt, to }) =>
    [...store.records.values()].filter(
      (record) => record.attempt === attempt && (to?.has(record.to) ?? true) && record.status !== 'failed',
    ),
  );
  expect(broken).toEqual([]);
};

/** Sequences of all that may happen to the messages of two accounts. */
export const lifecycles = fc.commands<Model, Real, false>(
  [
    sending.map(send),
    sending.map(send),
    working.map(work),
    working.map(work),
    weather.map(setWeather),
    fc
      .record({
        times: fc.integer({ min: 1, max: 4 }),
        end: fc.constantFrom<Status[]>('delivered', 'failed', 'expired'),
      })
      .map(progress),
    fc.constantFrom(0.5, 1.1, 1.1, 2, 20, 90, 1_500, 5_000).map(wait),
  ].map((commands) => commands.map(checked)),
  { maxCommands: 25 },
);
