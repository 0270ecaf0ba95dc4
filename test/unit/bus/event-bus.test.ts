import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect, test } from 'vitest';
import { createPublish } from '../../../functions/bus/event-bus.ts';
import { detailType, type PublishedEvent } from '../../../functions/contract/events.ts';
import { now } from '../../support/model/messages.ts';

const anEvent = (name: string): PublishedEvent => ({
  detailType: detailType.gatewayUnreachable,
  time: now,
  detail: { schemaVersion: 1, eventId: name, occurredAt: now.toISOString() },
});

const events = (count: number) => Array.from({ length: count }, (_, index) => anEvent(`event-${index}`));

const idOf = ({ Detail = '{}' }: PutEventsRequestEntry): string => JSON.parse(Detail).eventId;

/** EventBridge, refusing entries as scripted; `calls` holds the ids that each call brought. */
const bus = (refuses: (id: string, call: number) => boolean = () => false) => {
  const calls: string[][] = [];
  const entries: PutEventsRequestEntry[] = [];
  const pauses: number[] = [];
  const failures: unknown[] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof PutEventsCommand)) throw new Error('Unexpected command');
    const given = command.input.Entries ?? [];
    calls.push(given.map(idOf));
    entries.push(...given);
    return {
      Entries: given.map((entry) =>
        refuses(idOf(entry), calls.length) ? { ErrorCode: 'InternalFailure' } : { EventId: 'assigned' },
      ),
    };
  };
  const publish = createPublish({
    client: { send } as never,
    bus: 'sms-gateway',
    onFailure: (reason) => failures.push(reason),
    pause: async (millis) => pauses.push(millis),
  });
  return { publish, calls, entries, pauses, failures };
};

describe('publishing', () => {
  test('puts events on the bus in order, ten a call', async () => {
    const { publish, calls, pauses } = bus();

    expect(await publish(events(23))).toEqual(Array(23).fill(true));
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(calls.flat()).toEqual(events(23).map(({ detail }) => detail.eventId));
    expect(pauses).toEqual([]);
  });

  test('says where an event comes from and when it was', async () => {
    const { publish, entries } = bus();

    await publish(events(1));

    expect(entries[0]).toEqual({
      EventBusName: 'sms-gateway',
      Source: 'sms-gateway',
      DetailType: 'SMS Gateway Unreachable',
      Time: now,
      Detail: JSON.stringify({ schemaVersion: 1, eventId: 'event-0', occurredAt: now.toISOString() }),
    });
  });

  test('tries again only what was not taken', async () => {
    const { publish, calls, pauses, failures } = bus(
      (id, call) => call === 1 && (id === 'event-2' || id === 'event-7'),
    );

    expect(await publish(events(10))).toEqual(Array(10).fill(true));
    expect(calls[1]).toEqual(['event-2', 'event-7']);
    expect(pauses).toEqual([100]);
    expect(failures).toEqual(['InternalFailure']);
  });

  test('tells of what is not taken in the end, and begins no call after it', async () => {
    const { publish, calls, pauses } = bus((id) => id === 'event-12');

    const taken = await publish(events(40));

    expect(taken.indexOf(false)).toBe(12);
    expect(taken.slice(13, 20)).toEqual(Array(7).fill(true));
    expect(taken.slice(20)).toEqual(Array(20).fill(false));
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 1, 1, 1]);
    expect(pauses).toEqual([100, 200, 400]);
  });

  test('takes a call that fails as a whole for one that took nothing', async () => {
    const failures: unknown[] = [];
    const down = createPublish({
      client: { send: async () => Promise.reject(new Error('down')) } as never,
      bus: 'sms-gateway',
      onFailure: (_, count) => failures.push(count),
      pause: async () => {},
    });

    expect(await down(events(12))).toEqual(Array(12).fill(false));
    expect(failures).toEqual([10, 10, 10, 10]);
  });

  test('makes calls that are not larger than EventBridge takes', async () => {
    const { publish, entries, calls } = bus();
    const large = events(10).map((_, index) => anEvent(`${index}${'ü'.repeat(30_000)}`));

    await publish(large);

    expect(calls.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
    expect(entries.length).toBe(10);
  });

  test('makes no call for nothing', async () => {
    const { publish, calls } = bus();

    expect(await publish([])).toEqual([]);
    expect(calls).toEqual([]);
  });
});
