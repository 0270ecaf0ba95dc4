import { closedReason, isClosed } from './closing.ts';
import type { Delivery } from './delivery.ts';
import type { JobQueue } from './job-queue.ts';
import type { LaneKeeper } from './lane-keeper.ts';
import { joined } from './lane-rules.ts';
import type { OwnDeliveries } from './own-deliveries.ts';
import type { PresentWebhook } from './present-webhook.ts';
import type { Progress } from './progress.ts';
import type { Tasks } from './tasks.ts';
import { deferred } from './transitions.ts';

/** Fresh deliveries that are put behind the lane at once. */
const perPage = 100;

/** Puts fresh deliveries behind the lane without trying them. */
export interface Sideline {
  /** Does so at once. */
  defer(fresh: readonly Delivery[]): Promise<void>;
  /** Does so page by page, in the background. Those that this round does not reach stay fresh. */
  put(ids: readonly string[]): void;
  /** How many are still to be put behind the lane. */
  size(): number;
}

interface Options {
  readonly present: PresentWebhook;
  readonly keeper: LaneKeeper;
  readonly own: OwnDeliveries;
  readonly tasks: Tasks;
  readonly progress: Progress;
  readonly release: JobQueue['release'];
  readonly clock: () => Date;
}

export const createSideline = ({ present, keeper, own, tasks, progress, release, clock }: Options): Sideline => {
  const defer = async (fresh: readonly Delivery[]): Promise<void> => {
    const dueAt = clock().toISOString();
    await keeper.change((lane) => joined(lane, dueAt, clock()));
    await own.write(fresh, (delivery) => deferred(delivery, dueAt));
  };

  const left: string[] = [];

  const putPage = async (): Promise<void> => {
    if (!progress.mayGoOn()) return progress.leaveRest();
    const page = left.splice(0, perPage);
    const fresh = (await own.find(page)).filter(({ state }) => state.name === 'fresh');
    const webhook = await present.read();
    if (isClosed(webhook)) await own.giveUp(fresh, closedReason(webhook));
    else await defer(fresh);
    release(page);
  };

  let isUnderWay = false;
  return {
    defer,
    put: (ids) => {
      for (const id of ids) left.push(id);
      if (left.length === 0 || isUnderWay || progress.isEnding()) return;
      isUnderWay = true;
      tasks.begin(async () => {
        while (left.length > 0 && !progress.isEnding()) await putPage();
        isUnderWay = false;
      });
    },
    size: () => left.length,
  };
};
