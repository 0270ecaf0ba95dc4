import { closedReason, isClosed } from './closing.ts';
import type { Delivery } from './delivery.ts';
import type { Job } from './job-queue.ts';
import type { LaneKeeper } from './lane-keeper.ts';
import { afterFailure, afterSuccess, hasFailedForLong, isDown } from './lane-rules.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { dueAtOf, type OwnDeliveries } from './own-deliveries.ts';
import type { PresentWebhook } from './present-webhook.ts';
import type { DeliverDependencies, DeliverReport } from './round.ts';
import { headersFor } from './signature.ts';
import { attempted, isPending } from './transitions.ts';
import type { DisabledReason, Webhook } from './webhook.ts';

/** Posts deliveries to one webhook, and records what comes of it. */
export interface Attempts {
  /** Tries a job's delivery if it still needs to be tried. Answers whether it was. */
  run(job: Job): Promise<boolean>;
  /** When the longest call under way began, in milliseconds since 1970. */
  oldestCall(): number | undefined;
}

interface Options extends Pick<DeliverDependencies, 'post' | 'clock' | 'random'> {
  readonly present: PresentWebhook;
  readonly keeper: LaneKeeper;
  readonly own: OwnDeliveries;
  readonly report: DeliverReport;
  /** Called with the milliseconds that a call took. */
  readonly onCall: (millis: number) => void;
  /** Puts fresh deliveries behind the lane without trying them. */
  readonly defer: (fresh: readonly Delivery[]) => Promise<void>;
  readonly disable: (webhook: Webhook, reason: DisabledReason) => Promise<void>;
  /** Looks at the lane. */
  readonly look: () => void;
}

export const createAttempts = (options: Options): Attempts => {
  const { post, clock, random, present, keeper, own, report, onCall, defer, disable, look } = options;
  const calls = new Set<{ readonly began: number }>();

  const attempt = async (delivery: Delivery, webhook: Webhook): Promise<void> => {
    const began = clock();
    const call = { began: began.getTime() };
    calls.add(call);
    const headers = headersFor(delivery.id, webhook, delivery.body, began);
    const answer = await post({ url: webhook.url, headers, body: delivery.body });
    calls.delete(call);
    const now = clock();
    onCall(now.getTime() - call.began);
    const outcome = outcomeOf(answer, began, now);
    const after = attempted(delivery, outcome, now, random());
    if (outcome.isDelivered) {
      report.delivered += 1;
      await own.write([delivery], () => after);
      await openLane(outcome);
      return;
    }
    report.failedAttempts += 1;
    if (after.state.name === 'failed') report.failed += 1;
    // The lane is written first: nobody would find a delivery that waits without a lane.
    const lane = await keeper.change((old) => afterFailure(old, outcome, dueAtOf(after), now, random()));
    await own.write([delivery], () => after);
    const isFailing = lane !== undefined && hasFailedForLong(lane, now);
    if (!outcome.isGone && !isFailing) return;
    await disable(webhook, outcome.isGone ? 'gone' : 'failing');
    present.forget();
    look();
  };

  const openLane = async (outcome: Outcome): Promise<void> => {
    const lane = await keeper.current();
    if (lane === undefined || (lane.failures === 0 && lane.notBefore === undefined)) return;
    const next = await keeper.change((old) => afterSuccess(old, outcome, clock()));
    if (next?.openedAt !== undefined) look();
  };

  /** Whether a waiting delivery's time has come, or the webhook has come up again since it was last tried. */
  const isDue = async (delivery: Delivery): Promise<boolean> => {
    if ((dueAtOf(delivery) ?? '') <= clock().toISOString()) return true;
    const { openedAt } = (await keeper.current()) ?? {};
    const last = delivery.attempts.at(-1)?.at ?? '';
    return openedAt !== undefined && last < openedAt;
  };

  return {
    run: async ({ id, kind }) => {
      const [delivery] = await own.find([id]);
      if (delivery === undefined || (kind === 'fresh') !== (delivery.state.name === 'fresh') || !isPending(delivery)) {
        if (kind !== 'fresh') own.waitsNoMore(id);
        return false;
      }
      const webhook = await present.read();
      if (isClosed(webhook)) {
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
    },

    oldestCall: () => {
      let oldest: number | undefined;
      for (const { began } of calls) if (oldest === undefined || began < oldest) oldest = began;
      return oldest;
    },
  };
};
