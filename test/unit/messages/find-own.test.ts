import { expect, test } from 'vitest';
import { findOwn } from '../../../functions/messages/find-own.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { aMessage } from '../../support/model/messages.ts';

test("finds an account's messages in the order asked, and asks only for what is an id, once", async () => {
  const [one, other] = [aMessage(), aMessage()];
  const [foreign, missing] = [aMessage({ account: 'acc_other' }), aMessage()];
  const store = memoryStore([one, other, foreign]);
  const asked: string[] = [];
  const { find } = store;
  store.find = (ids) => {
    asked.push(...ids);
    return find(ids);
  };
  const wanted = [other.id, foreign.id, 'msg_1', missing.id, one.id, other.id];

  const found = await findOwn(store, 'acc_shop', wanted);

  expect([...found]).toEqual([
    [other.id, other],
    [one.id, one],
  ]);
  expect(asked).toEqual([other.id, foreign.id, missing.id, one.id]);
});
