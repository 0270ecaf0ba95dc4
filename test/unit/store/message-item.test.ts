import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { statuses } from '../../../functions/contract/statuses.ts';
import type { HistoryEntry } from '../../../functions/messages/history.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { fromItem, indexKeys, openShard, openShards, toItem } from '../../../functions/store/message-item.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { holds } from '../../support/runner/property.ts';

const days = 90;

const text = fc.string({ unit: 'grapheme' });
/** The door lets no others in. */
const name = text.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const historyEntry: fc.Arbitrary<HistoryEntry> = fc
  .record({
    status: fc.constantFrom(...statuses),
    // A clock may have gone back.
    seconds: fc.integer({ min: -60, max: 400 * 86_400 }),
    reason: optional(fc.constantFrom('gateway_unreachable', 'gateway_4')),
  })
  .map(({ status, seconds, reason }) => ({
    status,
    at: new Date(now.getTime() + seconds * 1000).toISOString(),
    ...(reason !== undefined && { reason }),
  }));

const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    text,
    sender: optional(text),
    reference: optional(text),
    metadata: optional(fc.dictionary(name, text)),
    reason: optional(fc.record({ code: text, text })),
    upstreamId: optional(text),
    validUntil: fc.constantFrom(undefined, '2030-06-01T13:00:00.000Z'),
    request: optional(fc.record({ fingerprint: text, count: fc.nat(), index: fc.nat() })),
    status: fc.constantFrom(...statuses),
    history: optional(fc.array(historyEntry, { minLength: 1, maxLength: 12 })),
    version: fc.nat(),
  })
  .map((parts) => aMessage(Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))));

describe('an item', () => {
  test('is read as it was written, whatever the message', () => {
    holds(
      fc.property(anyMessage, (message) => {
        expect(fromItem(toItem(message, days))).toEqual(message);
      }),
    );
  });

  test.each(statuses)('is in the open index unless its status is final: %s', (status) => {
    const item = toItem(aMessage({ status }), days);

    expect('openShard' in item && 'openKey' in item).toBe(!isFinal(status));
    expect('openShard' in item || 'openKey' in item).toBe(!isFinal(status));
  });

  test('is sorted by its creation, and by its age from the time it is due once it has been handed over', () => {
    const scheduledAt = '2030-06-08T12:00:00.000Z';
    const message = aMessage({ status: 'scheduled', scheduledAt });

    expect(toItem(message, days)).toMatchObject({
      createdKey: { S: `${now.toISOString()}#${message.id}` },
      openKey: { S: `${scheduledAt}#${message.id}` },
      openShard: { S: openShard(message.id) },
    });
  });

  describe('of a message with a validity', () => {
    const inAnHour = '2030-06-01T13:00:00.000Z';
    const inAWeek = '2030-06-08T12:00:00.000Z';
    const inThreeDays = '2030-06-04T12:00:00.000Z';

    test.each([
      ['its end', inAnHour, inAnHour],
      ['72 hours, where that is earlier', inAWeek, inThreeDays],
    ])('is sorted, while it waits, by %s', (_, validUntil, givenUp) => {
      const message = aMessage({ status: 'accepted', validUntil });

      expect(toItem(message, days)).toMatchObject({
        openShard: { S: `waits-${openShard(message.id)}` },
        openKey: { S: `${givenUp}#${message.id}` },
      });
    });

    test.each(['submitting', 'scheduled', 'queued'] as const)('is among the others when it is %s', (status) => {
      const message = aMessage({ status });

      expect(indexKeys({ ...message, validUntil: inAnHour })).toEqual(indexKeys(message));
    });
  });

  test.each<[string, Partial<Message>, string]>([
    ['its creation', {}, '2030-08-30T12:00:00Z'],
    ['the time it is due', { scheduledAt: '2030-06-08T12:00:00.000Z' }, '2030-09-06T12:00:00Z'],
  ])('expires after the retention, counted from %s', (_, parts, expiry) => {
    const { expiresAt } = toItem(aMessage(parts), days);

    expect(expiresAt).toEqual({ N: String(Date.parse(expiry) / 1000) });
  });

  test.each<[string, object]>([
    ['nothing', {}],
    ['an unknown status', { ...toItem(aMessage(), days), status: { S: 'lost' } }],
    ['a number for a text', { ...toItem(aMessage(), days), text: { N: '1' } }],
  ])('that is not one of ours (%s) is not read', (_, item) => {
    expect(() => fromItem({ ...item })).toThrow();
  });
});

test.each<[string, object]>([
  ['none', {}],
  ['an empty one', { history: { S: '' } }],
  ['one of another kind', { history: { L: [] } }],
  ['an unknown status', { history: { S: 'submitting+0 lost+1' } }],
  ['a time that is none', { history: { S: 'submitting+0 queued' } }],
  ['a time out of reach', { history: { S: `submitting+${'z'.repeat(10)}` } }],
  ['a creation that is no time', { history: { S: 'submitting+0' }, createdAt: { S: 'today' } }],
])('a record whose history cannot be read has none, and is read all the same: %s', (_, parts) => {
  const message = fromItem({ ...toItem(aMessage(), days), ...parts });

  expect(message).toMatchObject({ status: 'submitting' });
  expect(message).not.toHaveProperty('history');
});

test('shards are used evenly', () => {
  const counts = new Map<string, number>();
  for (let n = 0; n < 8000; n += 1) {
    const shard = openShard(aMessage().id);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }

  expect(counts.size).toBe(openShards);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200);
});
