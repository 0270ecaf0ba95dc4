import { randomUUID } from 'node:crypto';
import type { Lane } from './lane.ts';
import { newLane, ofPresentAddress } from './lane-rules.ts';
import type { Lanes } from './ports.ts';
import type { Webhook } from './webhook.ts';

/** The lane of one webhook during a round: read once, kept in memory, and written whenever it changes. */
export interface LaneKeeper {
  /** `undefined`: there is none. */
  current(): Promise<Lane | undefined>;
  /** The same, as far as it has been read. */
  known(): Lane | undefined;
  /**
   * Makes the lane what `next` says; `undefined`: none. It is written when this ends.
   * @throws StoreUnavailableError
   * @throws LaneTakenError where somebody else has written it since it was read
   */
  change(next: (lane: Lane) => Lane | undefined): Promise<Lane | undefined>;
  /** Failures of another address are not held against the webhook's present one. */
  fit(webhook: Webhook): Promise<void>;
}

export const createLaneKeeper = (
  lanes: Lanes,
  webhook: Pick<Webhook, 'id' | 'account'>,
  clock: () => Date,
): LaneKeeper => {
  let read: Promise<void> | undefined;
  let lane: Lane | undefined;
  /** As it is stored. */
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

  /** One write at a time, which brings all changes that were made until it begins. */
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
    fit: async (present) => {
      await load();
      if (lane !== undefined && ofPresentAddress(lane, present) !== lane) {
        await keeper.change((old) => ofPresentAddress(old, present));
      }
    },
  };
  return keeper;
};

/** Another round is at work for the same webhook: this one knows too little to go on. */
export class LaneTakenError extends Error {
  override readonly name = 'LaneTakenError';

  constructor() {
    super('Another deliverer has written the lane.');
  }
}
