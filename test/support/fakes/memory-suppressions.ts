import { InvalidCursorError } from '../../../functions/messages/errors.ts';
import type { Suppression, SuppressionList, Suppressions } from '../../../functions/messages/ports.ts';

export interface MemorySuppressions extends Suppressions, SuppressionList {
  /** Puts numbers on an account's list, or takes them off. */
  put(account: string, ...numbers: readonly string[]): void;
  remove(account: string, ...numbers: readonly string[]): void;
  /** The number of lookups. */
  readonly asked: () => number;
}

export const memorySuppressions = (): MemorySuppressions => {
  const lists = new Map<string, Map<string, Suppression>>();
  let asked = 0;
  const listOf = (account: string): Map<string, Suppression> => {
    const list = lists.get(account) ?? new Map<string, Suppression>();
    lists.set(account, list);
    return list;
  };
  const add = (account: string, { reason, ...wanted }: Suppression): Suppression => {
    const entry = { ...(listOf(account).get(wanted.number) ?? wanted), ...(reason !== undefined && { reason }) };
    listOf(account).set(entry.number, entry);
    return entry;
  };
  return {
    asked: () => asked,
    put: (account, ...numbers) => {
      for (const number of numbers) add(account, { number, createdAt: '2030-01-01T00:00:00.000Z', by: 'admin' });
    },
    remove: (account, ...numbers) => {
      for (const number of numbers) lists.get(account)?.delete(number);
    },
    among: async (account, numbers) => {
      asked += 1;
      const list = lists.get(account);
      return new Set(numbers.filter((number) => list?.has(number) === true));
    },
    add: async (account, wanted) => add(account, wanted),
    find: async (account, number) => lists.get(account)?.get(number),
    takeOff: async (account, number) => {
      const entry = lists.get(account)?.get(number);
      lists.get(account)?.delete(number);
      return entry;
    },
    page: async (account, limit, cursor = '') => {
      const list = listOf(account);
      if (cursor !== '' && !list.has(cursor))
        throw new InvalidCursorError('The cursor is not valid. Pass it on as the page before gave it.');
      const rest = [...list.values()].filter(({ number }) => number > cursor).toSorted(byNumber);
      const suppressions = rest.slice(0, limit);
      const last = suppressions.at(-1);
      return { suppressions, ...(rest.length > limit && last && { cursor: last.number }) };
    },
  };
};

const byNumber = (a: Suppression, b: Suppression): number => (a.number < b.number ? -1 : 1);
