import { describe, expect, test } from 'vitest';
import type { History } from '../../../functions/messages/history.ts';
import { claimedBy, type Message } from '../../../functions/messages/message.ts';
import { afterRestore } from '../../../functions/messages/restore.ts';
import { createSettle } from '../../../functions/messages/settle.ts';
import { advance, type Step } from '../../../functions/messages/transition.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, aSendRequest, now, rules } from '../../support/model/messages.ts';

const secondsLater = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

const aNewMessage = (parts: Partial<Message> = {}) => aMessage({ ...claimedBy('attempt-0', now), ...parts });

const submitting: Step = { status: 'submitting' };
const waiting = (code: string): Step => ({ status: 'accepted', reason: { code, text: 'Not sent yet.' } });

/** After these steps, one a second. */
const stepped = (steps: readonly Step[], first = aNewMessage()): Message =>
  steps.reduce<Message>((message, step, index) => advance(message, step, secondsLater(index + 1)) ?? message, first);

/** As `status@second`, with the reason's code. */
const told = (history: History | undefined) =>
  history?.map(({ status, at, reason }) =>
    [`${status}@${(Date.parse(at) - now.getTime()) / 1_000}`, ...(reason === undefined ? [] : [reason])].join(' '),
  );

describe('the history of a message', () => {
  test('has each status with its time, and the code of its reason', () => {
    const reason = { code: 'invalid_recipient', text: "The message won't be received." };

    const message = stepped([{ status: 'queued' }, { status: 'queued' }, { status: 'failed', reason }]);

    expect(told(message.history)).toEqual(['submitting@0', 'queued@1', 'failed@3 invalid_recipient']);
  });

  test('tells an outage once, with its first times, however often the message was handed over in vain', () => {
    const outage = Array.from({ length: 50 }, () => [waiting('gateway_unreachable'), submitting]).flat();

    const message = stepped([...outage, { status: 'queued' }, { status: 'delivered' }]);

    expect(told(message.history)).toEqual([
      'submitting@0',
      'accepted@1 gateway_unreachable',
      'submitting@100',
      'queued@101',
      'delivered@102',
    ]);
  });

  test('never goes back in time, though the clock of who changes it is behind', () => {
    const queued = advance(aNewMessage(), { status: 'queued' }, secondsLater(20));
    const delivered = queued && advance(queued, { status: 'delivered' }, secondsLater(1));

    expect(told(delivered?.history)).toEqual(['submitting@0', 'queued@20', 'delivered@20']);
  });

  test('does not grow while an outage lasts', () => {
    const message = stepped([waiting('gateway_unreachable'), submitting, waiting('gateway_unreachable')]);

    expect(told(message.history)).toEqual(['submitting@0', 'accepted@1 gateway_unreachable']);
  });

  test('has the first six and the last six of many', () => {
    const changes = Array.from({ length: 20 }, (_, index) => [waiting(`reason_${index}`), submitting]).flat();

    const message = stepped([...changes, { status: 'canceled' }]);

    expect(message.history).toHaveLength(12);
    expect(told(message.history)?.slice(4, 8)).toEqual([
      'submitting@4',
      'accepted@5 reason_2',
      'submitting@36',
      'accepted@37 reason_18',
    ]);
    expect(told(message.history)?.at(-1)).toBe('canceled@41');
  });

  test('has what a restored record lost, and what a person has decided', async () => {
    const restored = afterRestore(stepped([waiting('postponed')]), secondsLater(60));
    const settle = createSettle({ store: memoryStore([restored]), clock: () => secondsLater(90) });

    const { history } = await settle(restored.id, 'failed');

    expect(told(history)).toEqual([
      'submitting@0',
      'accepted@1 postponed',
      'indeterminate@60 restored',
      'failed@90 settled_by_hand',
    ]);
  });

  test('does not grow where a restored message keeps its status', () => {
    const queued = stepped([{ status: 'queued' }]);

    expect(afterRestore(queued, secondsLater(60)).history).toEqual(queued.history);
  });

  test('of one whose account cannot pay begins where its record does', async () => {
    const { store, send, deadline } = aMessageService();
    store.credits.set('acc_shop', 1);

    await send(aSendRequest({ to: ['+41791234567', '+41791234568'] }), { ...rules, metered: true }, deadline());

    const [unpaid] = [...store.records.values()].filter(({ status }) => status === 'failed');
    expect(told(unpaid?.history)).toEqual(['failed@0 insufficient_credit']);
  });

  test('is absent where the record is from before there was one', () => {
    expect(stepped([{ status: 'queued' }, { status: 'delivered' }], aMessage())).not.toHaveProperty('history');
  });
});
