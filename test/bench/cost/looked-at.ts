import { marshall } from '@aws-sdk/util-dynamodb';
import { newMessageId } from '../../../functions/messages/ids.ts';
import { finalStatuses } from '../../../functions/messages/status.ts';
import type { Counter } from '../../../functions/statistics/counts.ts';
import { stepOf } from '../../../functions/statistics/delivery-time.ts';
import { type Item, toItem } from '../../../functions/store/message-item.ts';
import { expiresAt, statisticsKey } from '../../../functions/store/statistics.ts';
import { life } from './sample.ts';

/** What is read when somebody looks at an account: a page of its messages, and the counters of its last week. */

const account = 'acc_bench';
const perPage = 50;
const hoursPerWeek = 7 * 24;

export const messagesOnPage = (): readonly Item[] =>
  Array.from({ length: perPage }, (_, index) => {
    const last = life().at(-1);
    if (last === undefined) throw new Error('There is no record.');
    return toItem({ ...last, id: newMessageId(new Date(Date.now() - index)), account }, 90);
  });

/** An entry of the index of all messages. */
export const entryOf = ({ id, account, createdKey, to, reference }: Item): Item =>
  Object.fromEntries(
    Object.entries({ id, account, createdKey, to, reference }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** The statistics of a busy account: each final status, and deliveries after a second to some hours. */
export const hoursOfWeek = (): readonly Item[] => {
  const steps = Array.from({ length: 24 }, (_, power) => stepOf(1.5 ** power));
  const counters: readonly Counter[] = ['messages', ...finalStatuses, ...steps];
  return Array.from({ length: hoursPerWeek }, (_, index) => {
    const hour = new Date(Date.now() - index * 3_600_000).toISOString().slice(0, '2026-11-26T18'.length);
    const counts = Object.fromEntries(counters.map((name) => [name, 1_234]));
    return marshall({ ...statisticsKey(account, hour), ...counts, expiresAt: expiresAt(hour) });
  }).toReversed();
};
