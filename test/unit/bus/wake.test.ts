import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { createDeliverers } from '../../../functions/bus/deliverers.ts';
import { createWake, roundIn } from '../../../functions/bus/wake.ts';

/** Webhooks whose last digit is their shard. */
const due = { shards: ['0', '1', '2', '3'], shardOf: (webhook: string) => webhook.slice(-1) };
const deliveryOf = (webhook: string, id = 'evt_1') => ({ webhook, id, account: 'acc_1', body: 'of the delivery' });
const keyOf = (webhook: string, id = 'evt_1') => ({ webhook, id, account: 'acc_1' });

const started = (deliverers: number, answer: () => unknown = () => ({})) => {
  const sent: SendMessageCommand['input'][] = [];
  const failures: unknown[] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof SendMessageCommand)) throw new Error('Unexpected command');
    sent.push(command.input);
    return answer();
  };
  const parts = createWake({
    client: { send } as never,
    queueUrl: 'https://sqs.example/deliveries.fifo',
    deliverers: createDeliverers(due, deliverers),
    newName: randomUUID,
    onFailure: (error) => failures.push(error),
  });
  return { ...parts, sent, failures };
};

describe('the deliverers', () => {
  test.each([
    [1, ['deliver-0', 'deliver-0', 'deliver-0', 'deliver-0']],
    [2, ['deliver-0', 'deliver-1', 'deliver-0', 'deliver-1']],
    [3, ['deliver-0', 'deliver-1', 'deliver-2', 'deliver-0']],
    [4, ['deliver-0', 'deliver-1', 'deliver-2', 'deliver-3']],
  ])('are %i: each shard is one’s, and a webhook is whose its shard is', (count, groups) => {
    const deliverers = createDeliverers(due, count);

    expect(due.shards.map((shard) => deliverers.groupOf(`wh_${shard}`))).toEqual(groups);
    for (const group of deliverers.groups) {
      expect(deliverers.shardsOf([group])).toEqual(due.shards.filter((_, index) => groups[index] === group));
    }
    expect(deliverers.shardsOf(deliverers.groups)).toEqual(due.shards);
  });

  test('are fewer than they were: a message for one that is no more brings no shard of another’s', () => {
    expect(createDeliverers(due, 2).shardsOf(['deliver-3'])).toEqual([]);
  });
});

describe('who is told of deliveries', () => {
  test('is each webhook’s own deliverer, by its key and nothing more', async () => {
    const { wake, sent } = started(2);

    await wake([deliveryOf('wh_0'), deliveryOf('wh_1'), deliveryOf('wh_2'), deliveryOf('wh_0', 'evt_2')]);

    expect(sent.map(({ MessageGroupId, MessageBody }) => [MessageGroupId, roundIn(MessageBody)])).toEqual([
      ['deliver-0', { told: [keyOf('wh_0'), keyOf('wh_2'), keyOf('wh_0', 'evt_2')], isScheduled: false }],
      ['deliver-1', { told: [keyOf('wh_1')], isScheduled: false }],
    ]);
  });

  test('is told in messages that SQS takes, each by a name of its own, as often as the same is told', async () => {
    const { wake, sent } = started(1);
    const many = Array.from({ length: 1_200 }, (_, index) => {
      const [webhook, id] = [`wh_${'0'.repeat(26)}`, `evt_${String(index).padStart(26, '0')}`];
      return { webhook, id, account: `acc_${'0'.repeat(22)}` };
    });

    await wake(many);
    await wake(many);

    expect(sent.flatMap(({ MessageBody }) => roundIn(MessageBody).told)).toEqual([...many, ...many]);
    expect(Math.max(...sent.map(({ MessageBody = '' }) => MessageBody.length))).toBeLessThan(256 * 1024);
    expect(new Set(sent.map((message) => message.MessageDeduplicationId)).size).toBe(sent.length);
  });

  test('is nobody, where there is nothing', async () => {
    const { wake, sent } = started(4);

    await wake([]);

    expect(sent).toEqual([]);
  });

  test('what cannot be told is no failure of who tells it', async () => {
    const down = new Error('The queue is down.');
    const { wake, goOn, failures } = started(1, () => Promise.reject(down));

    await wake([deliveryOf('wh_0')]);
    await goOn(['deliver-0']);

    expect(failures).toEqual([down, down]);
  });
});

test('another round is asked for by each group', async () => {
  const { goOn, sent } = started(2);

  await goOn(['deliver-0', 'deliver-1']);
  await goOn(['deliver-0']);

  expect(sent.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['deliver-0', 'deliver-1', 'deliver-0']);
  expect(sent.map(({ MessageBody }) => roundIn(MessageBody))).toEqual(
    Array.from({ length: 3 }, () => ({ told: [], isScheduled: false })),
  );
  expect(new Set(sent.map((message) => message.MessageDeduplicationId)).size).toBe(3);
});

test('the schedule’s message is known', () => {
  const event = { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

  expect(roundIn(JSON.stringify(event))).toEqual({ told: [], isScheduled: true });
});

test.each(['{"deliveries":[{"webhook":1}]}', '{}', '{', undefined])('%s is a round that is told of nothing', (body) => {
  expect(roundIn(body)).toEqual({ told: [], isScheduled: false });
});
