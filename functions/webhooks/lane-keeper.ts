import { randomUUID } from 'node:crypto';
import type { Lane } from './lane.ts';
import { forPresentAddress, newLane } from './lane-rules.ts';
import type { Lanes } from './ports.ts';
import type { Webhook } from './webhook.ts';

/** The lane of one webhook during a round: it is read once, kept in memory, and written when it changes. */
export interface LaneKeeper {
  /** `undefined`: there is no lane. */
  current(): Promise<Lane | undefined>;
  /** The same without a read: `undefined` also if it has not been read yet. */
  known(): Lane | undefined;
  /**
   * Changes the lane to what `next` returns; `undefined` removes it. The lane is written when this resolves.
   * @throws StoreUnavailableError
   * @throws LaneTakenError if another deliverer has written the lane since it was read
   */
  change(next: (lane: Lane) => Lane | undefined): Promise<Lane | undefined>;
  /** Drops failures from before the webhook's present address was enabled. */
  forgetEarlierAddress(webhook: Webhook): Promise<void>;
}

export const createLaneKeeper = (
  lanes: Lanes,
  webhook: Pick<Webhook, 'id' | 'account'>,
  clock: () => Date,
): LaneKeeper => {
  let read: Promise<void> | undefined;
  let lane: Lane | undefined;
  /** The lane as last read or written. */
  let stored: Lane | undefined;
  let written: Promise<void> = Promise.resolve();
  let isDirty = false;

  const load = (): Promise<void> => {
    read ??= lanes.find(webhook.id).then(
      (found) => {
        lane = found;
        stored = found;
      },
      (error: unknown) => {
        read = undefined;
        throw error;
      },
    );
    return read;
  };

  const replace = async (next: Lane | undefined): Promise<boolean> => {
    if (next !== undefined) return lanes.put(next, stored);
    return stored === undefined || lanes.remove(stored);
  };

  const write = async (): Promise<void> => {
    if (!isDirty) return;
    isDirty = false;
    try {
      const next = lane && { ...lane, mark: randomUUID() };
      if (!(await replace(next))) throw new LaneTakenError();
      stored = next;
    } catch (error) {
      isDirty = true;
      throw error;
    }
  };

  /** Writes one at a time. Each write has all changes made before it begins. */
  const save = (): Promise<void> => {
    written = written.catch(() => {}).then(write);
    return written;
  };

  const keeper: LaneKeeper = {
    current: async () => {
      await load();
      return lane;
    },
    known: () => lane,
    change: async (next) => {
      await load();
      const before = lane;
      lane = next(before ?? newLane(webhook, clock()));
      if (lane !== before) isDirty = true;
      await save();
      return lane;
    },
    forgetEarlierAddress: async (present) => {
      await load();
      if (lane !== undefined && forPresentAddress(lane, present) !== lane) {
        await keeper.change((old) => forPresentAddress(old, present));
      }
    },
  };
  return keeper;
};

/** Another round works for the same webhook, so this one must stop. */
export class LaneTakenError extends Error {
  override readonly name = 'LaneTakenError';

  constructor() {
    super('Another deliverer has written the lane.');
  }
}
