import { describe, expect, test } from 'vitest';
import { additionsOf } from '../../../functions/events/count-changes.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { afterRestore } from '../../../functions/messages/restore.ts';
import { initialState } from '../../../functions/messages/service-state.ts';
import { finalStatuses } from '../../../functions/messages/status.ts';
import { stepOf } from '../../../functions/statistics/delivery-time.ts';
import { attributesOf } from '../../../functions/store/attributes.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { markRestored } from '../../../functions/store/restored.ts';
import { toStateRecord } from '../../../functions/store/service-states.ts';
import { aMessage, now } from '../../support/model/messages.ts';

const secondsOn = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();

const change = (before: Message | undefined, next: Message) => ({
  before: before && toItem(before, 90),
  after: toItem(next, 90),
});

const counted = (...changes: Parameters<typeof additionsOf>[0]) =>
  additionsOf(changes).map(({ counts, ...where }) => ({ ...where, ...Object.fromEntries(counts) }));

const here = { account: 'acc_shop', hour: '2030-06-01T12' };
const submitting = aMessage();
const queued: Message = { ...submitting, status: 'queued', version: 2 };

describe('of the changes of messages there is counted', () => {
  test('each new one, by its account and the hour of its creation', () => {
    const other = aMessage({ account: 'acc_other' });
    const later = aMessage({ createdAt: secondsOn(3600) });

    expect(
      counted(
        change(undefined, submitting),
        change(undefined, aMessage()),
        ...[other, later].map((m) => change(undefined, m)),
      ),
    ).toEqual([
      { ...here, messages: 2 },
      { ...here, account: 'acc_other', messages: 1 },
      { ...here, hour: '2030-06-01T13', messages: 1 },
    ]);
  });

  test.each(finalStatuses)('each that comes to its end: %s', (status) => {
    const ended: Message = { ...queued, status, version: 3, updatedAt: secondsOn(10) };

    expect(counted(change(queued, ended))).toEqual([
      { ...here, [status]: 1, ...(status === 'delivered' && { [stepOf(10)]: 1 }) },
    ]);
  });

  test('one that is new and at its end as both', () => {
    const failed = aMessage({ status: 'failed' });

    expect(counted(change(undefined, failed))).toEqual([{ ...here, messages: 1, failed: 1 }]);
  });

  test('how long a delivery took from when it was to be sent', () => {
    const scheduled: Message = { ...queued, scheduledAt: secondsOn(3600) };
    const delivered: Message = { ...scheduled, status: 'delivered', version: 3, updatedAt: secondsOn(3605) };

    expect(counted(change(scheduled, delivered))).toEqual([{ ...here, delivered: 1, [stepOf(5)]: 1 }]);
  });

  test('what was settled by hand: out of the one, into the other, and not how long that took', () => {
    const unknown: Message = { ...queued, status: 'indeterminate', version: 3 };
    const settled: Message = { ...unknown, status: 'delivered', version: 4, updatedAt: secondsOn(86_400) };

    expect(counted(change(unknown, settled))).toEqual([{ ...here, indeterminate: -1, delivered: 1 }]);
  });

  test('nothing on the way, nor where the status is as it was', () => {
    expect(counted(change(submitting, queued), change(queued, { ...queued, version: 3 }))).toEqual([]);
  });

  test('no record that is put back, but its end where that comes later', () => {
    const restored = markRestored(toItem(queued, 90), now);
    const failed = { ...toItem({ ...queued, status: 'failed' }, 90), restoredAt: restored['restoredAt'] ?? { S: '' } };

    expect(counted({ before: undefined, after: restored })).toEqual([]);
    expect(counted({ before: restored, after: failed })).toEqual([{ ...here, failed: 1 }]);
  });

  test('no record that is put back as indeterminate as a new one, but its end, which is news', () => {
    const waiting = aMessage({ status: 'accepted', version: 2 });

    expect(counted(change(undefined, waiting), change(undefined, afterRestore(waiting, now)))).toEqual([
      { ...here, messages: 1, indeterminate: 1 },
    ]);
  });

  test('nothing of the service’s own record', () => {
    const state = attributesOf(toStateRecord({ ...initialState, version: 1 }));

    expect(counted({ before: undefined, after: state }, { before: state, after: state })).toEqual([]);
  });
});
