import { describe, expect, test } from 'vitest';
import { chunksOf, eachOf } from '../../../functions/runtime/concurrency.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('working through items', () => {
  test('does each once, no more at once than said', async () => {
    const done: number[] = [];
    let underWay = 0;
    let most = 0;

    await eachOf([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await turn();
      underWay -= 1;
      done.push(item);
    });

    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  test('draws no item before there is somebody to do it', async () => {
    const drawn: number[] = [];
    async function* items() {
      for (const item of [1, 2, 3, 4]) {
        drawn.push(item);
        yield item;
      }
    }
    const seen: number[] = [];

    await eachOf(items(), 1, async () => {
      seen.push(drawn.length);
    });

    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test('begins no further item after a failure, and throws it', async () => {
    const begun: number[] = [];

    const work = eachOf([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await turn();
      if (item === 1) throw new Error('no');
    });

    await expect(work).rejects.toThrow('no');
    await turn();
    expect(begun.length).toBeLessThan(5);
  });
});

test('chunks keep the order and lose nothing', () => {
  expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunksOf([], 2)).toEqual([]);
});
