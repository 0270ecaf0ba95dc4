/**
 * Works on several items at once, and gives their results in the order of the items, as soon as each is there. If one fails, no
 * more are begun, and the error is thrown once all that are under way have ended. `halt` is aborted at the end: the source of
 * the items must end then.
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
      // The error is thrown when it is this result's turn.
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
