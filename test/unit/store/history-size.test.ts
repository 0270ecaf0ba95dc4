import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Status } from '../../../functions/contract/statuses.ts';
import { type Message, withoutTaken } from '../../../functions/messages/message.ts';
import { planSend } from '../../../functions/messages/plan.ts';
import { withStatus } from '../../../functions/messages/transition.ts';
import { byAccount, lookupIndexes, openIndex } from '../../../functions/store/message-indexes.ts';
import { storedSize, writeUnitsOf } from '../../bench/capacity-units.ts';
import { sample, writesOf } from '../../bench/cost/sample.ts';
import { now, rules, swissMobiles } from '../../support/model/messages.ts';

const indexes = [byAccount, openIndex, ...Object.values(lookupIndexes)];

const recorded = (recipients: number): readonly Message[] => {
  const to = swissMobiles(recipients);
  const request = { ...sample, account: 'acc_480OjHM0XPwtbvPsYvtmen', to, type: 'text', asked: {} } as const;
  return planSend({ ...request, idempotencyKey: 'k' }, rules, { now, attempt: randomUUID() }).messages;
};

/** What becomes of a record: the statuses, each with the seconds after which it comes to them. */
const lifeOf = (first: Message, steps: readonly (readonly [Status, number])[]): readonly Message[] => {
  const states = [first];
  for (const [status, seconds] of steps) {
    const before = withoutTaken(states.at(-1) ?? first);
    const step = { status, ...(status === 'queued' && { upstreamId: randomUUID() }) };
    states.push(withStatus(before, step, new Date(now.getTime() + seconds * 1_000)));
  }
  return states;
};

const withoutHistory = ({ history: _, ...message }: Message): Message => message;

const unitsOf = (states: readonly Message[]) =>
  writesOf(states).map(({ before, after }) => writeUnitsOf(indexes, before, after));

const bytesOf = (states: readonly Message[]) => writesOf(states).map(({ after }) => storedSize([], after).table);

test.each<[string, number, readonly (readonly [Status, number])[]]>([
  [
    'a message on its ordinary way',
    1,
    [
      ['queued', 0.3],
      ['delivered', 8],
    ],
  ],
  [
    'a message that tells each step, and reaches a phone that was off for two days',
    1,
    [
      ['queued', 0.3],
      ['submitted', 9],
      ['on_network', 17],
      ['delivered', 172_800],
    ],
  ],
  [
    'the first of 1,000 recipients, with what the others are to be',
    1_000,
    [
      ['queued', 3],
      ['delivered', 12],
    ],
  ],
])('the history of %s takes 150 bytes at most, and no more write units', (_, recipients, steps) => {
  const [first] = recorded(recipients);
  const states = first === undefined ? [] : lifeOf(first, steps);
  const bare = states.map(withoutHistory);
  const bytesBefore = bytesOf(bare);
  const added = bytesOf(states).map((bytes, index) => bytes - (bytesBefore[index] ?? 0));

  expect(states).toHaveLength(steps.length + 1);
  expect(Math.min(...added)).toBeGreaterThan(0);
  expect(Math.max(...added)).toBeLessThanOrEqual(150);
  expect(unitsOf(states)).toEqual(unitsOf(bare));
});
