/**
 * Works on items, so many at once, and gives what comes of them in the items' order, each as soon as it is there. When one
 * fails, nothing more is begun; it is thrown once all that is under way has ended. Whoever makes the items is to end with
 * `halt`, which is aborted then.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
  halt: AbortController,
): AsyncGenerator<R, void> {
  const begun: Promise<R>[] = [];
  let isComplete = false;
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };

  const begin = async () => {
    for await (const item of items) {
      const result = work(item);
      // Whoever waits for it in its turn is told.
      result.catch(() => {});
      begun.push(result);
      tell();
      while (begun.length >= atOnce && !halt.signal.aborted) await changed.promise;
      if (halt.signal.aborted) return;
    }
  };
  const beginning = begin().finally(() => {
    isComplete = true;
    tell();
  });
  beginning.catch(() => {});

  try {
    for (;;) {
      const next = begun[0];
      if (next !== undefined) {
        const result = await next;
        begun.shift();
        tell();
        yield result;
      } else if (isComplete) {
        return await beginning;
      } else {
        await changed.promise;
      }
    }
  } finally {
    halt.abort();
    tell();
    await Promise.allSettled([beginning, ...begun]);
    await Promise.allSettled(begun);
  }
}
