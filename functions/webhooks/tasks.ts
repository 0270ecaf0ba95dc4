/** Steps that run side by side. None of them throws: the first that fails ends the work. */
export interface Tasks {
  begin(step: () => Promise<unknown>): void;
  isBusy(): boolean;
  /** A step has failed: no other is to be begun. */
  isStopped(): boolean;
  /** Ends when nothing is under way any more. */
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
