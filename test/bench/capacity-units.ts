import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../functions/store/message-item.ts';
import type { TableIndex } from '../../functions/store/table-index.ts';

/*
 * Capacity units by DynamoDB's published rules ("DynamoDB item sizes and formats", "Using Global Secondary Indexes"),
 * because the emulator does not count them as AWS does.
 */

/**
 * One page of a query of an index, eventually consistent: half a unit per 4 KB. Each entry of an index has 100 bytes of
 * overhead.
 */
export const readUnitsOf = (entries: readonly Item[]): number =>
  unitsOfPage(entries.reduce((sum, entry) => sum + sizeOf(entry) + 100, 0));

/** One page of a query of the table itself, eventually consistent. */
export const queryUnitsOf = (items: readonly Item[]): number =>
  unitsOfPage(items.reduce((sum, item) => sum + sizeOf(item), 0));

/** A query that reads so many entries like this one, eventually consistent. */
export const entryUnitsOf = (entry: Item, count: number): number => unitsOfPage((sizeOf(entry) + 100) * count);

/** Records read by their keys, strongly consistent: a unit per 4 KB of each. */
export const recordUnitsOf = (records: readonly Item[]): number =>
  records.reduce((sum, record) => sum + Math.max(1, Math.ceil(sizeOf(record) / 4096)), 0);

const unitsOfPage = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096)) / 2;

/**
 * A write that changes an item from one state to another, in the table and its indexes: a unit per KB of the larger
 * state.
 */
export const writeUnitsOf = (indexes: readonly TableIndex[], before: Item | undefined, after: Item): number =>
  Math.max(before === undefined ? 0 : unitsFor(before), unitsFor(after)) +
  indexes.reduce((sum, index) => sum + indexUnits(index, before, after), 0);

/** An entry whose key changes is deleted and put again. An unchanged entry costs nothing. */
const indexUnits = (index: TableIndex, before: Item | undefined, after: Item): number => {
  const keys = keysOf(index);
  const names = [...keys, ...index.others];
  const [old, next] = [before && entryOf(index, before), entryOf(index, after)];
  if (old === undefined) return next === undefined ? 0 : unitsFor(next);
  if (next === undefined) return unitsFor(old);
  const isSame = (name: string) => JSON.stringify(old[name]) === JSON.stringify(next[name]);
  if (names.every(isSame)) return 0;
  return keys.every(isSame) ? unitsFor(next) : unitsFor(old) + unitsFor(next);
};

const keysOf = ({ partition, sort }: TableIndex): readonly string[] => [...partition, sort];

const entryOf = (index: TableIndex, item: Item): Item | undefined => {
  const keys = keysOf(index);
  if (!keys.every((key) => key in item)) return undefined;
  // An entry has the table's keys as well.
  const names = new Set([...keys, 'id', 'webhook', ...index.others]);
  return Object.fromEntries([...names].flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
};

/** The bytes of an item in the table, and of each of its entries in the indexes. */
export const storedSize = (indexes: readonly TableIndex[], item: Item) => ({
  table: sizeOf(item),
  entries: indexes
    .map((index) => entryOf(index, item))
    .filter((entry) => entry !== undefined)
    .map(sizeOf),
});

const unitsFor = (item: Item): number => Math.ceil(sizeOf(item) / 1024);

const sizeOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);

const valueSize = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, element) => sum + valueSize(element) + 1, 0);
  if (value.M !== undefined) return 3 + sizeOf(value.M) + Object.keys(value.M).length;
  return 1;
};
