import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { untilOf } from '../../../functions/bus/follow-up.ts';
import { createAskHelper, helpRequestIn } from '../../../functions/bus/help.ts';

const request = {
  ranges: [{ shard: '3', window: 'young', after: '2030-06-01T11:45:00.000Z', until: '2030-06-01T12:00:00.000Z' }],
  handsOver: true,
  deadline: 1_906_545_684_000,
};

const asked = async (...helpers: readonly number[]) => {
  const sent: SendMessageCommand['input'][] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof SendMessageCommand)) throw new Error('Unexpected command');
    sent.push(command.input);
  };
  const askHelper = createAskHelper({ send } as never, 'https://sqs.example/queue.fifo');
  for (const helper of helpers) await askHelper(helper, request);
  return sent;
};

test('each helper is a group: it has one request at a time, and holds up neither the others nor the follow-ups', async () => {
  const sent = await asked(0, 1, 1);

  expect(sent.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['helper-0', 'helper-1', 'helper-1']);
  expect(new Set(sent.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(2);
});

test('a helper reads what it was asked', async () => {
  const [sent] = await asked(0);

  expect(helpRequestIn(sent?.MessageBody)).toEqual(request);
  // Version 0.1.0 looks at the fresh messages instead: the ranges are noted, and the next sweep goes on with them.
  expect(untilOf(sent?.MessageBody)).toBeUndefined();
});

test.each(['{"slot":238318200}', '{"slot":1,"until":"2030-06-01T12:02:00.000Z"}', '{', undefined])(
  '%s is no request for help',
  (body) => {
    expect(helpRequestIn(body)).toBeUndefined();
  },
);
