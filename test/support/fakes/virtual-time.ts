/** A time that goes by when a test says so, and what is to happen in it. */
export const virtualTime = (start: Date) => {
  let now = start.getTime();
  let due: { readonly at: number; readonly happen: () => void }[] = [];

  const later = (millis: number, happen: () => void): void => {
    due = [...due, { at: now + millis, happen }].sort((a, b) => a.at - b.at);
  };

  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  const pass = async (millis: number): Promise<void> => {
    const until = now + millis;
    for (let [next] = due; next !== undefined && next.at <= until; [next] = due) {
      due = due.slice(1);
      now = Math.max(now, next.at);
      next.happen();
      await nextTurn();
    }
    now = until;
  };

  return {
    clock: () => new Date(now),
    /** Has something happen after this time; in the order of their times. */
    later,
    pause: (millis: number) => new Promise<void>((resolve) => later(millis, resolve)),
    /**
     * Lets time go by. To be awaited where something may be waiting for it: whatever comes due has all that follows from it
     * done before the next does.
     */
    pass,
    /** Lets as much time go by as something needs that waits in between. */
    during: async <T>(work: Promise<T>): Promise<T> => {
      let isOver = false;
      const end = () => {
        isOver = true;
      };
      work.then(end, end);
      for (await nextTurn(); !isOver; await nextTurn()) {
        const [next] = due;
        if (next !== undefined) await pass(next.at - now);
      }
      return work;
    },
  };
};
