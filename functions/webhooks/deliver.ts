import { deliverMillis, deliverRoundMillis, deliveryReserveMillis } from '../messages/time-budget.ts';
import type { Due, DueEntry } from './ports.ts';
import { createRoom } from './room.ts';
import type { Deliver, DeliverDependencies, DeliverReport, Told } from './round.ts';
import { createRunner, type Runner } from './runner.ts';

/** Milliseconds between two looks at what is due. */
const lookPause = 250;
/** Each look goes back this far, because the index may show an entry later than one that was made after it. */
const lagMillis = 10_000;
/** A round waits for lanes that are due within this time: a delivery's second attempt comes after five seconds. */
const lingerMillis = 7_000;
/** While a call that takes longer than this keeps the round going, other webhooks may begin calls. */
const longCallMillis = 1_000;
/** The round gives up after this many failed looks in a row. */
const mostFailedLooks = 3;

export const createDeliver = (dependencies: DeliverDependencies): Deliver => {
  /** Webhooks whose last call was long, in this round or an earlier one. */
  const slow = new Set<string>();

  return async (told, shards, deadline) => {
    const { due, clock, pause, onFailure } = dependencies;
    const report: DeliverReport = { delivered: 0, failedAttempts: 0, failed: 0, disabled: 0, isLeft: false };
    const runners = new Map<string, Runner>();
    const room = createRoom((webhook) => slow.has(webhook));
    const now = () => clock().getTime();
    const lastBegin = deadline - deliveryReserveMillis;
    const roundEnd = Math.min(now() + deliverRoundMillis, deadline - (deliverMillis - deliverRoundMillis));

    const hasLongCall = (runner: Runner): boolean => now() - (runner.oldestCall() ?? now()) >= longCallMillis;
    const mayBegin = (runner: Runner): boolean => {
      if (now() < roundEnd) return true;
      // The round lasts as long as its longest call. Meanwhile others may begin calls, unless these may be long, too.
      const isQuick = !slow.has(runner.webhook) && !hasLongCall(runner);
      return now() < lastBegin && isQuick && [...runners.values()].some(hasLongCall);
    };
    const onCall = ({ webhook }: Runner, millis: number): void => {
      if (millis >= longCallMillis) slow.add(webhook);
      else slow.delete(webhook);
    };

    const runnerOf = (webhook: string, account: string): Runner => {
      const runner =
        runners.get(webhook) ??
        createRunner({ id: webhook, account }, dependencies, { mayBegin, onCall, room, report });
      runners.set(webhook, runner);
      return runner;
    };

    /** Offers each webhook's deliveries together, because there may be many. */
    const offer = (fresh: readonly Told[]): void => {
      const byRunner = Map.groupBy(fresh, ({ webhook, account }) => runnerOf(webhook, account));
      for (const [runner, own] of byRunner) runner.offer(own.map(({ id }) => id));
    };

    const begin = (entries: readonly DueEntry[]): void => {
      offer(entries.filter(({ kind }) => kind === 'delivery'));
      for (const { kind, webhook, account } of entries) {
        if (kind === 'lane') runnerOf(webhook, account).look();
        if (kind === 'errand') runnerOf(webhook, account).runErrand();
      }
    };

    const seen = new Set<string>();
    /** Begins what is due in a shard and has not been seen yet. Answers whether there was any. */
    const lookAt = async (shard: string): Promise<boolean> => {
      // Keys begin with a time. The bound is a millisecond later, so that all keys of the present millisecond are
      // included.
      const until = new Date(now() + 1).toISOString();
      let hasFound = false;
      for (let after: string | undefined = seenUpTo.get(shard) ?? ''; after !== undefined; ) {
        const page: Awaited<ReturnType<Due['page']>> = await due.page(shard, after, until);
        const unseen = page.entries.filter(({ key }) => !seen.has(key));
        for (const { key } of unseen) seen.add(key);
        begin(unseen);
        hasFound ||= unseen.length > 0;
        after = page.next;
      }
      seenUpTo.set(shard, new Date(Date.parse(until) - lagMillis).toISOString());
      return hasFound;
    };
    const seenUpTo = new Map<string, string>();

    /** Looks at all shards. Answers whether anything was found; `undefined`: the database did not answer. */
    const lookAtAll = async (): Promise<boolean | undefined> => {
      try {
        return (await Promise.all(shards.map(lookAt))).includes(true);
      } catch (error) {
        onFailure('what is due cannot be read', { error });
        return undefined;
      }
    };

    const isDueSoon = (runner: Runner): boolean => {
      const dueAt = runner.dueAt();
      return dueAt !== undefined && Date.parse(dueAt) <= now() + lingerMillis;
    };

    offer(told);
    for (let failures = 0; failures < mostFailedLooks; ) {
      const hasFound = await lookAtAll();
      failures = hasFound === undefined ? failures + 1 : 0;
      const all = [...runners.values()];
      for (const runner of all) runner.pump();
      // Not while any call is under way: it may become a long one, and others would have to wait if the round were
      // over.
      if (now() >= roundEnd && all.every((runner) => runner.oldestCall() === undefined)) break;
      if (hasFound === false && !all.some((runner) => runner.isBusy() || isDueSoon(runner))) break;
      const atWork = all.filter((runner) => runner.isAtWork());
      const ended = atWork.length > 0 ? [Promise.all(atWork.map((runner) => runner.ended()))] : [];
      await Promise.race([pause(lookPause), ...ended]);
    }

    const all = [...runners.values()];
    const left = await Promise.all(all.map((runner) => runner.leave()));
    report.isLeft = left.includes(true) || all.some(isDueSoon);
    return report;
  };
};
