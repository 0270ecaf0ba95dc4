import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { getStatistics } from '../../../functions/api/statistics.ts';
import { statisticsReply } from '../../../functions/contract/statistics.ts';
import type { Counter } from '../../../functions/statistics/counts.ts';
import { createStatistics } from '../../../functions/statistics/statistics.ts';
import { aPrincipal, serving } from '../../support/clients/api-events.ts';
import { memoryStatistics } from '../../support/fakes/memory-statistics.ts';
import { now } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const aDoor = (principal = aPrincipal()) => {
  const { add, read } = memoryStatistics();
  const statistics = createStatistics({ read, clock: () => now });
  return {
    count: (hour: string, counts: Partial<Record<Counter, number>>, account = 'acc_shop') =>
      add({ account, hour, counts: new Map(Object.entries(counts) as [Counter, number][]) }),
    get: serving(getStatistics({ statistics }), principal),
  };
};

const none = {
  messages: 0,
  open: 0,
  delivered: 0,
  failed: 0,
  expired: 0,
  canceled: 0,
  indeterminate: 0,
  deliveryRate: null,
  medianDeliverySeconds: null,
};

describe('GET /v1/statistics', () => {
  test('tells of each period what became of its messages, and of all together', async () => {
    const { count, get } = aDoor();
    await count('2030-06-01T10', { messages: 10, delivered: 6, failed: 2, canceled: 1, step9: 6 });
    await count('2030-06-01T11', { messages: 1, indeterminate: 1 });
    await count('2030-05-31T23', { messages: 4, delivered: 4, step20: 4 });

    const query = { by: 'hour', from: '2030-06-01T10:00:00Z', until: '2030-06-01T13:00:00Z' };
    const { status, body } = await get({ query });

    expect(status).toBe(200);
    expect(v.safeParse(statisticsReply, body)).toMatchObject({ success: true });
    const first = { ...none, messages: 10, open: 1, delivered: 6, failed: 2, canceled: 1, deliveryRate: 0.75 };
    expect(body).toEqual({
      by: 'hour',
      from: '2030-06-01T10:00:00.000Z',
      until: '2030-06-01T13:00:00.000Z',
      periods: [
        { start: '2030-06-01T10:00:00.000Z', ...first, medianDeliverySeconds: 8.33 },
        { start: '2030-06-01T11:00:00.000Z', ...none, messages: 1, indeterminate: 1, deliveryRate: 0 },
        { start: '2030-06-01T12:00:00.000Z', ...none },
      ],
      total: { ...first, messages: 11, indeterminate: 1, deliveryRate: 6 / 9, medianDeliverySeconds: 8.33 },
    });
  });

  test('counts by day where nothing is said, up to now', async () => {
    const { count, get } = aDoor();
    await count('2030-05-31T23', { messages: 4, delivered: 3, step0: 3 });
    await count('2030-06-01T00', { messages: 1 });
    await count('2030-06-01T11', { messages: 2 });

    const { body } = await get();

    expect(body).toMatchObject({ by: 'day', from: '2030-05-03T00:00:00.000Z', until: '2030-06-02T00:00:00.000Z' });
    expect(body.periods).toHaveLength(30);
    expect(body.periods.slice(-2)).toMatchObject([{ messages: 4 }, { messages: 3, open: 3 }]);
    expect(body.total).toMatchObject({ messages: 7, delivered: 3, open: 4 });
  });

  test('shows nothing that cannot be where a part was counted twice, or not at all', async () => {
    const { count, get } = aDoor();
    await count('2030-06-01T11', { messages: 1, delivered: 2, indeterminate: -1 });

    const { body } = await get({ query: { by: 'hour' } });

    expect(body.total).toEqual({ ...none, messages: 2, delivered: 2, deliveryRate: 1 });
  });

  test('is of the own account alone', async () => {
    const { count, get } = aDoor();
    await count('2030-06-01T11', { messages: 7 }, 'acc_other');

    expect((await get()).body.total).toEqual(none);
  });

  test.each([
    ['a range that is too long', { by: 'hour', from: '2030-01-01T00:00:00Z' }, 'at most 31 days are counted by hour'],
    ['a range that ends before it begins', { from: '2030-02-01T00:00:00Z', until: '2030-01-01T00:00:00Z' }, '`until`'],
    ['a time to come', { from: '2040-01-01T00:00:00Z' }, 'future'],
  ])('refuses %s, and says which field it is', async (_, query, words) => {
    const { get } = aDoor();

    const { status, body } = await get({ query });

    expect(status).toBe(400);
    expect(body.type).toBe('urn:textgate:problem:invalid-request');
    expect(body.errors).toEqual([{ pointer: '?from', code: 'invalid', detail: expect.stringContaining(words) }]);
  });

  test('refuses periods that there are not', async () => {
    const { body } = await aDoor().get({ query: { by: 'week' } });

    expect(body.errors).toMatchObject([{ pointer: '?by' }]);
  });

  test('is for keys that may read messages', async () => {
    const { get } = aDoor(aPrincipal({ scopes: ['messages:send'] }));

    expect((await get()).status).toBe(403);
  });
});
