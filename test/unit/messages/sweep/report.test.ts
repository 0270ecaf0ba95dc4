import { expect, test } from 'vitest';
import type { OpenEntry } from '../../../../functions/messages/ports.ts';
import { countSeen, emptyReport } from '../../../../functions/messages/sweep/report.ts';
import { now } from '../../../support/model/messages.ts';
import { minutesAgo, sweeping } from '../../../support/model/sweeps.ts';

const anEntry = (age: number): OpenEntry => ({
  id: `msg_${age}`,
  status: 'queued',
  key: `${minutesAgo(age)}#msg_${age}`,
});

test.each([
  ['first', [0.5, 1]],
  ['last', [1, 0.5]],
])('the newest of several batches is told, be it seen %s', (_, ages) => {
  const report = emptyReport();

  for (const age of ages) countSeen(report, [anEntry(5), anEntry(age)], now);

  expect(report).toMatchObject({ seen: 4, fresh: 2, newest: new Date(minutesAgo(0.5)) });
});

test('a sweep that sees nothing leaves nothing, and gives nothing away', async () => {
  expect(await sweeping([]).sweep()).toMatchObject({ seen: 0, reachable: undefined, lags: [], left: [], given: [] });
});
