/** What is to be tried: a fresh delivery, one that waits, or one that is to tell whether a webhook that is down has come up. */
export interface Job {
  readonly id: string;
  readonly kind: 'fresh' | 'waiting' | 'probe';
}

interface QueuedJob extends Job {
  /** Told whether an attempt was made. */
  readonly done: (isTried: boolean) => void;
}

/** The deliveries of one webhook that are to be tried in a round, each once at a time. */
export interface JobQueue {
  /** Puts fresh ones into the queue, as far as there is room. Answers with those for which there is none. */
  offer(ids: readonly string[]): readonly string[];
  /** Whether one of those that wait was tried, when it is its turn; `false` also where it is being tried already, or never will. */
  tried(id: string, kind: 'waiting' | 'probe'): Promise<boolean>;
  /** Begins what may begin. */
  pump(): void;
  /** Takes the fresh ones out of the queue. */
  takeFresh(): readonly string[];
  /** Such a one is not being seen to any more. */
  release(ids: readonly string[]): void;
  /** Drops what has not begun, and whatever comes later. */
  close(): void;
  size(): number;
}

/** Fresh deliveries that one webhook may have waiting in memory. */
const mostQueued = 500;

interface Options {
  readonly atOnce: number;
  readonly mayBegin: () => boolean;
  /** Has a job run. It ends when that ends, and tells whether an attempt was made. */
  readonly run: (job: Job, ended: (isTried: boolean) => void) => void;
}

export const createJobQueue = ({ atOnce, mayBegin, run }: Options): JobQueue => {
  const queue: QueuedJob[] = [];
  /** Those in the queue or being seen to. */
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
    tried: (id, kind) =>
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
