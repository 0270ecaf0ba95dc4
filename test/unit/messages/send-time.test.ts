import { expect, test } from 'vitest';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { InsertOutcome } from '../../../functions/messages/ports.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aSendRequest, rules, swissMobiles } from '../../support/model/messages.ts';

const second = 1_000;
/** What the store takes for a write, or a look at what was written, if it is given no more. */
const usual = 3 * second;
/** A Lambda's time, and so a request's. */
const lambda = 28 * second;

/** A service whose store uses up all the time that it is given, and one look more, for each write. */
const aServiceAtItsSlowest = (inserted: InsertOutcome) => {
  const service = aMessageService();
  const { store, pause } = service;
  const { insert, apply, find } = store;
  store.insert = async (messages, within = 0) => {
    await pause(Math.max(usual, within) + usual);
    return inserted === 'added' ? insert(messages) : messages.map(() => inserted);
  };
  store.apply = async (changes, within = 0) => {
    await pause(Math.max(usual, within) + usual);
    return apply(changes);
  };
  store.find = async (ids) => {
    await pause(usual);
    return find(ids);
  };
  return service;
};

test.each([{}, { idempotencyKey: 'k' }, { to: swissMobiles(3) }, { to: swissMobiles(3), idempotencyKey: 'k' }])(
  'a request is refused before its time is over, however slow the store is (%o)',
  async (parts) => {
    const { send, clock } = aServiceAtItsSlowest('unknown');
    const start = clock().getTime();

    await expect(send(aSendRequest(parts), rules, start + lambda)).rejects.toThrow(StoreUnavailableError);

    expect(clock().getTime() - start).toBeGreaterThan(15 * second);
    expect(clock().getTime() - start).toBeLessThanOrEqual(lambda - second);
  },
);

test('a request in several calls is answered in time, also where the store takes a part, and then tells nothing', async () => {
  const service = aMessageService();
  const { store, calls, clock, pause, send } = service;
  const { insert } = store;
  let inserts = 0;
  store.insert = async (messages, within = 0) => {
    inserts += 1;
    if (inserts > 1) {
      await pause(Math.max(usual, within));
      return messages.map(() => 'unknown');
    }
    await pause(4 * second);
    const outcomes = await insert(messages.slice(0, 100));
    return messages.map((_, index) => outcomes[index] ?? 'unknown');
  };
  store.apply = async (changes, within = 0) => {
    await pause(Math.max(usual, within) + usual);
    return changes.map(() => 'unavailable');
  };
  store.find = async () => {
    await pause(usual);
    throw new StoreUnavailableError('The database did not answer. Try again.');
  };
  calls.giveUp = async () => {
    await pause(usual);
    return 'unknown';
  };
  const start = clock().getTime();

  const { messages } = await send(aSendRequest({ to: swissMobiles(150) }), rules, start + lambda);

  expect(messages).toHaveLength(100);
  expect(clock().getTime() - start).toBeLessThanOrEqual(lambda);
});

test.each([1, 100, 500, 1000])('%i messages are answered for in time, however slow the store is', async (count) => {
  const { send, clock, store } = aServiceAtItsSlowest('added');
  const start = clock().getTime();

  const { messages } = await send(aSendRequest({ to: swissMobiles(count) }), rules, start + lambda);

  expect(messages).toHaveLength(count);
  expect([...store.records.values()].filter(({ status }) => status === 'submitting')).toEqual([]);
  expect(clock().getTime() - start).toBeLessThanOrEqual(lambda - second);
});
