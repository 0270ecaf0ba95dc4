import { type Counts, sumOf } from '../../../functions/statistics/counts.ts';
import type { AddCounts, ReadCounts } from '../../../functions/statistics/ports.ts';

export const memoryStatistics = () => {
  const hours = new Map<string, Counts>();
  const add: AddCounts = async ({ account, hour, counts }) => {
    const key = `${account} ${hour}`;
    hours.set(key, sumOf([hours.get(key) ?? new Map(), counts]));
  };
  const read: ReadCounts = async (account, from, to) =>
    [...hours]
      .map(([key, counts]) => ({ key, hour: key.slice(account.length + 1), counts }))
      .filter(({ key, hour }) => key.startsWith(`${account} `) && hour >= from && hour <= to)
      .toSorted((a, b) => (a.hour < b.hour ? -1 : 1))
      .map(({ hour, counts }) => ({ hour, counts }));
  return { add, read, hours };
};
