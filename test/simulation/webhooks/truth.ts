import { isDeepStrictEqual } from 'node:util';
import { allMessageEvents } from '../../../functions/contract/webhook-events.ts';
import { functionMillis, landingMillis } from '../../../functions/messages/time-budget.ts';
import { deliveryKeyText as keyText } from '../../../functions/store/delivery-item.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import type { News } from '../../../functions/webhooks/news.ts';
import type { Post, PostAnswer } from '../../../functions/webhooks/ports.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';
import { longestLag } from '../outside.ts';
import { greatestSkew, type Process } from '../process.ts';
import { hour, minute } from '../timing.ts';
import type { Violation } from '../violation.ts';
import { numberIn, type Outside } from './outside.ts';

/**
 * How long after a webhook was disabled a call may still begin: two seconds for which a process remembers the webhook,
 * and two slow answers of the store.
 */
const disabledHoldMillis = 2_000 + 2 * 4_200;
const callsAtOnce = 5;
const mostTries = 10;
const day = 24 * hour;
/** The pauses after each attempt but the last, in milliseconds, as Standard Webhooks recommends. */
const pauses: readonly number[] = [
  5_000,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** A webhook as it was from a time on; `undefined`: it was deleted. */
interface Since {
  readonly at: number;
  readonly webhook: Webhook | undefined;
}

/** A call of a receiver, and what its process had read of the delivery. */
export interface Call {
  readonly process: Process;
  readonly post: Post;
  readonly webhook: string;
  readonly id: string;
  readonly read: Delivery | undefined;
}

export type Truth = ReturnType<typeof theTruth>;

/** Checks everything at the moment it is written or called. The first broken promise ends the run: see `violation`. */
export const theTruth = ({ memory, now, met }: Outside, trace: (line: string) => void) => {
  const found: { first?: Violation } = {};
  /** The versions of each webhook, oldest first. */
  const lives = new Map<string, Since[]>();
  /** The ids of webhooks by their numbers. */
  const made = new Map<number, string>();
  const news = new Map<string, { readonly news: News; readonly at: number; recordedAt: number | undefined }>();
  /** What each process has read of deliveries. */
  const reads = new Map<Process, Map<string, Delivery>>();
  const underWay = new Map<Process, Map<string, number>>();
  /** Deliveries that a receiver answered with 2xx. */
  const taken = new Set<string>();
  /** When a webhook last answered 2xx, and when the deliverer learned of it. */
  const answeredAt = new Map<string, number>();
  /** Until when each receiver asked to be left alone, and which process was told. */
  const peace = new Map<string, { readonly until: number; readonly since: number; readonly process: Process }>();
  /** The calls of each delivery since its attempts last began anew. */
  const calls = new Map<string, Process[]>();
  /** Addresses that answered 410. */
  const gone = new Set<string>();
  const told = new Map<string, Set<string>>();
  const failedAt = new Map<string, number>();
  /** Failed deliveries that will be tried again, as their account was told. */
  const asked = new Set<string>();
  /** When somebody last asked the deliverers for something that replaces an earlier wish. */
  const wishes = new Map<string, { readonly at: number; readonly process: Process }[]>();
  const wishesOf = (webhook: string) => wishes.get(webhook) ?? [];

  const violate = (invariant: string, detail: string): void => {
    if (found.first !== undefined) return;
    found.first = { invariant, detail };
    trace(`VIOLATED ${invariant}: ${detail}`);
  };
  const expect = (isKept: boolean, invariant: string, detail: () => string): void => {
    if (!isKept) violate(invariant, detail());
  };

  const lifeOf = (webhook: string): readonly Since[] => lives.get(webhook) ?? [];
  /** All versions of a webhook between two times. */
  const between = (webhook: string, from: number, to: number): readonly (Webhook | undefined)[] => {
    const life = lifeOf(webhook);
    const first = life.findLastIndex(({ at }) => at <= from);
    return life.filter(({ at }, index) => index >= first && at <= to).map((each) => each.webhook);
  };

  const onWrite = (after: Delivery, before: Delivery | undefined): void => {
    const key = keyText(after);
    const { webhook, state } = after;
    trace(`  ${nameOf(after)} v${after.version} ${JSON.stringify(state)}`);
    const detail = () => `${shown(before)} → ${shown(after)}`;
    if (before === undefined) {
      const its = news.get(after.id);
      const wasAsked = between(webhook, its?.at ?? 0, now()).some(
        (each) => each !== undefined && takes(each, after.type),
      );
      expect(its !== undefined && wasAsked, 'a webhook hears of what it asks for', detail);
      expect(after.version === 1 && state.name === 'fresh', 'a delivery begins fresh', detail);
      expect(its?.news.account === lifeOf(webhook)[0]?.webhook?.account, 'an account hears of its own', detail);
      calls.set(key, []);
      return;
    }
    expect(after.version === before.version + 1, 'versions grow by one', detail);
    const isSame =
      after.body === before.body && after.createdAt === before.createdAt && after.account === before.account;
    expect(isSame, 'a delivery stays what it is', detail);
    const isPending = before.state.name === 'fresh' || before.state.name === 'waiting';
    if (!isPending) {
      expect(state.name === 'fresh' || state.name === 'waiting', 'what has ended begins anew, or not at all', detail);
      met('redelivered');
      asked.delete(key);
      calls.set(key, []);
    }
    if (state.name === 'waiting' && state.tries > 1) met('tried more than once');
    if (state.name === 'delivered') expect(taken.has(key), 'what is delivered was answered 2xx', detail);
    if (state.name === 'failed') {
      failedAt.set(key, now());
      met(`failed: ${state.reason}`);
      const life = between(webhook, Date.parse(after.createdAt) - greatestSkew, now());
      const isTrue = {
        attempts_exhausted: () => before.state.name === 'waiting' && before.state.tries === mostTries - 1,
        webhook_disabled: () => life.some((each) => each?.disabled !== undefined) || wasGone(after),
        webhook_deleted: () => life.includes(undefined),
      }[state.reason]();
      expect(isTrue, 'what is failed is so for its reason', detail);
    }
  };
  memory.hooks.onWrite = onWrite;

  const isDisabled = ({ id, url, since, disabled }: Webhook): void => {
    const reason = disabled?.reason ?? 'requested';
    met(`webhook disabled: ${reason}`);
    const detail = () => `${url}, since ${since}: ${reason}`;
    expect(reason !== 'gone' || gone.has(url), 'what is disabled as gone has answered 410', detail);
    const failed = now() - Math.max(Date.parse(since), answeredAt.get(id) ?? 0);
    const isLong = failed > 5 * day - 4 * greatestSkew;
    expect(reason !== 'failing' || isLong, 'what is disabled as failing has failed for five days', detail);
  };

  const wasGone = ({ attempts }: Delivery): boolean => attempts.at(-1)?.status === 410;

  /** Its process stood still, so it may do what was right before. */
  const isExcused = ({ process }: Call): boolean => process.state.hasFrozen;

  const shownCall = ({ process, post, read }: Call) => `${process.name} calls ${post.url}: ${shown(read)}`;

  const checkPause = (call: Call): void => {
    const { read, webhook, process } = call;
    if (read?.state.name !== 'waiting' || read.state.tries === 0 || isExcused(call)) return;
    const last = Date.parse(read.attempts.at(-1)?.at ?? '');
    const pause = pauses[read.state.tries - 1] ?? Number.POSITIVE_INFINITY;
    const hasComeUp = (answeredAt.get(webhook) ?? 0) > last - 2 * greatestSkew;
    const begun = lifeOf(webhook).at(-1)?.webhook?.since ?? '';
    const beganAnew = Date.parse(begun) > last - 2 * greatestSkew;
    const isKept = process.clock().getTime() - last >= pause - 2 * greatestSkew;
    expect(isKept || hasComeUp || beganAnew, 'no pause is shorter than the schedule has it', () => shownCall(call));
  };

  const checkPeace = (call: Call): void => {
    const { webhook } = call;
    const wish = peace.get(webhook);
    if (wish === undefined || now() >= wish.until || isExcused(call)) return;
    const couldNotTell = wish.process.state.isDead || wish.process.state.hasFrozen || wish.process.unheard.has(webhook);
    const beganAnew = lifeOf(webhook).some(({ at }) => at > wish.since - 2 * greatestSkew);
    expect(
      couldNotTell || beganAnew,
      'Retry-After is kept',
      () => `${shownCall(call)} ${new Date(wish.until).toISOString()}`,
    );
  };

  return {
    violation: (): Violation | undefined => found.first,
    violate,
    expect,
    unexpected: (error: Error): void => violate('nothing fails but a port', error.stack ?? error.message),
    idOf: (number: number): string | undefined => made.get(number),
    lastOf: (webhook: string): Webhook | undefined => lifeOf(webhook).findLast((each) => each.webhook)?.webhook,

    /** The webhooks have changed, or may have. */
    webhooksAre: (account: string, all: readonly Webhook[]): void => {
      const present = new Map(all.map((webhook) => [webhook.id, webhook]));
      for (const webhook of all) {
        if (!lives.has(webhook.id)) made.set(numberIn(webhook.url), webhook.id);
        const life = lives.get(webhook.id) ?? [];
        lives.set(webhook.id, life);
        if (isDeepStrictEqual(life.at(-1)?.webhook, webhook)) continue;
        life.push({ at: now(), webhook });
        trace(`  webhook ${numberIn(webhook.url)} ${webhook.url} ${webhook.disabled?.reason ?? 'enabled'}`);
        if (webhook.disabled !== undefined && life.at(-2)?.webhook?.disabled === undefined) isDisabled(webhook);
      }
      for (const [id, life] of lives) {
        const last = life.at(-1)?.webhook;
        if (last?.account === account && !present.has(id)) life.push({ at: now(), webhook: undefined });
      }
    },

    happens: (one: News): void => {
      news.set(one.id, { news: one, at: now(), recordedAt: undefined });
    },
    isRecorded: (id: string): void => {
      const its = news.get(id);
      if (its !== undefined) its.recordedAt ??= now();
    },

    hasRead: (process: Process, all: readonly Delivery[]): void => {
      const own = reads.get(process) ?? new Map<string, Delivery>();
      reads.set(process, own);
      for (const delivery of all) own.set(keyText(delivery), delivery);
    },

    /** A process decides to call. */
    meansToCall: (process: Process, post: Post): Call => {
      const webhook = made.get(numberIn(post.url)) ?? '';
      const id = post.headers['webhook-id'] ?? '';
      return { process, post, webhook, id, read: reads.get(process)?.get(keyText({ webhook, id })) };
    },

    /** The call's first byte leaves the process. */
    callBegins: (call: Call): void => {
      const { process, post, webhook, id, read } = call;
      const detail = () => shownCall(call);
      trace(`${process.name} calls ${post.url} ${id.slice(-6)}`);
      const its = news.get(id)?.news;
      const account = lifeOf(webhook)[0]?.webhook?.account;
      expect(its !== undefined && its.account === account, 'no call to another account’s webhook', detail);
      expect(its?.body === post.body, 'what is posted is what happened', detail);
      const isToBeTried = read?.state.name === 'fresh' || read?.state.name === 'waiting';
      expect(isToBeTried, 'only what was read, and is to be tried, is tried', detail);

      const lately = between(webhook, now() - disabledHoldMillis, now());
      const isEnabled = lately.some(
        (each) => each !== undefined && each.disabled === undefined && each.url === post.url,
      );
      expect(isEnabled || isExcused(call), 'no call to a webhook that was disabled, deleted or moved', detail);

      const own = underWay.get(process) ?? new Map<string, number>();
      underWay.set(process, own);
      const count = (own.get(webhook) ?? 0) + 1;
      own.set(webhook, count);
      expect(count <= callsAtOnce, 'at most five calls at once to one webhook', detail);

      const key = keyText({ webhook, id });
      const before = calls.get(key) ?? [];
      calls.set(key, [...before, process]);
      if (before.length > 0) met('called again');
      const couldTell = ({ state, unheard }: Process) =>
        !state.isDead && !state.hasFrozen && !unheard.has(key) && !unheard.has(webhook);
      expect(before.filter(couldTell).length < mostTries, 'nothing is tried more than ten times', detail);
      checkPause(call);
      checkPeace(call);
    },

    /** The call has reached the receiver, which has decided on its answer. */
    received: ({ webhook, id }: Call, { status }: PostAnswer): void => {
      if (!isSuccess(status)) return;
      const key = keyText({ webhook, id });
      if (taken.has(key)) met('received twice');
      taken.add(key);
    },

    callEnds: ({ process, webhook, post }: Call, { status, retryAfter }: PostAnswer): void => {
      if (status === 410) gone.add(post.url);
      const own = underWay.get(process);
      own?.set(webhook, (own.get(webhook) ?? 1) - 1);
      if (isSuccess(status)) answeredAt.set(webhook, now());
      if (retryAfter === undefined) return;
      const millis = /^\d+$/.test(retryAfter) ? 1_000 * Number(retryAfter) : Date.parse(retryAfter) - now();
      const until = now() + Math.min(millis, day) - 2 * greatestSkew;
      if (until > (peace.get(webhook)?.until ?? 0)) peace.set(webhook, { until, since: now(), process });
    },

    toldDisabled: ({ id, disabled }: Webhook): void => {
      told.set(id, (told.get(id) ?? new Set()).add(disabled?.at ?? ''));
    },

    /** Everything that has failed since then must be tried again, except what an index may not show yet. */
    redelivers: (webhook: string, since: string, until: string): void => {
      if (
        wishesOf(webhook).some(
          ({ at, process }) => now() - at < (process.state.hasFrozen ? frozenMillis : errandMillis),
        )
      )
        return;
      for (const delivery of memory.records.values()) {
        if (delivery.webhook !== webhook || delivery.state.name !== 'failed') continue;
        const key = keyText(delivery);
        const isShown = (failedAt.get(key) ?? 0) < now() - longestLag;
        if (isShown && delivery.createdAt >= since && delivery.createdAt <= until) asked.add(key);
      }
    },
    /** The deliverers may be asked for something else from now on. */
    asksAnew: (webhook: string, process: Process): void => {
      wishes.set(webhook, [...wishesOf(webhook), { at: now(), process }]);
      for (const key of [...asked].filter((each) => each.startsWith(webhook))) asked.delete(key);
    },

    /** What must be true once trouble has been over for a while. */
    afterAWhile: (): void => {
      const longAgo = new Date(now() - lateMillis).toISOString();
      for (const delivery of memory.records.values()) {
        const { state } = delivery;
        const isDue = 'dueAt' in state && state.dueAt < longAgo;
        // Or it was held back until a moment ago, and is next.
        const { notBefore = '', openedAt = '' } = memory.lanesOf.get(delivery.webhook) ?? {};
        const isHeldBack = notBefore > longAgo || openedAt > longAgo;
        expect(
          !isDue || isHeldBack,
          'what is due is tried in time',
          () => `${shown(delivery)} ${laneText(delivery.webhook)}, first due ${memory.firstDue()}`,
        );
      }
    },

    /** What must be true once all trouble is over and everything has had its time. */
    atTheEnd: (): void => {
      for (const [id, { news: one, at, recordedAt }] of news) {
        expect(recordedAt !== undefined, 'in the end what happened is recorded', () => id);
        for (const [webhook, life] of lives) {
          const meanwhile = between(webhook, at, recordedAt ?? at);
          const isOwed =
            (life[0]?.at ?? Number.POSITIVE_INFINITY) <= at &&
            life[0]?.webhook?.account === one.account &&
            meanwhile.every((each) => each !== undefined && takes(each, one.type));
          const delivery = memory.records.get(keyText({ webhook, id }));
          expect(
            !isOwed || delivery !== undefined,
            'each change reaches each enabled webhook',
            () => `${id} ${webhook}`,
          );
        }
      }
      for (const delivery of memory.records.values()) {
        const isOver = delivery.state.name === 'delivered' || delivery.state.name === 'failed';
        expect(isOver, 'in the end nothing is left pending', () => `${shown(delivery)} ${laneText(delivery.webhook)}`);
        const last = lifeOf(delivery.webhook).at(-1)?.webhook;
        expect(
          !asked.has(keyText(delivery)) || last === undefined || last.disabled !== undefined,
          'what has failed is redelivered where that was asked for',
          () => shown(delivery),
        );
      }
      expect(memory.dueCount() === 0, 'in the end nothing is due', () => memory.firstDue() ?? '');
      for (const [id, life] of lives) {
        const { disabled } = life.at(-1)?.webhook ?? {};
        const isTold = disabled === undefined || disabled.reason === 'requested' || told.get(id)?.has(disabled.at);
        expect(isTold === true, 'the world is told of what was disabled', () => id);
      }
    },
  };

  function laneText(webhook: string): string {
    return JSON.stringify(memory.lanesOf.get(webhook));
  }
};

/** Nothing may be later than this, after the schedule's minute. */
const lateMillis = 5 * minute;

/** How late an earlier errand may arrive, and how late that of a process that stood still. */
const errandMillis = functionMillis + landingMillis;
const frozenMillis = 20 * minute;

const isSuccess = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300;

const takes = ({ disabled, events }: Webhook, type: News['type']): boolean =>
  disabled === undefined &&
  (events.includes(type) || (type.startsWith('message.') && events.includes(allMessageEvents)));

const nameOf = ({ webhook, id }: Delivery): string => `${webhook.slice(-4)} ${id.slice(-6)}`;

const shown = (delivery: Delivery | undefined): string =>
  delivery === undefined
    ? 'none'
    : `${nameOf(delivery)} v${delivery.version} ${JSON.stringify(delivery.state)} ${delivery.attempts.at(-1)?.at ?? ''}`;
