export async function* iterated<T>(items: Iterable<T>): AsyncGenerator<T, void> {
  yield* items;
}

export const listed = async <T>(items: AsyncIterable<T> | Iterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
