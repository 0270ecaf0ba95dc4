import type { DeliverDependencies, DeliverReport } from './deliver.ts';
import type { Delivery, FailedReason } from './delivery.ts';
import { createLaneKeeper } from './lane-keeper.ts';
import { afterFailure, afterSuccess, hasFailedForLong, isDown, isHeldBack, joined, servedLane } from './lane-rules.ts';
import { outcomeOf } from './outcome.ts';
import type { Errand, WaitingEntry } from './ports.ts';
import { headersFor } from './signature.ts';
import { attempted, deferred, givenUp, isPending, requeued } from './transitions.ts';
import type { DisabledReason, Webhook } from './webhook.ts';

/** Calls under way to one webhook, at most. */
const callsAtOnce = 5;
/** Deliveries that are read, and looked through, at once. */
const perPage = 25;
/** Fresh deliveries that one webhook may have waiting here: the others are put behind its lane, out of the way of other webhooks. */
const mostQueued = 500;
/** A webhook that has come up again is sent no more than a page in so many milliseconds: 50 a second. */
const openingPause = 500;
/** Until the world is told again of what it was not. */
const tellAgainMillis = 60_000;
/** For how long it counts what was read of a webhook: it may be disabled meanwhile. */
const webhookHoldMillis = 2_000;

/** What a round tells the runners of its webhooks. */
export interface Round {
  /** Whether this runner may begin another call. */
  mayBegin(runner: Runner): boolean;
  readonly report: DeliverReport;
}

/** Delivers to one webhook, for a round. Its methods never throw: what fails is told, and is left to the next round. */
export interface Runner {
  /** Fresh deliveries, by their ids. */
  offer(ids: readonly string[]): void;
  /** The lane is due. */
  look(): void;
  runErrand(): void;
  isBusy(): boolean;
  /** Whether something was left that is due. */
  isLeft(): boolean;
  /** When the longest call under way began, in milliseconds since 1970. */
  oldestCall(): number | undefined;
  /** When the lane is due, as far as is known; RFC 3339. */
  dueAt(): string | undefined;
  /** Begins what it may begin by now. */
  pump(): void;
  /** The round is over: what has not begun is left to the next one. */
  leave(): void;
  /** Ends when nothing is under way any more. */
  ended(): Promise<unknown>;
}

/** What is to be tried: a fresh delivery, one that waits, or one that is to tell whether a webhook that is down has come up. */
interface Job {
  readonly id: string;
  readonly kind: 'fresh' | 'waiting' | 'probe';
  /** Told whether an attempt was made. */
  readonly done: (isTried: boolean) => void;
}

export const createRunner = (
  { id, account }: Pick<Webhook, 'id' | 'account'>,
  dependencies: DeliverDependencies,
  round: Round,
): Runner => {
  const { webhooks, deliveries, lanes, post, tellDisabled, clock, pause, random, onFailure } = dependencies;
  const keeper = createLaneKeeper(lanes, { id, account }, clock);
  const queue: Job[] = [];
  /** Those in the queue or being tried. */
  const taken = new Set<string>();
  const tasks = new Set<Promise<void>>();
  /** When each call under way began. */
  const calls = new Set<{ readonly began: number }>();
  /** What became, in this round, of those that wait: when they are due, or `undefined`, they wait no more. */
  const known = new Map<string, string | undefined>();
  let slots = 0;
  let looks: 'none' | 'looking' | 'again' = 'none';
  let isStopped = false;
  let hasLeft = false;

  /** Runs a step beside the others. What it cannot do ends the runner's work for this round: the store needs a rest. */
  const begin = (step: () => Promise<void>): void => {
    const task = step().catch((error: unknown) => {
      isStopped = true;
      onFailure('a webhook is left to a later round', { webhook: id, error });
    });
    tasks.add(task);
    void task.finally(() => tasks.delete(task));
  };

  let seen: { readonly webhook: Webhook | undefined; readonly at: number } | undefined;
  /** The webhook as it is now, or was two seconds ago; `undefined`: it has been deleted. */
  const present = async (): Promise<Webhook | undefined> => {
    const now = clock().getTime();
    if (seen === undefined || now - seen.at >= webhookHoldMillis) {
      const found = (await webhooks.ofAccounts([account])).get(account)?.find((webhook) => webhook.id === id);
      seen = { webhook: found, at: now };
      if (found !== undefined) await keeper.fit(found);
    }
    return seen.webhook;
  };

  const find = (ids: readonly string[]): Promise<readonly Delivery[]> =>
    deliveries.find(ids.map((each) => ({ webhook: id, id: each })));

  /** Writes deliveries' next states. One that has been changed by somebody else stays as that left it. */
  const write = async (before: readonly Delivery[], next: (delivery: Delivery) => Delivery): Promise<void> => {
    const changes = before.map((delivery) => ({ before: delivery, after: next(delivery) }));
    const outcomes = await deliveries.change(changes);
    for (const { after } of changes)
      known.set(after.id, after.state.name === 'waiting' ? after.state.dueAt : undefined);
    if (outcomes.includes('unavailable')) throw new Error('The store did not take what became of deliveries.');
  };

  const giveUp = async (pending: readonly Delivery[], reason: FailedReason): Promise<void> => {
    await write(pending, (delivery) => givenUp(delivery, reason));
    round.report.failed += pending.length;
  };

  // Attempts.

  const attempt = async (delivery: Delivery, webhook: Webhook): Promise<void> => {
    const began = clock();
    const call = { began: began.getTime() };
    calls.add(call);
    const headers = headersFor(delivery.id, webhook, delivery.body, began);
    const answer = await post({ url: webhook.url, headers, body: delivery.body });
    calls.delete(call);
    const now = clock();
    const outcome = outcomeOf(answer, began, now);
    const after = attempted(delivery, outcome, now, random());
    if (outcome.isDelivered) {
      round.report.delivered += 1;
      await write([delivery], () => after);
      await succeeded();
      return;
    }
    round.report.failedAttempts += 1;
    if (after.state.name === 'failed') round.report.failed += 1;
    // The lane first: a delivery that waits where nobody looks would be lost.
    const dueAt = after.state.name === 'waiting' ? after.state.dueAt : undefined;
    const lane = await keeper.change((old) => afterFailure(old, outcome, dueAt, now, random()));
    await write([delivery], () => after);
    if (outcome.isGone) await disable(webhook, 'gone');
    else if (lane !== undefined && hasFailedForLong(lane, now)) await disable(webhook, 'failing');
  };

  const succeeded = async (): Promise<void> => {
    const lane = await keeper.current();
    if (lane === undefined || (lane.failures === 0 && lane.notBefore === undefined)) return;
    const { openedAt } = (await keeper.change((old) => afterSuccess(old, clock()))) ?? {};
    if (openedAt !== undefined) look();
  };

  /** Tries what a job is for, if that still is to be tried. Answers whether it was. */
  const run = async ({ id: wanted, kind }: Job): Promise<boolean> => {
    const [delivery] = await find([wanted]);
    if (delivery === undefined || !isPending(delivery) || (kind === 'fresh') !== (delivery.state.name === 'fresh')) {
      if (delivery?.state.name !== 'fresh') known.set(wanted, undefined);
      return false;
    }
    const webhook = await present();
    if (webhook === undefined || webhook.disabled !== undefined) {
      await giveUp([delivery], reasonFor(webhook));
      return false;
    }
    if (kind !== 'fresh' && !(await isDue(delivery))) return false;
    if (kind !== 'probe' && isDown(await keeper.current(), clock())) {
      if (kind === 'fresh') await defer([delivery]);
      return false;
    }
    await attempt(delivery, webhook);
    return true;
  };

  /** Whether it is its time, or it has waited for the webhook to come up again. */
  const isDue = async ({ state, attempts }: Delivery): Promise<boolean> => {
    if (state.name !== 'waiting' || state.dueAt <= clock().toISOString()) return true;
    const { openedAt } = (await keeper.current()) ?? {};
    const last = attempts.at(-1)?.at ?? '';
    return openedAt !== undefined && last < openedAt;
  };

  /** Puts fresh deliveries behind the lane, untried. */
  const defer = async (fresh: readonly Delivery[]): Promise<void> => {
    const dueAt = clock().toISOString();
    await keeper.change((lane) => joined(lane, dueAt, clock()));
    await write(fresh, (delivery) => deferred(delivery, dueAt));
  };

  const deferAll = async (ids: readonly string[]): Promise<void> => {
    for (let at = 0; at < ids.length; at += perPage) {
      const page = ids.slice(at, at + perPage);
      const fresh = (await find(page)).filter(({ state }) => state.name === 'fresh');
      const webhook = await present();
      if (webhook === undefined || webhook.disabled !== undefined) await giveUp(fresh, reasonFor(webhook));
      else await defer(fresh);
      for (const each of page) taken.delete(each);
    }
  };

  // What waits behind the lane.

  const look = (): void => {
    if (looks !== 'none') {
      looks = 'again';
      return;
    }
    looks = 'looking';
    begin(async () => {
      try {
        await lookOnce();
      } finally {
        const isWanted = looks === 'again';
        looks = 'none';
        if (isWanted && !isStopped) look();
      }
    });
  };

  const lookOnce = async (): Promise<void> => {
    const webhook = await present();
    if (webhook === undefined || webhook.disabled !== undefined) return close(webhook);
    const lane = await keeper.current();
    const now = clock();
    if (lane === undefined || isHeldBack(lane, now)) return;
    await (isDown(lane, now) ? probe() : serve());
  };

  /** Those that wait, after a place, so far as is known: the index may lag behind. */
  const waiting = async (after: string, limit: number): Promise<readonly WaitingEntry[]> =>
    (await deliveries.waiting(id, after, limit)).filter(isCurrent);

  const isCurrent = ({ id: each, dueAt }: WaitingEntry): boolean => !known.has(each) || known.get(each) === dueAt;

  /** Tries one that is due, of a webhook that is down. */
  const probe = async (): Promise<void> => {
    const page = await waiting('', perPage);
    for (const entry of page) {
      if (entry.dueAt > clock().toISOString()) break;
      if (await tried(entry.id, 'probe')) return;
      if (isStopped || hasLeft) return;
    }
    await settle();
  };

  /** Tries all that are due, and after the webhook has come up again all that wait. */
  const serve = async (): Promise<void> => {
    for (let after = ''; ; ) {
      const page = await deliveries.waiting(id, after, perPage);
      const lane = await keeper.current();
      // What took it down has set its time.
      if (lane === undefined || isDown(lane, clock()) || isStopped || hasLeft) return;
      const isOpening = lane.openedAt !== undefined;
      const now = clock().toISOString();
      const ready = page.filter(({ dueAt }) => isOpening || dueAt <= now);
      const tries = ready.filter(isCurrent).map((entry) => tried(entry.id, 'waiting'));
      await Promise.all([...tries, ...(isOpening ? [pause(openingPause)] : [])]);
      const last = page.at(-1);
      if (last === undefined || ready.length < page.length) break;
      after = last.key;
    }
    if (!isStopped && !hasLeft) await settle();
  };

  /** Nothing more is due behind the lane: it is looked at again when the next one is. */
  const settle = async (): Promise<void> => {
    const [first] = await waiting('', perPage);
    const mine = [...known.values()].filter((dueAt) => dueAt !== undefined);
    const [dueAt] = [...mine, ...(first ? [first.dueAt] : [])].sort();
    if ((await keeper.current()) !== undefined) await keeper.change((lane) => servedLane(lane, dueAt, clock()));
  };

  // Disabled, deleted, redelivered.

  const disable = async ({ since }: Webhook, reason: DisabledReason): Promise<void> => {
    const at = clock().toISOString();
    // Whoever looks at the lane next goes on, should this end here.
    await keeper.change((lane) => ({ ...lane, dueAt: at }));
    await webhooks.change(account, (all) => {
      // Not where it has another address by now.
      const isSame = all.some((each) => each.id === id && each.since === since && each.disabled === undefined);
      return isSame ? all.map((each) => (each.id === id ? { ...each, disabled: { reason, at } } : each)) : undefined;
    });
    seen = undefined;
    look();
  };

  /** Fails what waits for a webhook that is disabled or deleted, and tells the world where it was not its account that did it. */
  const close = async (webhook: Webhook | undefined): Promise<void> => {
    if (webhook !== undefined && !(await isTold(webhook))) return;
    for (;;) {
      const page = await waiting('', perPage * 4);
      if (page.length === 0) break;
      const found = await find(page.map((entry) => entry.id));
      for (const entry of page) known.set(entry.id, undefined);
      await giveUp(
        found.filter(({ state }) => state.name === 'waiting'),
        reasonFor(webhook),
      );
      if (!round.mayBegin(runner)) {
        hasLeft = true;
        return;
      }
    }
    if ((await keeper.current()) !== undefined) await keeper.change((lane) => servedLane(lane, undefined, clock()));
  };

  const isTold = async (webhook: Webhook): Promise<boolean> => {
    const { disabled } = webhook;
    const lane = await keeper.current();
    if (disabled === undefined || disabled.reason === 'requested' || lane?.toldOf === disabled.at) return true;
    if (!(await tellDisabled(webhook))) {
      onFailure('a webhook is disabled, and that could not be told yet', { webhook: id });
      const later = new Date(clock().getTime() + tellAgainMillis).toISOString();
      await keeper.change((old) => ({ ...old, dueAt: later }));
      return false;
    }
    round.report.disabled += 1;
    await keeper.change((old) => ({ ...old, toldOf: disabled.at }));
    return true;
  };

  const runErrand = async (): Promise<void> => {
    const errand = await lanes.findErrand(id);
    if (errand === undefined) return;
    seen = undefined;
    const webhook = await present();
    if (webhook === undefined || webhook.disabled !== undefined) await close(webhook);
    else await requeueFailed(errand);
    if (hasLeft || isStopped) return;
    await lanes.removeErrand(errand);
    look();
  };

  /** Puts what has failed behind the lane again. */
  const requeueFailed = async ({ since, until }: Errand): Promise<void> => {
    if (since === undefined || until === undefined) return;
    const put = new Set<string>();
    for (;;) {
      const page = (await deliveries.failed(id, since, until, perPage * 4)).filter((key) => !put.has(key.id));
      if (page.length === 0) return;
      if (!round.mayBegin(runner)) {
        hasLeft = true;
        return;
      }
      const found = (await find(page.map((key) => key.id))).filter(({ state }) => state.name === 'failed');
      const now = clock();
      await keeper.change((lane) => joined(lane, now.toISOString(), now));
      await write(found, (delivery) => requeued(delivery, now));
      for (const key of page) put.add(key.id);
    }
  };

  // The queue.

  /** Whether it was tried, as soon as there is room for it. */
  const tried = (wanted: string, kind: 'waiting' | 'probe'): Promise<boolean> => {
    if (taken.has(wanted)) return Promise.resolve(false);
    return new Promise((resolve) => {
      taken.add(wanted);
      queue.push({ id: wanted, kind, done: resolve });
      pump();
    });
  };

  const start = (job: Job): void => {
    slots += 1;
    begin(async () => {
      let isTried = false;
      try {
        isTried = await run(job);
      } finally {
        slots -= 1;
        taken.delete(job.id);
        job.done(isTried);
        pump();
      }
    });
  };

  const pump = (): void => {
    if (isDown(keeper.known(), clock())) sideline();
    while (!isStopped && slots < callsAtOnce && queue.length > 0 && round.mayBegin(runner)) {
      const job = queue.shift();
      if (job !== undefined) start(job);
    }
    if (isStopped) dropQueue();
  };

  /** The fresh ones need not come to their turn, while the webhook is down. */
  const sideline = (): void => {
    const fresh = queue.filter(({ kind }) => kind === 'fresh').map((job) => job.id);
    if (fresh.length === 0) return;
    const others = queue.filter(({ kind }) => kind !== 'fresh');
    queue.splice(0, queue.length, ...others);
    begin(() => deferAll(fresh));
  };

  const dropQueue = (): void => {
    for (const job of queue.splice(0)) {
      taken.delete(job.id);
      job.done(false);
    }
  };

  const runner: Runner = {
    offer: (ids) => {
      const fresh = ids.filter((each) => !taken.has(each));
      for (const each of fresh) taken.add(each);
      const room = Math.max(0, mostQueued - queue.length);
      for (const each of fresh.slice(0, room)) queue.push({ id: each, kind: 'fresh', done: () => {} });
      const surplus = fresh.slice(room);
      if (surplus.length > 0) begin(() => deferAll(surplus));
      pump();
    },
    look,
    runErrand: () => begin(runErrand),
    isBusy: () => tasks.size > 0 || queue.length > 0,
    isLeft: () => hasLeft,
    oldestCall: () => {
      let oldest: number | undefined;
      for (const { began } of calls) if (oldest === undefined || began < oldest) oldest = began;
      return oldest;
    },
    dueAt: () => (isStopped ? undefined : keeper.known()?.dueAt),
    pump,
    leave: () => {
      if (queue.length > 0) hasLeft = true;
      dropQueue();
    },
    ended: async () => {
      while (tasks.size > 0) await Promise.all(tasks);
    },
  };
  return runner;
};

const reasonFor = (webhook: Webhook | undefined): FailedReason =>
  webhook === undefined ? 'webhook_deleted' : 'webhook_disabled';
