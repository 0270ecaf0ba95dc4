/** A time that passes only from one event to the next. Milliseconds since 1970. */
export interface Engine {
  readonly now: () => number;
  /**
   * Schedules something for a time, or for now if that has passed. Of two events at the same time, the one scheduled
   * first comes first.
   */
  readonly at: (time: number, happen: () => void) => void;
  /** Runs one event after the other, each with all its consequences, up to a time. Ends early once `isOver`. */
  readonly run: (until: number, isOver: () => boolean) => Promise<void>;
}

interface Event {
  readonly time: number;
  readonly serial: number;
  readonly happen: () => void;
}

export const anEngine = (start: number): Engine => {
  const queue: Event[] = [];
  let now = start;
  let serial = 0;

  return {
    now: () => now,
    at: (time, happen) => {
      serial += 1;
      push(queue, { time: Math.max(time, now), serial, happen });
    },
    run: async (until, isOver) => {
      await promisesDone();
      for (let next = queue[0]; next !== undefined && next.time <= until && !isOver(); next = queue[0]) {
        pop(queue);
        now = next.time;
        next.happen();
        await promisesDone();
      }
      if (!isOver()) now = Math.max(now, until);
    },
  };
};

/** No port does real I/O. An event's consequences are promises only, and all settle before the event loop turns. */
const promisesDone = () => new Promise((resolve) => setImmediate(resolve));

const isBefore = (a: Event, b: Event): boolean => a.time < b.time || (a.time === b.time && a.serial < b.serial);

/** The queue is a binary heap. */
const push = (queue: Event[], event: Event): void => {
  let index = queue.push(event) - 1;
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = queue[above];
    if (parent === undefined || !isBefore(event, parent)) break;
    queue[index] = parent;
    index = above;
  }
  queue[index] = event;
};

const pop = (queue: Event[]): void => {
  const last = queue.pop();
  if (last === undefined || queue.length === 0) return;
  let index = 0;
  for (;;) {
    const below = earlierOf(queue, 2 * index + 1, 2 * index + 2);
    const child = queue[below];
    if (child === undefined || !isBefore(child, last)) break;
    queue[index] = child;
    index = below;
  }
  queue[index] = last;
};

const earlierOf = (queue: readonly Event[], left: number, right: number): number => {
  const [a, b] = [queue[left], queue[right]];
  return a !== undefined && b !== undefined && isBefore(b, a) ? right : left;
};
