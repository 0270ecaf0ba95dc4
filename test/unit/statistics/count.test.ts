import { expect, test } from 'vitest';
import { createCount } from '../../../functions/statistics/count.ts';
import type { Addition } from '../../../functions/statistics/ports.ts';
import { memoryStatistics } from '../../support/fakes/memory-statistics.ts';

const addition = (account: string): Addition => ({
  account,
  hour: '2030-06-01T12',
  counts: new Map([['messages', 1]]),
});

const counting = (add: (addition: Addition) => Promise<void>) => {
  const failures: { left: readonly Addition[]; cause: unknown }[] = [];
  return { failures, count: createCount({ add, onFailure: (left, cause) => failures.push({ left, cause }) }) };
};

test('what a batch comes to is added, and nothing is said of it', async () => {
  const { add, hours } = memoryStatistics();
  const { count, failures } = counting(add);

  await count([addition('acc_a'), addition('acc_b')], 1_000);
  await count([], 0);

  expect([...hours.keys()]).toEqual(['acc_a 2030-06-01T12', 'acc_b 2030-06-01T12']);
  expect(failures).toEqual([]);
});

test('what is refused is told of, with the cause, and stops no other', async () => {
  const { add, hours } = memoryStatistics();
  const cause = new Error('refused');
  const { count, failures } = counting(async (one) => {
    if (one.account === 'acc_a') throw cause;
    await add(one);
  });

  await count([addition('acc_a'), addition('acc_b')], 1_000);

  expect([...hours.keys()]).toEqual(['acc_b 2030-06-01T12']);
  expect(failures).toEqual([{ left: [addition('acc_a')], cause }]);
});

test('what takes longer than there is time is told of, and not waited for', async () => {
  const { count, failures } = counting(({ account }) =>
    account === 'acc_slow' ? new Promise(() => {}) : Promise.resolve(),
  );

  await count([addition('acc_slow'), addition('acc_b')], 20.5);

  expect(failures).toEqual([{ left: [addition('acc_slow')], cause: undefined }]);
});

test('nothing is begun when the time is over', async () => {
  const begun: string[] = [];
  const { count, failures } = counting(async ({ account }) => {
    begun.push(account);
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  const additions = Array.from({ length: 50 }, (_, index) => addition(`acc_${index}`));

  await count(additions, 10);
  await new Promise((resolve) => setTimeout(resolve, 150));

  expect(begun.length).toBeLessThan(50);
  expect(failures).toHaveLength(1);
});

test('nothing is added where there is no time at all', async () => {
  const { add, hours } = memoryStatistics();
  const { count, failures } = counting(add);

  await count([addition('acc_a')], -1);

  expect({ counted: hours.size, told: failures.length }).toEqual({ counted: 0, told: 1 });
});
