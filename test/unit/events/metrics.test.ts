import { describe, expect, test } from 'vitest';
import type { Status } from '../../../functions/contract/statuses.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { reportChanges, reportSweep } from '../../../functions/events/metrics.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { aMessage } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const lines = logLines();

/** The lines in CloudWatch's embedded metric format. */
const metrics = () => lines().filter((line) => '_aws' in line);

const changesTo = (...statuses: Status[]) =>
  statuses.flatMap((status) => eventsOf({ before: undefined, after: toItem(aMessage({ status }), 90) }));

describe('the changes that are published', () => {
  test('are counted where somebody should look into them', () => {
    reportChanges(changesTo('failed', 'delivered', 'failed', 'indeterminate', 'expired'));

    expect(metrics()).toMatchObject([
      { MessagesFailed: [2], MessagesExpired: [1], MessagesIndeterminate: [1], service: 'textgate' },
    ]);
  });

  test('cost no line where all is well', () => {
    reportChanges(changesTo('queued', 'delivered'));

    expect(lines()).toEqual([]);
  });
});

describe('a sweep', () => {
  const newest = new Date('2030-06-01T11:59:00Z');
  const calls = { checked: 8, changed: 3, handedOver: 1, closed: 1, failedCalls: 0, reachable: true };
  const done = { seen: 9, fresh: 2, newest, given: [], ...calls };

  test('tells its figures, with at most as many lags as a line takes', () => {
    const lags = Array.from({ length: 150 }, (_, index) => index);

    reportSweep({ ...done, lags, left: [], oldestOpenMillis: 90_400, isDown: false, credits: 12 });

    expect(metrics()).toMatchObject([
      { MessagesChecked: [8], MessagesChanged: [3], OldestOpenMessage: [90], GatewayUnreachable: [0], Credits: [12] },
    ]);
    expect(metrics()[0]?.['StatusLag']).toHaveLength(100);
  });

  test('of the schedule tells of the gateway, and that there was nothing to do', () => {
    const idle = { ...done, lags: [], left: [], oldestOpenMillis: 0 };

    reportSweep({ ...idle, isDown: true });
    reportSweep({ ...idle, isDown: false, loginRefused: true });

    expect(metrics()).toMatchObject([
      { OldestOpenMessage: [0], GatewayUnreachable: [1] },
      { OldestOpenMessage: [0], GatewayUnreachable: [0], GatewayLoginRefused: [1] },
    ]);
  });

  test('that is a follow-up tells nothing that only the schedule’s knows', () => {
    reportSweep({ ...done, lags: [], left: [] });

    const [line = {}] = metrics();
    for (const name of ['OldestOpenMessage', 'GatewayUnreachable', 'GatewayLoginRefused', 'Credits', 'StatusLag']) {
      expect(line).not.toHaveProperty(name);
    }
  });

  test('of the schedule, and it alone, begins the counters that alarms add up, so that none is missing', () => {
    const idle = { ...done, lags: [], left: [] };

    reportSweep({ ...idle, oldestOpenMillis: 0 });
    reportSweep(idle);

    const [scheduled = {}, followUp = {}] = metrics();
    for (const name of ['MessagesFailed', 'MessagesExpired', 'XmlRpcFaults', 'WebhookRoundsFailed']) {
      expect(scheduled).toMatchObject({ [name]: [0] });
      expect(followUp).not.toHaveProperty(name);
    }
  });
});
