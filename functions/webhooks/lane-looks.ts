import { isClosed } from './closing.ts';
import type { JobQueue } from './job-queue.ts';
import type { LaneKeeper } from './lane-keeper.ts';
import { isDown, isHeldBack, servedLane } from './lane-rules.ts';
import type { OwnDeliveries } from './own-deliveries.ts';
import type { PresentWebhook } from './present-webhook.ts';
import type { Progress } from './progress.ts';
import type { DeliverDependencies } from './round.ts';
import type { Tasks } from './tasks.ts';
import type { Webhook } from './webhook.ts';

/** Deliveries that are read and looked through at once. */
const perPage = 25;
/** A webhook that has come up again gets at most a page in this many milliseconds: 50 deliveries a second. */
const openingPause = 500;

/** Tries the deliveries that wait behind the lane. */
export interface LaneLooks {
  /** Looks at the lane in the background. If a look is under way, another one follows it. */
  look(): void;
  isLooking(): boolean;
}

interface Options extends Pick<DeliverDependencies, 'clock' | 'pause'> {
  readonly present: PresentWebhook;
  readonly keeper: LaneKeeper;
  readonly own: OwnDeliveries;
  readonly tasks: Tasks;
  readonly progress: Progress;
  readonly tryInTurn: JobQueue['tryInTurn'];
  /** Fails what waits for a webhook that is disabled or deleted. Answers whether all of it was done. */
  readonly close: (webhook: Webhook | undefined) => Promise<boolean>;
}

export const createLaneLooks = (options: Options): LaneLooks => {
  const { present, keeper, own, tasks, progress, tryInTurn, close, clock, pause } = options;
  let looks: 'none' | 'looking' | 'again' = 'none';

  const look = (): void => {
    if (progress.isRoundOver()) {
      progress.leaveRest();
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
    const webhook = await present.read();
    if (isClosed(webhook)) {
      if (!(await close(webhook))) progress.leaveRest();
      return;
    }
    const lane = await keeper.current();
    const now = clock();
    if (lane === undefined || isHeldBack(lane, now)) return;
    await (isDown(lane, now) ? probe() : serve());
  };

  /** For a webhook that is down: tries one delivery that is due. */
  const probe = async (): Promise<void> => {
    for await (const entry of own.waiting(perPage)) {
      if (entry.dueAt > clock().toISOString()) break;
      if (await tryInTurn(entry.id, 'probe')) return;
      if (progress.isEnding()) return;
    }
    await scheduleNextLook();
  };

  /** Tries all deliveries that are due. If the webhook has come up again, tries all that wait. */
  const serve = async (): Promise<void> => {
    for (let after = ''; ; ) {
      const page = await own.waitingInIndex(after, perPage);
      const lane = await keeper.current();
      // If the webhook has gone down meanwhile, the failure has set the time of the next look.
      if (lane === undefined || isDown(lane, clock()) || progress.isEnding()) return;
      const isOpening = lane.openedAt !== undefined;
      const now = clock().toISOString();
      const ready = page.filter(({ dueAt }) => isOpening || dueAt <= now);
      const tries = ready.filter(own.isCurrent).map((entry) => tryInTurn(entry.id, 'waiting'));
      await Promise.all([...tries, ...(isOpening ? [pause(openingPause)] : [])]);
      const last = page.at(-1);
      if (last === undefined || ready.length < page.length) break;
      after = last.key;
    }
    if (!progress.isEnding()) await scheduleNextLook();
  };

  /** Nothing more is due now, so the next look is when the first waiting delivery is due. */
  const scheduleNextLook = async (): Promise<void> => {
    let first = own.firstDueAt();
    for await (const { dueAt } of own.waiting(perPage)) {
      if (first === undefined || dueAt < first) first = dueAt;
      break;
    }
    if ((await keeper.current()) !== undefined) await keeper.change((lane) => servedLane(lane, first, clock()));
  };

  return { look, isLooking: () => looks !== 'none' };
};
