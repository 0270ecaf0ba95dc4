/** What work comes to; `late`, where it takes more than these milliseconds: it is not waited for any longer, nor ended. */
export const inTime = async <T>(work: Promise<T>, millis: number, late: T): Promise<T> => {
  const over = Promise.withResolvers<T>();
  const timer = setTimeout(() => over.resolve(late), millis);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
};
