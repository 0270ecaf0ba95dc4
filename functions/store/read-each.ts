import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** What the items say. One that is none of ours is told of, and stops no others. */
export const readEach = <T>(
  items: readonly Item[],
  read: (item: Item) => T,
  onUnreadable: (item: Item) => void,
): readonly T[] =>
  items.flatMap((item) => {
    try {
      return [read(item)];
    } catch {
      onUnreadable(item);
      return [];
    }
  });
