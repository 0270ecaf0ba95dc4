import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** Reads the items. One that cannot be read is reported to `onUnreadable`, and does not affect the others. */
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
