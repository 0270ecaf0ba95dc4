import { expect } from 'vitest';
import {
  CallTooLateError,
  StoreUnavailableError,
  UpstreamUnavailableError,
} from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { HandOver, Upstream } from '../../../functions/messages/ports.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { functionMillis } from '../../../functions/messages/time-budget.ts';
import { memoryCalls } from '../fakes/memory-calls.ts';
import { memoryJobs } from '../fakes/memory-jobs.ts';
import { memoryOpen } from '../fakes/memory-open.ts';
import { memoryQuota } from '../fakes/memory-quota.ts';
import { memoryStates } from '../fakes/memory-states.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { memorySuppressions } from '../fakes/memory-suppressions.ts';
import { memoryUpstream } from '../fakes/memory-upstream.ts';
import { virtualTime } from '../fakes/virtual-time.ts';
import { type Around, around } from './around.ts';
import { now } from './messages.ts';
import { aWholeService } from './service.ts';
import { isBorneOut } from './truth.ts';

export type World = ReturnType<typeof aWorld>;

/** What outlives a run of the service: the record, the gateway, the time, and what sweeps leave to the next one. */
export const aWorld = ({ hasJobs = true } = {}) => {
  const store = memoryStore();
  const upstream = memoryUpstream();
  const calls = memoryCalls();
  const jobs = memoryJobs();
  const open = memoryOpen(store);
  const suppressions = memorySuppressions();
  const time = virtualTime(now);
  const { clock } = time;
  const states = memoryStates();
  /** When numbers were put on an account's suppression list: milliseconds since 1970. */
  const suppressedAt = new Map<string, number>();
  const messages = new Map<string, Message>();
  store.watch((message) => {
    if (message.text !== undefined) messages.set(addressOf(message.text, message.to), message);
  });
  const breaches: string[] = [];

  /** Checks a call that sends its first byte now. */
  const lookAt = ({ text, to }: HandOver): void => {
    for (const number of to) {
      const { account = '', validUntil = afterAllTimes } = messages.get(addressOf(text, number)) ?? {};
      if (clock().toISOString() >= validUntil) breaches.push(`${text} to ${number}, valid until ${validUntil}`);
      const since = suppressedAt.get(`${account} ${number}`) ?? clock().getTime();
      if (clock().getTime() > since + holdMillis) breaches.push(`${text} to ${number}, which is suppressed`);
    }
  };

  /** Like the real client, reads the clock right before the first byte. */
  const timely: Upstream = {
    ...upstream,
    handOver: async (request) => {
      if (request.notAfter !== undefined && clock() >= request.notAfter) {
        return { kind: 'not_sent', cause: new CallTooLateError('It came too late.') };
      }
      lookAt(request);
      return upstream.handOver(request);
    },
  };
  let attempts = 0;
  const newAttempt = () => {
    attempts += 1;
    return `attempt-${attempts}`;
  };

  /** A service as in a container that has just started. `wrap` goes around each of its ports. */
  const start = (wrap: Around = ({ run }) => run()) =>
    aWholeService({
      store: around(store, ['insert', 'apply', 'find', 'list'], wrap),
      upstream: around(timely, ['handOver', 'states', 'cancel'], wrap),
      calls: around(calls, ['begin', 'giveUp', 'fence'], wrap),
      open: around(open, ['page'], wrap),
      suppressions: around(suppressions, ['among', 'add'], wrap),
      states,
      clock,
      newAttempt,
      ...(hasJobs && around({ putJobs: jobs.putJobs }, ['putJobs'], wrap)),
      quota: around(memoryQuota(), ['take', 'refusalOf'], wrap),
      ...around({ creditsLeft: store.creditsLeft }, ['creditsLeft'], wrap),
      ...around({ pause: time.pause }, ['pause'], wrap),
      log: { indeterminate: () => {}, postponed: () => {}, unrecorded: () => {} },
      onFailure: expectTrouble,
    });

  return {
    store,
    calls,
    jobs,
    upstream,
    open,
    suppress: (account: string, number: string): void => {
      suppressions.put(account, number);
      suppressedAt.set(`${account} ${number}`, clock().getTime());
    },
    isSuppressed: (account: string, number: string): boolean => suppressedAt.has(`${account} ${number}`),
    suppressions,
    /** Calls that must not have begun, because the message was past its validity or its recipient was suppressed. */
    breaches,
    start,
    now: clock,
    later: time.later,
    pass: time.pass,
    during: time.during,
    /** The number of the last run. */
    attempts: () => attempts,
    /** When the time of a request that arrives now ends. */
    deadline: () => clock().getTime() + functionMillis,
    records: (): readonly Message[] => [...store.records.values()],
  };
};

/** A call may begin this long after its number was put on the suppression list. */
const holdMillis = 10_000;

const afterAllTimes = '9';

const addressOf = (text: string, to: string): string => `${to} ${text}`;

/** Errors that a sweep may meet. Any other is a mistake in textgate. */
const expectTrouble = (error: unknown) => {
  if (error instanceof UpstreamUnavailableError || error instanceof StoreUnavailableError) return;
  throw error;
};

/** All trouble is over: the gateway finishes all messages, and sweeps record that until nothing is left to do. */
export const settle = async (world: World): Promise<void> => {
  for (const key of ['handOver', 'states', 'cancel'] as const) delete world.upstream.weather[key];
  delete world.store.hooks.isUnavailable;
  delete world.store.hooks.isLost;
  delete world.store.hooks.isLate;
  delete world.store.hooks.cannotRead;
  delete world.open.hooks.lagging;
  const service = world.start();
  // Sweeps close interrupted hand-overs and hand over waiting messages. Then the gateway finishes them.
  for (let round = 0; round < 2; round += 1) {
    await world.pass(120_000);
    await service.sweep();
    for (let step = 0; step < 5; step += 1) world.upstream.progress(world.now());
  }
  await service.sweep();
};

/**
 * Checks that nothing was sent twice, too late or to a suppressed number, and that no record contradicts the gateway.
 */
export const expectTruth = (world: World, messages: readonly Message[] = world.records()): void => {
  const lies = messages.flatMap((message) => {
    const { id, to, status, reason } = message;
    const text = textOf(world, message);
    const smses = world.upstream.sent(text, to);
    const risked = world.upstream.risked(text, to);
    const isTrue =
      smses.length <= 1 && risked <= 1 && world.store.records.has(id) && isBorneOut(message, smses[0], risked);
    return isTrue ? [] : [{ id, text, to, status, reason, risked, smses }];
  });
  expect(lies).toEqual([]);
  expect(world.breaches).toEqual([]);
};

/** The text of a message, even if its record has deleted it. */
const textOf = ({ store }: World, { id, text }: Message): string =>
  text ?? store.history.find((message) => message.id === id)?.text ?? '';

/**
 * Checks that the missing credits were charged, and that charges were given back only for messages that were never sent
 * or were cancelled.
 */
export const expectCreditsAddUp = (world: World, account: string, initial: number): void => {
  const { store, upstream } = world;
  const own = [...store.records.values()].filter((message) => message.account === account);
  const charged = own.reduce((sum, { charge = 0 }) => sum + charge, 0);
  const left = store.credits.get(account) ?? 0;
  expect(left, account).toBe(initial - charged);
  expect(left, account).toBeGreaterThanOrEqual(0);
  const wasSent = (message: Message) =>
    upstream.sent(textOf(world, message), message.to).some(({ status }) => status !== 'canceled');
  // The charge is unknown if the outcome was lost, or if textgate gave up on the message after three days.
  const isCertain = ({ status, reason }: Message) =>
    isFinal(status) && status !== 'indeterminate' && reason?.code !== 'no_final_status';
  expect(own.filter((message) => message.charge === undefined && wasSent(message))).toEqual([]);
  expect(own.filter((message) => message.charge !== undefined && isCertain(message) && !wasSent(message))).toEqual([]);
};
