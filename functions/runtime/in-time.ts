/** Waits for work, at most `millis` milliseconds, then gives `late` instead. The work goes on. */
export const inTime = async <T>(work: Promise<T>, millis: number, late: T): Promise<T> => {
  const over = Promise.withResolvers<T>();
  const timer = setTimeout(() => over.resolve(late), millis);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
};
