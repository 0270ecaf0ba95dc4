import { describe, expect, test } from 'vitest';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { createWithdraw } from '../../../functions/messages/withdraw.ts';
import { memoryCalls } from '../../support/fakes/memory-calls.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { virtualTime } from '../../support/fakes/virtual-time.ts';
import { aMessage, now, swissMobiles } from '../../support/model/messages.ts';

const second = 1_000;
const message = aMessage();
const closed = { id: message.id, status: 'failed', reason: { code: 'not_sent' }, version: 2 };

/** A store with these records, and what is asked of it. */
const withdrawing = (records: readonly Message[]) => {
  const { clock, pause, pass, during } = virtualTime(now);
  const store = memoryStore(records);
  const calls = memoryCalls();
  const asked: string[] = [];
  store.hooks.before = (operation) => {
    asked.push(operation);
  };
  const failures: unknown[] = [];
  const withdraw = createWithdraw({ store, calls, clock, pause, onFailure: (error) => failures.push(error) });
  const run = { deadline: now.getTime() + 28 * second, lateRecords: 'closed' as const };
  return { store, calls, asked, failures, clock, pass, during, withdraw, run };
};

describe('a record that is there', () => {
  test('is closed, told, and looked for no more', async () => {
    const { withdraw, during, pass, run, asked } = withdrawing([message]);

    expect(await during(withdraw([message], run))).toMatchObject([closed]);

    await pass(60 * second);
    expect(asked).toEqual(['find', 'apply']);
  });

  test.each<[string, Partial<Message>]>([
    ['claimed by another', { attempt: 'attempt-of-another' }],
    ['handed over by this run', { status: 'queued' }],
  ])('is left alone where it has been %s', async (_, parts) => {
    const record = { ...message, ...parts };
    const { withdraw, during, run, store, asked } = withdrawing([record]);

    expect(await during(withdraw([message], run))).toEqual([]);

    expect(store.records.get(message.id)).toEqual(record);
    expect(asked).toEqual(['find']);
  });

  test('is not told where another has changed it meanwhile', async () => {
    const { withdraw, during, run, store } = withdrawing([message]);
    store.apply = async (changes) => changes.map(() => 'stale');

    expect(await during(withdraw([message], run))).toEqual([]);
  });

  test('is closed at the next look where the store did not take it at first', async () => {
    const { withdraw, during, run, store, clock } = withdrawing([message]);
    store.hooks.isUnavailable = () => clock().getTime() < now.getTime() + second;

    expect(await during(withdraw([message], run))).toMatchObject([closed]);
  });
});

describe('a record that does not come', () => {
  test('is looked for after 1, 3, 7, 11 s and so on, for 30 s', async () => {
    const { withdraw, during, pass, run, store, clock } = withdrawing([]);
    const looks: number[] = [];
    store.hooks.before = () => {
      looks.push((clock().getTime() - now.getTime()) / second);
    };

    await during(withdraw([message], run));
    await pass(120 * second);

    expect(looks).toEqual([0, 1, 3, 7, 11, 15, 19, 23, 27, 30]);
  });

  test.each([
    [28, 7],
    [10, 3],
    [5, 0],
  ])('has a request with %i s left wait for %i s', async (left, waited) => {
    const { withdraw, during, clock, run } = withdrawing([]);

    expect(await during(withdraw([message], { ...run, deadline: now.getTime() + left * second }))).toEqual([]);

    expect(clock().getTime() - now.getTime()).toBe(waited * second);
  });
});

test('no messages need no look', async () => {
  const { withdraw, run, asked } = withdrawing([message]);

  expect(await withdraw([], run)).toEqual([]);

  expect(asked).toEqual([]);
});

describe('a store that fails', () => {
  test.each([
    ['is reported where it is no passing trouble', new Error('AccessDenied'), 1],
    ['is not reported where it is busy', new StoreUnavailableError('The store could not be read.'), 0],
  ])('%s, and the record is looked for again', async (_, problem, reports) => {
    const { withdraw, during, run, store, failures } = withdrawing([message]);
    let looks = 0;
    store.hooks.before = (operation) => {
      if (operation === 'find') looks += 1;
      if (looks === 1) throw problem;
    };

    expect(await during(withdraw([message], run))).toMatchObject([closed]);

    expect(failures).toEqual(reports === 0 ? [] : [problem]);
  });
});

describe('the calls of a request', () => {
  const [shared, own] = [0, 1].map((call) => aMessage({ to: swissMobiles(2)[call] ?? '', call }));
  const messages = [shared, own].filter((each) => each !== undefined);

  test('are given up, but for those that are made for others', async () => {
    const { withdraw, during, run, calls, clock } = withdrawing(messages);

    await during(withdraw(messages, run, [aMessage({ call: 0 })]));

    expect([...calls.states]).toEqual([['attempt-0#1', 'given_up']]);
    expect(clock()).toEqual(now);
  });

  test('are not given up where the sweeps shall make them', async () => {
    const { withdraw, during, run, calls } = withdrawing(messages);

    await during(withdraw(messages, { ...run, lateRecords: 'kept' }));

    expect([...calls.states]).toEqual([]);
  });

  test.each<[string, unknown[], () => boolean]>([
    ['the store does not tell', [], () => true],
    [
      'the store fails',
      [new Error('AccessDenied')],
      () => {
        throw new Error('AccessDenied');
      },
    ],
  ])('are given up at the next try where %s, and then no more', async (_, reports, isUnavailable) => {
    const { withdraw, during, pass, run, calls, failures, clock } = withdrawing(messages);
    const tries: string[] = [];
    calls.hooks.isUnavailable = (_kind, { call }) => {
      const seconds = (clock().getTime() - now.getTime()) / second;
      tries.push(`${call} after ${seconds} s`);
      return seconds === 0 && call === 1 && isUnavailable();
    };

    await during(withdraw(messages, run));
    await pass(60 * second);

    const again = reports.length === 0 ? [] : ['0 after 1 s'];
    expect(tries).toEqual(['0 after 0 s', '1 after 0 s', ...again, '1 after 1 s']);
    expect([...calls.states.values()]).toEqual(['given_up', 'given_up']);
    expect(failures).toEqual(reports);
  });
});
