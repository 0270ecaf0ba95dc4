import { type Status, statuses } from '../contract/statuses.ts';
import { restored } from '../messages/restore.ts';
import { isFinal } from '../messages/status.ts';
import type { Counter } from '../statistics/counts.ts';
import { stepOf } from '../statistics/delivery-time.ts';
import type { Addition } from '../statistics/ports.ts';
import type { Item } from '../store/message-item.ts';
import { isRestored } from '../store/restored.ts';
import type { RecordChange } from './lifecycle.ts';

/** What changes of messages add to the counters, summed for each account and hour of creation. */
export const additionsOf = (changes: readonly RecordChange[]): readonly Addition[] => {
  const additions = new Map<string, Addition & { readonly counts: Map<Counter, number> }>();
  for (const change of changes) {
    const [account, hour] = [textIn(change.after, 'account'), textIn(change.after, 'createdAt').slice(0, hourLength)];
    for (const [counter, count] of countedIn(change)) {
      const key = `${hour}#${account}`;
      const addition = additions.get(key) ?? { account, hour, counts: new Map<Counter, number>() };
      addition.counts.set(counter, (addition.counts.get(counter) ?? 0) + count);
      additions.set(key, addition);
    }
  }
  return [...additions.values()];
};

const hourLength = '2026-11-26T18'.length;

/**
 * Only creations and ends are counted: the difference is open. A restored record was counted when it was new, so only
 * its end counts. A message that leaves a final status was settled by hand, so its time says nothing about deliveries.
 */
const countedIn = ({ before, after }: RecordChange): readonly (readonly [Counter, number])[] => {
  const [previous, status] = [before && statusIn(before), statusIn(after)];
  if (status === undefined || status === previous || (before === undefined && isRestored(after))) return [];
  const isSettled = previous !== undefined && isFinal(previous);
  return [
    ...(before === undefined && !endedByRestore(after) ? ([['messages', 1]] as const) : []),
    ...(isSettled ? ([[previous, -1]] as const) : []),
    ...(isFinal(status) ? ([[status, 1]] as const) : []),
    ...(status === 'delivered' && !isSettled ? ([[stepOf(secondsOf(after)), 1]] as const) : []),
  ];
};

const endedByRestore = (item: Item): boolean => item['reason']?.M?.['code']?.S === restored.code;

/** From the due time of a message until its delivery was recorded. */
const secondsOf = (item: Item): number => {
  const since = item['scheduledAt']?.S ?? textIn(item, 'createdAt');
  return (Date.parse(textIn(item, 'updatedAt')) - Date.parse(since)) / 1000;
};

/** `undefined`: the record is not a message. */
const statusIn = (item: Item): Status | undefined => statuses.find((status) => status === item['status']?.S);

const textIn = (item: Item, name: string): string => item[name]?.S ?? '';
