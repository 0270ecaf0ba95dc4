/** Runs steps concurrently. If one fails, no further steps should begin. */
export interface Tasks {
  begin(step: () => Promise<unknown>): void;
  isBusy(): boolean;
  /** Whether a step has failed. */
  isStopped(): boolean;
  /** Resolves when no step is under way any more. */
  ended(): Promise<void>;
}

export const createTasks = (onFailure: (error: unknown) => void): Tasks => {
  const underWay = new Set<Promise<void>>();
  let isStopped = false;
  return {
    begin: (step) => {
      const task = step()
        .then(
          () => {},
          (error: unknown) => {
            isStopped = true;
            onFailure(error);
          },
        )
        .finally(() => underWay.delete(task));
      underWay.add(task);
    },
    isBusy: () => underWay.size > 0,
    isStopped: () => isStopped,
    ended: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
};
