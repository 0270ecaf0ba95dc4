import { createAttempts } from './attempts.ts';
import { createClosing, isClosed } from './closing.ts';
import { createJobQueue } from './job-queue.ts';
import { createLaneKeeper } from './lane-keeper.ts';
import { createLaneLooks } from './lane-looks.ts';
import { isDown } from './lane-rules.ts';
import { createOwnDeliveries } from './own-deliveries.ts';
import { createPresentWebhook } from './present-webhook.ts';
import { createProgress } from './progress.ts';
import type { Room } from './room.ts';
import type { DeliverDependencies, DeliverReport } from './round.ts';
import { createSideline } from './sideline.ts';
import { createTasks } from './tasks.ts';
import type { Webhook } from './webhook.ts';

/** The most calls to one webhook that are under way at once. */
const callsAtOnce = 5;

/** What a round provides to the runners of its webhooks. */
export interface Round {
  /** Whether this runner may begin another call. */
  mayBegin(runner: Runner): boolean;
  /** Called with the milliseconds that a call took. */
  onCall(runner: Runner, millis: number): void;
  readonly room: Room;
  readonly report: DeliverReport;
}

/**
 * Delivers to one webhook during a round. Its methods never throw: a failure is reported, and a later round does what
 * is left.
 */
export interface Runner {
  readonly webhook: string;
  /** Takes fresh deliveries, by their ids. */
  offer(ids: readonly string[]): void;
  /** Looks at the lane, which is due. */
  look(): void;
  runErrand(): void;
  /** Begins what may begin by now. */
  pump(): void;
  /** Whether anything is under way, or will be in this round. */
  isBusy(): boolean;
  /** Whether anything is under way now. */
  isAtWork(): boolean;
  /** Resolves when nothing is under way any more. */
  ended(): Promise<void>;
  /** When the longest call under way began, in milliseconds since 1970. */
  oldestCall(): number | undefined;
  /** When the lane is due, as far as is known; RFC 3339. */
  dueAt(): string | undefined;
  /**
   * Ends the round: nothing begins any more. Waits for what is under way, and answers whether anything is left to the
   * next round.
   */
  leave(): Promise<boolean>;
}

export const createRunner = (
  webhook: Pick<Webhook, 'id' | 'account'>,
  dependencies: DeliverDependencies,
  { mayBegin, onCall, room, report }: Round,
): Runner => {
  const { webhooks, deliveries, lanes, post, clock, pause, random, onFailure } = dependencies;
  const { id } = webhook;
  const tasks = createTasks((error) => onFailure('a webhook is left to a later round', { webhook: id, error }));
  const progress = createProgress({ hasFailed: tasks.isStopped, mayBegin: () => mayBegin(runner) });
  const keeper = createLaneKeeper(lanes, webhook, clock);
  const present = createPresentWebhook({ webhook, webhooks, keeper, clock });
  const own = createOwnDeliveries(deliveries, id, report);
  const shared = { present, keeper, own, tasks, progress, clock };
  const closing = createClosing({ ...dependencies, webhook, keeper, own, report, mayGoOn: progress.mayGoOn });

  const queue = createJobQueue({
    atOnce: callsAtOnce,
    mayBegin: () => progress.mayGoOn() && room.isFor(id),
    run: (job, ended) => {
      room.enter();
      tasks.begin(async () => {
        let isTried = false;
        try {
          isTried = await attempts.run(job);
        } finally {
          room.leave();
          ended(isTried);
        }
      });
    },
  });

  const sideline = createSideline({ ...shared, release: queue.release });
  const laneLooks = createLaneLooks({ ...shared, tryInTurn: queue.tryInTurn, close: closing.close, pause });
  const attempts = createAttempts({
    ...shared,
    post,
    random,
    report,
    onCall: (millis) => onCall(runner, millis),
    defer: sideline.defer,
    disable: closing.disable,
    look: laneLooks.look,
  });

  const runErrand = async (): Promise<void> => {
    const errand = await lanes.findErrand(id);
    if (errand === undefined) return;
    present.forget();
    const found = await present.read();
    const isDone = await (isClosed(found) ? closing.close(found) : closing.requeue(errand));
    if (!isDone) progress.leaveRest();
    if (progress.hasLeftRest()) return;
    await lanes.removeErrand(errand);
    laneLooks.look();
  };

  const runner: Runner = {
    webhook: id,
    // If the queue has no room, the surplus goes behind the lane: many fresh entries in the index `due` would be in the
    // way of other webhooks.
    offer: (ids) => sideline.put(queue.offer(ids)),
    look: laneLooks.look,
    runErrand: () => tasks.begin(runErrand),
    pump: () => {
      // While the webhook is down, fresh deliveries need not wait for their turn.
      if (isDown(keeper.known(), clock())) sideline.put(queue.takeFresh());
      if (progress.isEnding()) queue.close();
      else queue.pump();
    },
    isBusy: () => tasks.isBusy() || (queue.size() > 0 && !progress.isEnding()),
    isAtWork: tasks.isBusy,
    ended: tasks.ended,
    oldestCall: attempts.oldestCall,
    dueAt: () => (tasks.isStopped() ? undefined : keeper.known()?.dueAt),
    leave: async () => {
      progress.endRound();
      if (queue.size() + sideline.size() > 0 || laneLooks.isLooking()) progress.leaveRest();
      queue.close();
      await tasks.ended();
      return progress.hasLeftRest() && !tasks.isStopped();
    },
  };
  return runner;
};
