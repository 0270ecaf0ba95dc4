import { closedReason, createClosing } from './closing.ts';
import type { Delivery } from './delivery.ts';
import { createJobQueue, type Job } from './job-queue.ts';
import { createLaneKeeper } from './lane-keeper.ts';
import { afterFailure, afterSuccess, hasFailedForLong, isDown, isHeldBack, joined, servedLane } from './lane-rules.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { createOwnDeliveries, dueAtOf } from './own-deliveries.ts';
import type { Room } from './room.ts';
import type { DeliverDependencies, DeliverReport } from './round.ts';
import { headersFor } from './signature.ts';
import { createTasks } from './tasks.ts';
import { attempted, deferred, isPending } from './transitions.ts';
import type { Webhook } from './webhook.ts';

/** Calls under way to one webhook, at most. */
const callsAtOnce = 5;
/** Deliveries that are read, and looked through, at once. */
const perPage = 25;
/** Fresh deliveries that are put behind the lane at once. */
const sidelinedAtOnce = 100;
/** A webhook that has come up again is sent no more than a page in so many milliseconds: 50 a second. */
const openingPause = 500;
/** For how long it counts what was read of a webhook: it may be disabled meanwhile. */
const webhookHoldMillis = 2_000;

/** What a round tells the runners of its webhooks. */
export interface Round {
  /** Whether this runner may begin another call. */
  mayBegin(runner: Runner): boolean;
  /** Told how long a call took, in milliseconds. */
  onCall(runner: Runner, millis: number): void;
  readonly room: Room;
  readonly report: DeliverReport;
}

/** Delivers to one webhook, for a round. Its methods never throw: what fails is told, and is left to a later round. */
export interface Runner {
  readonly webhook: string;
  /** Fresh deliveries, by their ids. */
  offer(ids: readonly string[]): void;
  /** The lane is due. */
  look(): void;
  runErrand(): void;
  /** Begins what it may begin by now. */
  pump(): void;
  /** Whether anything is under way, or will be in this round. */
  isBusy(): boolean;
  /** Whether anything is under way now. */
  isAtWork(): boolean;
  /** Ends when nothing is under way any more. */
  ended(): Promise<void>;
  /** When the longest call under way began, in milliseconds since 1970. */
  oldestCall(): number | undefined;
  /** When the lane is due, as far as is known; RFC 3339. */
  dueAt(): string | undefined;
  /** The round is over: what has not begun is left to the next one. Answers, when nothing is under way any more, whether anything is. */
  leave(): Promise<boolean>;
}

export const createRunner = (
  { id, account }: Pick<Webhook, 'id' | 'account'>,
  dependencies: DeliverDependencies,
  { mayBegin, onCall, room, report }: Round,
): Runner => {
  const { webhooks, deliveries, lanes, post, clock, pause, random, onFailure } = dependencies;
  const tasks = createTasks((error) => onFailure('a webhook is left to a later round', { webhook: id, error }));
  const keeper = createLaneKeeper(lanes, { id, account }, clock);
  const own = createOwnDeliveries(deliveries, id, report);
  /** When each call under way began. */
  const calls = new Set<{ readonly began: number }>();
  /** Something is left to the next round. */
  let hasLeft = false;
  /** The round is over: nothing begins any more. */
  let isOver = false;
  /** What is under way is to end: another round does the rest. */
  const isEnding = () => hasLeft || tasks.isStopped();
  const mayGoOn = () => !isEnding() && !isOver && mayBegin(runner);
  const closing = createClosing({ ...dependencies, webhook: { id, account }, keeper, own, report, mayGoOn });

  let seen: { readonly webhook: Webhook | undefined; readonly at: number } | undefined;
  /** The webhook as it is now, or was two seconds ago; `undefined`: it has been deleted. */
  const present = async (): Promise<Webhook | undefined> => {
    const now = clock().getTime();
    if (seen !== undefined && now - seen.at < webhookHoldMillis) return seen.webhook;
    const found = (await webhooks.of(account)).find((webhook) => webhook.id === id);
    seen = { webhook: found, at: now };
    if (found !== undefined) await keeper.fit(found);
    return found;
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
    onCall(runner, now.getTime() - call.began);
    const outcome = outcomeOf(answer, began, now);
    const after = attempted(delivery, outcome, now, random());
    if (outcome.isDelivered) {
      report.delivered += 1;
      await own.write([delivery], () => after);
      await succeeded(outcome);
      return;
    }
    report.failedAttempts += 1;
    if (after.state.name === 'failed') report.failed += 1;
    // The lane first: a delivery that waits where nobody looks would be lost.
    const lane = await keeper.change((old) => afterFailure(old, outcome, dueAtOf(after), now, random()));
    await own.write([delivery], () => after);
    const isFailing = lane !== undefined && hasFailedForLong(lane, now);
    if (!outcome.isGone && !isFailing) return;
    await closing.disable(webhook, outcome.isGone ? 'gone' : 'failing');
    seen = undefined;
    look();
  };

  const succeeded = async (outcome: Outcome): Promise<void> => {
    const lane = await keeper.current();
    if (lane === undefined || (lane.failures === 0 && lane.notBefore === undefined)) return;
    const next = await keeper.change((old) => afterSuccess(old, outcome, clock()));
    if (next?.openedAt !== undefined) look();
  };

  /** Tries what a job is for, if that still is to be tried. Answers whether it was. */
  const run = async ({ id: wanted, kind }: Job): Promise<boolean> => {
    const [delivery] = await own.find([wanted]);
    if (delivery === undefined || (kind === 'fresh') !== (delivery.state.name === 'fresh') || !isPending(delivery)) {
      if (kind !== 'fresh') own.waitsNoMore(wanted);
      return false;
    }
    const webhook = await present();
    if (webhook === undefined || webhook.disabled !== undefined) {
      await own.giveUp([delivery], closedReason(webhook));
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
  const isDue = async (delivery: Delivery): Promise<boolean> => {
    if ((dueAtOf(delivery) ?? '') <= clock().toISOString()) return true;
    const { openedAt } = (await keeper.current()) ?? {};
    const last = delivery.attempts.at(-1)?.at ?? '';
    return openedAt !== undefined && last < openedAt;
  };

  const queue = createJobQueue({
    atOnce: callsAtOnce,
    mayBegin: () => mayGoOn() && room.isFor(id),
    run: (job, ended) => {
      room.enter();
      tasks.begin(async () => {
        let isTried = false;
        try {
          isTried = await run(job);
        } finally {
          room.leave();
          ended(isTried);
        }
      });
    },
  });

  /** Puts fresh deliveries behind the lane, untried. */
  const defer = async (fresh: readonly Delivery[]): Promise<void> => {
    const dueAt = clock().toISOString();
    await keeper.change((lane) => joined(lane, dueAt, clock()));
    await own.write(fresh, (delivery) => deferred(delivery, dueAt));
  };

  /** Fresh ones that are to be put behind the lane: page by page, and those that are left are still fresh to the next round. */
  const sidelined: string[] = [];
  let isSidelining = false;
  const sideline = (ids: readonly string[]): void => {
    for (const id of ids) sidelined.push(id);
    if (sidelined.length === 0 || isSidelining || isEnding()) return;
    isSidelining = true;
    tasks.begin(async () => {
      while (sidelined.length > 0 && !isEnding()) await sidelinePage();
      isSidelining = false;
    });
  };

  const sidelinePage = async (): Promise<void> => {
    if (!mayGoOn()) return finish(false);
    const page = sidelined.splice(0, sidelinedAtOnce);
    const fresh = (await own.find(page)).filter(({ state }) => state.name === 'fresh');
    const webhook = await present();
    if (webhook === undefined || webhook.disabled !== undefined) await own.giveUp(fresh, closedReason(webhook));
    else await defer(fresh);
    queue.release(page);
  };

  // What waits behind the lane.

  let looks: 'none' | 'looking' | 'again' = 'none';
  /** Looks at the lane, once at a time. */
  const look = (): void => {
    if (isOver) {
      hasLeft = true;
      return;
    }
    if (looks !== 'none') {
      looks = 'again';
      return;
    }
    looks = 'looking';
    tasks.begin(async () => {
      try {
        await lookOnce();
      } finally {
        const isWanted = looks === 'again' && !tasks.isStopped();
        looks = 'none';
        if (isWanted) look();
      }
    });
  };

  const lookOnce = async (): Promise<void> => {
    const webhook = await present();
    if (webhook === undefined || webhook.disabled !== undefined) return finish(await closing.close(webhook));
    const lane = await keeper.current();
    const now = clock();
    if (lane === undefined || isHeldBack(lane, now)) return;
    await (isDown(lane, now) ? probe() : serve());
  };

  const finish = (isDone: boolean): void => {
    if (!isDone) hasLeft = true;
  };

  /** Tries one that is due, of a webhook that is down. */
  const probe = async (): Promise<void> => {
    for await (const entry of own.current(perPage)) {
      if (entry.dueAt > clock().toISOString()) break;
      if (await queue.tried(entry.id, 'probe')) return;
      if (isEnding()) return;
    }
    await settle();
  };

  /** Tries all that are due, and after the webhook has come up again all that wait. */
  const serve = async (): Promise<void> => {
    for (let after = ''; ; ) {
      const page = await own.shown(after, perPage);
      const lane = await keeper.current();
      // What took it down has set its time.
      if (lane === undefined || isDown(lane, clock()) || isEnding()) return;
      const isOpening = lane.openedAt !== undefined;
      const now = clock().toISOString();
      const ready = page.filter(({ dueAt }) => isOpening || dueAt <= now);
      const tries = ready.filter(own.isCurrent).map((entry) => queue.tried(entry.id, 'waiting'));
      await Promise.all([...tries, ...(isOpening ? [pause(openingPause)] : [])]);
      const last = page.at(-1);
      if (last === undefined || ready.length < page.length) break;
      after = last.key;
    }
    if (!isEnding()) await settle();
  };

  /** Nothing more is due behind the lane: it is looked at again when the next one is. */
  const settle = async (): Promise<void> => {
    let first = own.firstDueAt();
    for await (const { dueAt } of own.current(perPage)) {
      if (first === undefined || dueAt < first) first = dueAt;
      break;
    }
    if ((await keeper.current()) !== undefined) await keeper.change((lane) => servedLane(lane, first, clock()));
  };

  const runErrand = async (): Promise<void> => {
    const errand = await lanes.findErrand(id);
    if (errand === undefined) return;
    seen = undefined;
    const webhook = await present();
    const isOpen = webhook !== undefined && webhook.disabled === undefined;
    finish(await (isOpen ? closing.requeue(errand) : closing.close(webhook)));
    if (hasLeft) return;
    await lanes.removeErrand(errand);
    look();
  };

  const pump = (): void => {
    // While the webhook is down, the fresh ones need not come to their turn.
    if (isDown(keeper.known(), clock())) sideline(queue.takeFresh());
    if (isEnding()) queue.close();
    else queue.pump();
  };

  const runner: Runner = {
    webhook: id,
    offer: (ids) => {
      // Too many would be in the way of other webhooks, in the index of what is due.
      sideline(queue.offer(ids));
    },
    look,
    runErrand: () => tasks.begin(runErrand),
    pump,
    isBusy: () => tasks.isBusy() || (queue.size() > 0 && !isEnding()),
    isAtWork: tasks.isBusy,
    ended: tasks.ended,
    oldestCall: () => {
      let oldest: number | undefined;
      for (const { began } of calls) if (oldest === undefined || began < oldest) oldest = began;
      return oldest;
    },
    dueAt: () => (tasks.isStopped() ? undefined : keeper.known()?.dueAt),
    leave: async () => {
      isOver = true;
      hasLeft ||= queue.size() + sidelined.length > 0 || looks !== 'none';
      queue.close();
      await tasks.ended();
      return hasLeft && !tasks.isStopped();
    },
  };
  return runner;
};
