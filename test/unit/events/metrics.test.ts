import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { reportChanges, reportSweep } from '../../../functions/events/metrics.ts';
import type { Status } from '../../../functions/messages/status.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { logLines } from '../../support/log-lines.ts';
import { aMessage } from '../../support/messages.ts';

const lines = logLines();

/** The lines in CloudWatch's embedded metric format. */
const metrics = () => lines().filter((line) => '_aws' in line);

const changesTo = (...statuses: Status[]) =>
  statuses.flatMap((status) => eventsOf({ before: undefined, after: toItem(aMessage({ status }), 90) }));

describe('the changes that are published', () => {
  test('are counted where somebody should look into them', () => {
    reportChanges(changesTo('failed', 'delivered', 'failed', 'indeterminate'));

    expect(metrics()).toMatchObject([{ MessagesFailed: 2, MessagesIndeterminate: 1, service: 'textgate' }]);
  });

  test('cost no line where all is well', () => {
    reportChanges(changesTo('queued', 'delivered'));

    expect(metrics()).toEqual([]);
  });
});

test('a sweep tells its figures, with at most as many lags as a line takes', () => {
  const lags = Array.from({ length: 150 }, (_, index) => index);
  const done = { seen: 9, fresh: 2, checked: 8, changed: 3, handedOver: 1, closed: 1, failedCalls: 0, reachable: true };

  reportSweep({ ...done, lags, left: [], oldestOpenMillis: 90_400, credits: 12 });

  // A full line is written at once; what comes after it is in the next.
  const [full, rest] = metrics();
  expect(full).toMatchObject({ MessagesChecked: 8, MessagesChanged: 3 });
  expect(full?.['StatusLag']).toHaveLength(100);
  expect(rest).toMatchObject({ OldestOpenMessage: 90, Credits: 12 });
});
