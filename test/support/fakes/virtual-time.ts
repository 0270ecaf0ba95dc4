/** A time that passes only when a test says so, and the events that are scheduled in it. */
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
    /** Schedules something after this time. Events happen in the order of their times. */
    later,
    pause: (millis: number) => new Promise<void>((resolve) => later(millis, resolve)),
    /** Lets time pass. Await it: each event that comes due has all its consequences before the next one happens. */
    pass,
    /** Lets as much time pass as `work` needs for its waits. */
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
