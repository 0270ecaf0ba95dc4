import { expect, test } from 'vitest';
import { allBut } from '../../../functions/bus/silent.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { publishing } from '../../support/fakes/published-events.ts';
import { aMessage } from '../../support/model/messages.ts';

const changeTo = (status: 'submitting' | 'queued' | 'failed') =>
  eventsOf({ before: undefined, after: toItem(aMessage({ status }), 90) });

test('a change to a silent status is not published, and counts as taken', async () => {
  const bus = publishing();
  const events = [...changeTo('submitting'), ...changeTo('queued')];

  const taken = await allBut(['submitting'], bus.publish)(events);

  expect(taken).toEqual([true, true]);
  expect(bus.events).toEqual(events.slice(1));
});

test('each of the others is told as the bus took it', async () => {
  const [submitting, queued, failed] = [...changeTo('submitting'), ...changeTo('queued'), ...changeTo('failed')];
  const bus = publishing({ takes: (event) => event !== failed });

  const taken = await allBut(['submitting'], bus.publish)([queued, failed, submitting].flatMap((event) => event ?? []));

  expect(taken).toEqual([true, false, true]);
});

test('events that tell of no status are published', async () => {
  const bus = publishing();
  const rejected = {
    detailType: 'SMS Gateway Unreachable',
    time: new Date(),
    detail: { schemaVersion: 1, eventId: 'gateway/1', occurredAt: new Date().toISOString() },
  } as const;

  await allBut(['submitting'], bus.publish)([rejected]);

  expect(bus.events).toEqual([rejected]);
});
