import { describe, expect, test } from 'vitest';
import { messageView } from '../../../functions/api/message-view.ts';
import { statuses } from '../../../functions/contract/statuses.ts';
import { InsufficientCreditError } from '../../../functions/messages/errors.ts';
import type { SendRequest } from '../../../functions/messages/plan.ts';
import type { HandOverOutcome } from '../../../functions/messages/ports.ts';
import { advance } from '../../../functions/messages/transition.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, aSendRequest, now, rules } from '../../support/model/messages.ts';

const secret = 'Your code is 493817.';

/** The service of a deployment that does not keep texts. */
const forgetful = () => {
  const service = aMessageService();
  const post = (parts: Partial<SendRequest> = {}, metered = false) =>
    service.send(aSendRequest({ text: secret, ...parts }), { ...rules, storeText: false, metered }, service.deadline());
  return { ...service, post, records: () => JSON.stringify([...service.store.records.values()]) };
};

const cause = new Error('gone');

describe('a text that is not to be kept', () => {
  test('is sent, and in the record no longer than until the hand-over', async () => {
    const { post, upstream, store, records } = forgetful();

    const { messages } = await post();

    expect(upstream.handOvers).toMatchObject([{ text: secret }]);
    expect(store.history.map(({ status, text }) => [status, text])).toEqual([
      ['submitting', secret],
      ['queued', undefined],
    ]);
    expect(messages).toMatchObject([{ segments: 1, encoding: 'gsm-7' }]);
    expect(records()).not.toContain('493817');
  });

  test.each<[string, HandOverOutcome]>([
    ['rejected', { kind: 'rejected', reason: { code: 'gateway_error', text: 'No.' } }],
    ['lost', { kind: 'unknown', cause }],
  ])('is forgotten when the hand-over is %s', async (_, outcome) => {
    const { post, upstream, records } = forgetful();
    upstream.script.handOver = () => outcome;

    await post();

    expect(records()).not.toContain('493817');
  });

  test('is kept, and shown to nobody, for as long as the message waits for the gateway', async () => {
    const { post, upstream, store, handOver, deadline, records } = forgetful();
    upstream.script.handOver = () => ({ kind: 'not_sent', cause });
    const { messages } = await post();
    expect(messages).toMatchObject([{ status: 'accepted', text: secret }]);
    expect(messages.map(messageView)).toMatchObject([{ text: null, segments: 1 }]);
    delete upstream.script.handOver;

    const waiting = messages.flatMap((message) => advance(message, { status: 'submitting' }, now) ?? []);
    await store.apply(waiting.map((after, index) => ({ before: messages[index] ?? after, after })));
    await handOver(waiting, deadline());

    expect(upstream.handOvers).toMatchObject([{ text: secret }, { text: secret }]);
    expect(records()).not.toContain('493817');
  });

  test('is not recorded with a message that the credits do not cover', async () => {
    const { post, records } = forgetful();

    await expect(post({}, true)).rejects.toThrow(InsufficientCreditError);

    expect(records()).not.toContain('493817');
  });

  test('cannot be found out by trying texts, even where the request can be told from others', async () => {
    const [one, other] = [forgetful(), forgetful()];

    await one.post({ idempotencyKey: 'key-1' });
    await other.post({ idempotencyKey: 'key-2' });

    const [mark, otherMark] = [one, other].map(({ store }) => [...store.records.values()][0]?.request?.fingerprint);
    expect(mark).not.toBe(otherMark);
  });

  test('does not stand in the way of a replay', async () => {
    const { post } = forgetful();
    const { messages } = await post({ idempotencyKey: 'k' });

    expect(await post({ idempotencyKey: 'k' })).toMatchObject({ messages, replayed: true });
    await expect(post({ idempotencyKey: 'k', text: 'Your code is 1.' })).rejects.toThrow('another request');
  });
});

test.each(statuses)('a message keeps its text unless told to forget it: %s', (status) => {
  const after = advance(aMessage({ status: 'submitting' }), { status }, now) ?? aMessage();

  expect(messageView(after).text).toBe('Your order is on its way.');
});

test('a record without a text is not handed over, and fails', async () => {
  const { text: _, ...message } = aMessage();
  const service = aMessageService([message]);

  const [after] = await service.handOver([message], service.deadline());

  expect(after).toMatchObject({ status: 'failed', reason: { code: 'empty_message' } });
  expect(service.upstream.handOvers).toEqual([]);
});
