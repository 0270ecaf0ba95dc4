/** Works through items, `atOnce` at a time. After a failure no further item is begun, and the failure is thrown. */
export const eachOf = async <T>(
  items: Iterable<T> | AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  // All workers take items from one generator. A worker that fails leaves its loop, and that ends the generator.
  const source = generate(items);
  const worker = async () => {
    for await (const item of source) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

async function* generate<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void> {
  yield* items;
}

/** Cuts a list into pieces of at most `size` items. */
export const chunksOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
