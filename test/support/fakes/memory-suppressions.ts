import type { Suppressions } from '../../../functions/messages/ports.ts';

export interface MemorySuppressions extends Suppressions {
  /** Puts numbers on an account's list, or takes them off. */
  put(account: string, ...numbers: readonly string[]): void;
  remove(account: string, ...numbers: readonly string[]): void;
  /** How often somebody asked. */
  readonly asked: () => number;
}

/** Lists of suppressed numbers in memory. */
export const memorySuppressions = (): MemorySuppressions => {
  const lists = new Map<string, Set<string>>();
  let asked = 0;
  return {
    asked: () => asked,
    put: (account, ...numbers) => {
      lists.set(account, new Set([...(lists.get(account) ?? []), ...numbers]));
    },
    remove: (account, ...numbers) => {
      for (const number of numbers) lists.get(account)?.delete(number);
    },
    among: async (account, numbers) => {
      asked += 1;
      const list = lists.get(account);
      return new Set(numbers.filter((number) => list?.has(number) === true));
    },
  };
};
