import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect, test } from 'vitest';
import { createPublish } from '../../../functions/bus/event-bus.ts';
import { detailType, type PublishedEvent } from '../../../functions/contract/events.ts';
import { now } from '../../support/model/messages.ts';

/** A change of a message, whose event id is `message/version`. */
const anEvent = (eventId: string): PublishedEvent => {
  const [id = '', version] = eventId.split('/');
  return {
    detailType: detailType.statusChanged,
    time: now,
    detail: {
      schemaVersion: 1,
      eventId,
      id,
      version: Number(version),
      account: 'acc_1',
      status: 'queued',
      previousStatus: 'submitting',
      to: '+41791234567',
      sender: null,
      reference: null,
      metadata: {},
      reason: null,
      occurredAt: now.toISOString(),
    },
  };
};

const ids = (count: number) => Array.from({ length: count }, (_, index) => `message-${index}/1`);
const events = (count: number) => ids(count).map(anEvent);

const idOf = ({ Detail = '{}' }: PutEventsRequestEntry): string => JSON.parse(Detail).eventId;

interface Script {
  readonly refuses?: (id: string, call: number) => boolean;
  readonly callsAtOnce?: number;
  /** Milliseconds that a call takes, as `clock` sees it. */
  readonly callMillis?: number;
}

/** EventBridge, refusing entries as scripted; `calls` holds the ids that each call brought. */
const bus = ({ refuses = () => false, callsAtOnce = 8, callMillis = 0 }: Script = {}) => {
  const calls: string[][] = [];
  const entries: PutEventsRequestEntry[] = [];
  const pauses: number[] = [];
  const failures: unknown[] = [];
  let time = 0;
  let underWay = 0;
  const most = { underWay: 0 };
  const send = async (command: unknown) => {
    if (!(command instanceof PutEventsCommand)) throw new Error('Unexpected command');
    const given = command.input.Entries ?? [];
    calls.push(given.map(idOf));
    entries.push(...given);
    const call = calls.length;
    underWay += 1;
    most.underWay = Math.max(most.underWay, underWay);
    time += callMillis;
    await new Promise(setImmediate);
    underWay -= 1;
    return {
      Entries: given.map((entry) =>
        refuses(idOf(entry), call) ? { ErrorCode: 'InternalFailure' } : { EventId: 'assigned' },
      ),
    };
  };
  const publish = createPublish({
    client: { send } as never,
    bus: 'sms-gateway',
    callsAtOnce,
    onFailure: (reason, refusals) => failures.push([reason, refusals]),
    pause: async (millis) => pauses.push(millis),
    clock: () => time,
  });
  return { publish, calls, entries, pauses, failures, most };
};

describe('publishing', () => {
  test('puts events on the bus, ten a call', async () => {
    const { publish, calls, pauses } = bus();

    expect(await publish(events(23))).toEqual(Array(23).fill(true));
    expect(calls).toEqual([ids(23).slice(0, 10), ids(23).slice(10, 20), ids(23).slice(20)]);
    expect(pauses).toEqual([]);
  });

  test('says where an event comes from and when it was', async () => {
    const { publish, entries } = bus();
    const [event] = events(1);

    await publish(events(1));

    expect(entries[0]).toEqual({
      EventBusName: 'sms-gateway',
      Source: 'sms-gateway',
      DetailType: 'SMS Message Status Changed',
      Time: now,
      Detail: JSON.stringify(event?.detail),
    });
  });

  test('makes calls side by side, and no more than it may', async () => {
    const { publish, calls, most } = bus({ callsAtOnce: 3 });

    await publish(events(100));

    expect(calls.length).toBe(10);
    expect(most.underWay).toBe(3);
  });

  test('has an event of a message wait until the one before it was taken, and no other for it', async () => {
    const { publish, calls } = bus({ refuses: (id, call) => id === 'a/1' && call < 3 });

    expect(await publish(['a/1', 'b/1', 'a/2', 'b/2', 'c/1', 'a/3'].map(anEvent))).toEqual(Array(6).fill(true));
    expect(calls).toEqual([['a/1', 'b/1', 'c/1'], ['a/1'], ['a/1'], ['a/2', 'b/2'], ['a/3']]);
  });

  test("has the gateway's own events go in order as well", async () => {
    const { publish, calls } = bus();
    const ownEvent = (version: number): PublishedEvent => ({
      detailType: detailType.gatewayUnreachable,
      time: now,
      detail: { schemaVersion: 1, eventId: `gateway/${version}`, occurredAt: now.toISOString() },
    });

    await publish([ownEvent(1), ownEvent(2)]);

    expect(calls).toEqual([['gateway/1'], ['gateway/2']]);
  });

  test('tries again only what was not taken, and tells of it once', async () => {
    const { publish, calls, pauses, failures } = bus({
      refuses: (id, call) => call === 1 && (id === 'message-2/1' || id === 'message-7/1'),
    });

    expect(await publish(events(10))).toEqual(Array(10).fill(true));
    expect(calls[1]).toEqual(['message-2/1', 'message-7/1']);
    expect(pauses.length).toBe(1);
    expect(failures).toEqual([['InternalFailure', 2]]);
  });

  test('tells of what is not taken in the end, and begins no call after it', async () => {
    const { publish, calls, pauses } = bus({ refuses: (id) => id === 'message-12/1', callsAtOnce: 1 });

    const taken = await publish(events(40));

    expect(taken.indexOf(false)).toBe(12);
    expect(taken.slice(13, 20)).toEqual(Array(7).fill(true));
    expect(taken.slice(20)).toEqual(Array(20).fill(false));
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 1, 1, 1, 1, 1]);
    expect(pauses.map((millis, index) => millis / (100 * 2 ** index)).every((part) => part >= 0.5 && part < 1.5)).toBe(
      true,
    );
  });

  test('begins no call when its time is over', async () => {
    const { publish, calls } = bus({ callMillis: 6_000, callsAtOnce: 1 });

    const taken = await publish(events(100));

    expect(calls.length).toBe(3);
    expect(taken.indexOf(false)).toBe(30);
  });

  test('takes a call that fails as a whole for one that took nothing', async () => {
    const failures: unknown[] = [];
    const down = createPublish({
      client: { send: async () => Promise.reject(new Error('down')) } as never,
      bus: 'sms-gateway',
      onFailure: (_, refusals) => failures.push(refusals),
      callsAtOnce: 1,
      pause: async () => {},
    });

    expect(await down(events(12))).toEqual(Array(12).fill(false));
    expect(failures).toEqual([60]);
  });

  test('makes calls that are not larger than EventBridge takes', async () => {
    const { publish, calls } = bus();
    const large = Array.from({ length: 10 }, (_, index) => anEvent(`${index}${'ü'.repeat(15_000)}/1`));

    await publish(large);

    expect(calls.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
  });

  test('makes no call for nothing', async () => {
    const { publish, calls } = bus();

    expect(await publish([])).toEqual([]);
    expect(calls).toEqual([]);
  });
});
