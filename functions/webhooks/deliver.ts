import { deliverMillis, deliverRoundMillis, deliveryReserveMillis } from '../messages/time-budget.ts';
import type { Due, DueEntry } from './ports.ts';
import { createRoom } from './room.ts';
import type { Deliver, DeliverDependencies, DeliverReport, Told } from './round.ts';
import { createRunner, type Runner } from './runner.ts';

/** Between looks at what is due. */
const lookPause = 250;
/** The index may show an entry later than one that was made after it: each look goes back so far. */
const lagMillis = 10_000;
/** A lane that is due so soon is waited for: the first repetition of a delivery comes after five seconds. */
const lingerMillis = 7_000;
/** A call that is under way for so long holds the round open, and so others may begin theirs. */
const longCallMillis = 1_000;
/** After so many looks in a row that failed the store is left in peace. */
const failedLooks = 3;

export const createDeliver = (dependencies: DeliverDependencies): Deliver => {
  /** Webhooks whose last call was a long one, in this round or in one before. */
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
      // The round lasts as long as its longest call: nobody else is to wait for that, nor for another long one.
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

    /** Each webhook's at once: they may be many. */
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
    /** Begins what is due in a shard and was not seen before. Answers whether there was any. */
    const lookAt = async (shard: string): Promise<boolean> => {
      // A key is a time, and what it is the time of: this takes in all of this very millisecond.
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

    /** Looks at all shards; `undefined`: the store did not tell. */
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
    for (let failures = 0; failures < failedLooks; ) {
      const hasFound = await lookAtAll();
      failures = hasFound === undefined ? failures + 1 : 0;
      const all = [...runners.values()];
      for (const runner of all) runner.pump();
      // One that has just begun may become a long one, which others would wait for if the round were over.
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
