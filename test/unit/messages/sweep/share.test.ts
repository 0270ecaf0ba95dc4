import { expect, test } from 'vitest';
import { StoreUnavailableError } from '../../../../functions/messages/errors.ts';
import type { Range } from '../../../../functions/messages/sweep/ranges.ts';
import { createShare, type HelpRequest, startOf } from '../../../../functions/messages/sweep/share.ts';
import { memoryStates } from '../../../support/fakes/memory-states.ts';
import { now } from '../../../support/model/messages.ts';
import { minutesAgo } from '../../../support/model/sweeps.ts';

const aRange = (window: string, shard: string): Range => ({
  shard,
  window,
  after: minutesAgo(15),
  until: minutesAgo(0),
});
const ranges = ['young', 'day'].flatMap((window) =>
  ['0', '1', '2', '3', '4', '5'].map((shard) => aRange(window, shard)),
);

const helpers = 2;

const sharing = ({ fails = (_: number): boolean => false, states = memoryStates() } = {}) => {
  const asked: HelpRequest[] = [];
  const failures: unknown[] = [];
  const share = createShare({
    helpers,
    states,
    askHelper: async (helper, request) => {
      if (fails(helper)) throw new Error('no queue');
      asked.push(request);
    },
    clock: () => now,
    onFailure: (error) => failures.push(error),
  });
  return { asked, failures, states, share: share({ handsOver: true, deadline: 1 }) };
};

test('each helper gets as much of each window as the sweep keeps', async () => {
  const { asked, share } = sharing();

  const given = await share(ranges);

  const kept = ranges.filter((range) => !given.includes(range));
  for (const part of [kept, ...asked.map((request) => request.ranges)]) {
    for (const window of ['young', 'day'])
      expect(part.filter((range) => range.window === window)).toHaveLength(6 / (helpers + 1));
  }
  expect(new Set([...kept, ...asked.flatMap((request) => request.ranges)])).toEqual(new Set(ranges));
});

test('what helpers get is noted, and nothing else is', async () => {
  const { share, states } = sharing();

  const given = await share(ranges);

  expect((await states.read()).left).toEqual(given.map(startOf));
});

test('a helper who cannot be asked gets nothing, and it stays the sweep’s', async () => {
  const { asked, failures, share, states } = sharing({ fails: (helper) => helper === 0 });

  const given = await share(ranges);

  expect(given).toEqual(asked.flatMap((request) => request.ranges));
  expect(given).toHaveLength(4);
  expect((await states.read()).left).toEqual(given.map(startOf));
  expect(failures).toHaveLength(1);
});

test('a note that cannot be made stops nobody', async () => {
  const states = { ...memoryStates(), read: () => Promise.reject(new StoreUnavailableError('down')) };
  const { failures, share } = sharing({ states });

  const given = await share(ranges);

  expect(given).toHaveLength(8);
  expect(failures).toHaveLength(1);
});

test('a single range goes to one helper, and no other is troubled', async () => {
  const { asked, share } = sharing();

  await share(ranges.slice(0, 1));

  expect(asked).toHaveLength(1);
});
