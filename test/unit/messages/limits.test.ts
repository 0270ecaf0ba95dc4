import { describe, expect, test } from 'vitest';
import { InvalidRequestError, RateLimitedError } from '../../../functions/messages/errors.ts';
import type { SendRequest } from '../../../functions/messages/plan.ts';
import type { Limits } from '../../../functions/messages/ports.ts';
import { memoryQuota } from '../../support/fakes/memory-quota.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { messageServiceOver } from '../../support/model/message-service.ts';
import { aSendRequest, now, rules, swissMobiles } from '../../support/model/messages.ts';

const hour = 3_600_000;

const limited = (limits: Limits) => {
  const quota = memoryQuota();
  const service = messageServiceOver(memoryStore(), quota);
  const post = (parts: Partial<SendRequest> = {}) =>
    service.send(aSendRequest(parts), { ...rules, limits }, service.deadline());
  return { ...service, post, counted: () => quota.counts.get('acc_shop') ?? 0 };
};

describe("an account's limits", () => {
  test('count recipients, and refuse what is over them without a trace', async () => {
    const { post, counted, store, upstream } = limited({ perMinute: 5 });
    await post({ to: swissMobiles(4) });

    await expect(post({ to: swissMobiles(2) })).rejects.toThrow(RateLimitedError);

    expect([counted(), store.records.size, upstream.recipients().length]).toEqual([4, 4, 4]);
    expect((await post()).messages).toHaveLength(1);
  });

  test('do not count recipients that get no message', async () => {
    const { post, counted } = limited({ perDay: 5 });

    await post({ to: ['+41791234567', '+41791234567', 'nobody', '+1 202 555 0123'] });

    expect(counted()).toBe(1);
  });

  test('neither count nor refuse a replay', async () => {
    const { post, counted } = limited({ perMinute: 3, perDay: 3 });
    const first = await post({ to: swissMobiles(3), idempotencyKey: 'k' });

    const replay = await post({ to: swissMobiles(3), idempotencyKey: 'k' });

    expect(replay).toEqual({ ...first, replayed: true });
    expect(counted()).toBe(3);
  });

  test('do not refuse a replay either when they have been lowered', async () => {
    const { send, deadline } = limited({});
    const request = aSendRequest({ to: swissMobiles(3), idempotencyKey: 'k' });
    const first = await send(request, { ...rules, limits: { perDay: 3 } }, deadline());

    const replay = await send(request, { ...rules, limits: { perDay: 2 } }, deadline());

    expect(replay).toEqual({ ...first, replayed: true });
  });

  test('let a refused request through under the same key once there is room', async () => {
    const { send, post, deadline } = limited({ perMinute: 1 });
    await post();
    await expect(post({ idempotencyKey: 'k' })).rejects.toThrow(RateLimitedError);

    const { replayed, messages } = await send(aSendRequest({ idempotencyKey: 'k' }), rules, deadline());

    expect({ replayed, count: messages.length }).toEqual({ replayed: false, count: 1 });
  });

  test.each<[string, Limits]>([
    ['minute', { perMinute: 2, perDay: 100 }],
    ['day', { perDay: 2 }],
  ])('call a request invalid that is larger than a %s will ever take', async (_, limits) => {
    const { post, counted } = limited(limits);

    const error: unknown = await post({ to: swissMobiles(3) }).catch((error: unknown) => error);

    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ problems: [{ field: ['to'], code: 'too_many_recipients' }] });
    expect(counted()).toBe(0);
  });

  test('do not count a request that cannot be carried out', async () => {
    const { post, counted } = limited({ perDay: 5 });

    await expect(post({ text: '' })).rejects.toThrow(InvalidRequestError);
    await expect(post({ scheduledAt: new Date(now.getTime() - hour) })).rejects.toThrow(InvalidRequestError);

    expect(counted()).toBe(0);
  });

  test('cost nothing where there are none', async () => {
    const { post, counted, store } = limited({});
    const operations: string[] = [];
    store.hooks.before = (operation) => void operations.push(operation);

    await post({ idempotencyKey: 'k' });

    expect(counted()).toBe(0);
    expect(operations).not.toContain('find');
  });
});
