/** A delivery to try. `probe`: its attempt shows whether a webhook that is down has come up again. */
export interface Job {
  readonly id: string;
  readonly kind: 'fresh' | 'waiting' | 'probe';
}

interface QueuedJob extends Job {
  /** Called with whether an attempt was made. */
  readonly done: (isTried: boolean) => void;
}

/** The deliveries of one webhook to try in a round. The queue never has the same delivery twice. */
export interface JobQueue {
  /**
   * Queues fresh deliveries as far as there is room, and returns the others. Release these when they are dealt with.
   */
  offer(ids: readonly string[]): readonly string[];
  /**
   * Queues a waiting delivery. Answers, when its turn has ended, whether it was tried; `false` if it is queued already.
   */
  tryInTurn(id: string, kind: 'waiting' | 'probe'): Promise<boolean>;
  /** Begins what may begin. */
  pump(): void;
  /** Takes the fresh deliveries out of the queue. Release these when they are dealt with. */
  takeFresh(): readonly string[];
  /** Lets deliveries be queued again. */
  release(ids: readonly string[]): void;
  /** Drops what has not begun, and whatever is queued later. */
  close(): void;
  size(): number;
}

/** The most jobs that one webhook may have queued when fresh deliveries are added. */
const mostQueued = 500;

interface Options {
  readonly atOnce: number;
  readonly mayBegin: () => boolean;
  /** Runs a job, and calls `ended` with whether an attempt was made. */
  readonly run: (job: Job, ended: (isTried: boolean) => void) => void;
}

export const createJobQueue = ({ atOnce, mayBegin, run }: Options): JobQueue => {
  const queue: QueuedJob[] = [];
  /** Deliveries that are queued, under way or not yet released. */
  const taken = new Set<string>();
  let slots = 0;
  let isClosed = false;

  const put = (job: QueuedJob): void => {
    taken.add(job.id);
    queue.push(job);
  };

  const start = (job: QueuedJob): void => {
    slots += 1;
    run(job, (isTried) => {
      slots -= 1;
      taken.delete(job.id);
      job.done(isTried);
      pump();
    });
  };

  const pump = (): void => {
    while (slots < atOnce && queue.length > 0 && mayBegin()) {
      const job = queue.shift();
      if (job !== undefined) start(job);
    }
  };

  return {
    offer: (ids) => {
      const fresh = [...new Set(ids)].filter((id) => !taken.has(id));
      const room = Math.max(0, mostQueued - queue.length);
      for (const id of fresh.slice(0, room)) put({ id, kind: 'fresh', done: () => {} });
      pump();
      const surplus = fresh.slice(room);
      for (const id of surplus) taken.add(id);
      return surplus;
    },
    tryInTurn: (id, kind) =>
      new Promise((resolve) => {
        if (isClosed || taken.has(id)) return resolve(false);
        put({ id, kind, done: resolve });
        pump();
      }),
    pump,
    takeFresh: () => {
      const fresh = queue.filter(({ kind }) => kind === 'fresh');
      if (fresh.length > 0) queue.splice(0, queue.length, ...queue.filter(({ kind }) => kind !== 'fresh'));
      return fresh.map(({ id }) => id);
    },
    release: (ids) => {
      for (const id of ids) taken.delete(id);
    },
    close: () => {
      isClosed = true;
      for (const { id, done } of queue.splice(0)) {
        taken.delete(id);
        done(false);
      }
    },
    size: () => queue.length,
  };
};
