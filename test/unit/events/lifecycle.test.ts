import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { publishedDetails } from '../../../functions/contract/events.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { initialState, type ServiceState } from '../../../functions/messages/service-state.ts';
import { advance } from '../../../functions/messages/transition.ts';
import { attributesOf } from '../../../functions/store/attributes.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { markRestored } from '../../../functions/store/restored.ts';
import { toStateRecord } from '../../../functions/store/service-states.ts';
import { aMessage, now } from '../../support/model/messages.ts';

const itemOf = (message: Message | undefined) => message && toItem(message, 90);

const change = (before: Message | undefined, after: Message) =>
  eventsOf({ before: itemOf(before), after: toItem(after, 90) });

const stateChange = (before: Partial<ServiceState> | undefined, after: Partial<ServiceState>) =>
  eventsOf({
    before: before && attributesOf(toStateRecord({ ...initialState, version: 1, ...before })),
    after: attributesOf(toStateRecord({ ...initialState, version: 2, updatedAt: now.toISOString(), ...after })),
  });

describe('a new message', () => {
  test('is an event with all that a reader may want, and not the text', () => {
    const message = aMessage({ reference: 'order-7', metadata: { shop: 'Bern' } });

    const events = change(undefined, message);

    expect(events).toEqual([
      {
        detailType: 'SMS Message Status Changed',
        time: now,
        detail: {
          schemaVersion: 1,
          eventId: `${message.id}/1`,
          id: message.id,
          version: 1,
          account: 'acc_shop',
          status: 'submitting',
          previousStatus: null,
          to: '+41791234567',
          sender: null,
          reference: 'order-7',
          metadata: { shop: 'Bern' },
          reason: null,
          occurredAt: now.toISOString(),
        },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain(message.text);
  });
});

describe('a record that is put back from a backup', () => {
  const item = toItem(aMessage({ status: 'queued', version: 1002 }), 90);

  test('is no event: what it says was told when it was new', () => {
    expect(eventsOf({ before: undefined, after: markRestored(item, now) })).toEqual([]);
  });

  test('is followed like any other', () => {
    const after = toItem(aMessage({ status: 'delivered', version: 1003 }), 90);

    const [event] = eventsOf({ before: markRestored(item, now), after: markRestored(after, now) });

    expect(event?.detail).toMatchObject({ previousStatus: 'queued', status: 'delivered', version: 1003 });
  });
});

describe('a change of a message', () => {
  const before = aMessage({ status: 'queued', version: 2 });
  const failed = { status: 'failed', reason: { code: 'routing_error', text: 'No way there.' } } as const;

  test('of its status is an event that says from what to what, and why', () => {
    const after = advance(before, failed, new Date(now.getTime() + 5_000));

    const [event] = after ? change(before, after) : [];

    expect(event?.detail).toMatchObject({ previousStatus: 'queued', ...failed, version: 3, eventId: `${before.id}/3` });
    expect(event?.time).toEqual(new Date(now.getTime() + 5_000));
  });

  test('told twice is the same event', () => {
    const after = aMessage({ ...before, status: 'delivered', version: 3 });

    expect(change(before, after)).toEqual(change(before, after));
  });

  test('of anything else is no event', () => {
    expect(change(before, { ...before, version: 3 })).toEqual([]);
  });

  test('that is none of ours is not taken for one', () => {
    expect(() => eventsOf({ before: undefined, after: { id: { S: 'msg_x' } } })).toThrow(v.ValiError);
  });
});

describe('a change of the service', () => {
  test.each([
    ['gateway', { upstream: 'unreachable' }, 'SMS Gateway Unreachable', 'gateway/2'],
    ['credits', { credits: 'low', creditsLeft: 7 }, 'SMS Credits Low', 'credits/2'],
  ] as const)('of its %s is one event', (_, after, detailType, eventId) => {
    const events = stateChange({}, after);

    expect(events).toMatchObject([{ detailType, detail: { eventId } }]);
  });

  test('back is another', () => {
    expect(stateChange({ upstream: 'unreachable' }, {})).toMatchObject([{ detailType: 'SMS Gateway Recovered' }]);
    expect(stateChange({ credits: 'low' }, { creditsLeft: 900 })).toMatchObject([
      { detailType: 'SMS Credits Restored', detail: { credits: 900 } },
    ]);
  });

  test('of both is two events', () => {
    expect(stateChange({}, { upstream: 'unreachable', credits: 'low' }).length).toBe(2);
  });

  test('of what was left only is none', () => {
    const left = [{ shard: '1', window: 'day', after: '0' }];

    expect(stateChange({ upstream: 'unreachable' }, { upstream: 'unreachable', left })).toEqual([]);
  });

  test('seen for the first time is told by what it was before the first sweep', () => {
    expect(stateChange(undefined, { upstream: 'unreachable', version: 1 })).toMatchObject([
      { detailType: 'SMS Gateway Unreachable', detail: { eventId: 'gateway/1' } },
    ]);
    expect(stateChange(undefined, {})).toEqual([]);
  });
});

test('every event is as its published schema says', () => {
  const events = [
    ...change(undefined, aMessage()),
    ...change(aMessage(), aMessage({ status: 'failed', sender: 'Shop', reason: { code: 'x', text: 'y' } })),
    ...stateChange({}, { upstream: 'unreachable', credits: 'low' }),
    ...stateChange({ upstream: 'unreachable', credits: 'low' }, { creditsLeft: 5 }),
  ];

  expect(events.length).toBe(6);
  for (const { detailType, detail } of events) {
    // Through JSON, as it travels.
    expect(v.parse(publishedDetails[detailType], JSON.parse(JSON.stringify(detail)))).toEqual(detail);
  }
});
