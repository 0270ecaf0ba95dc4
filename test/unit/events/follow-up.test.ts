import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createFollowUp, followUpSeconds } from '../../../functions/events/follow-up.ts';

test('asked for many times in eight seconds, a follow-up is the same request to the queue', async () => {
  const sent: (string | undefined)[] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof SendMessageCommand)) throw new Error('Unexpected command');
    const { MessageGroupId, MessageDeduplicationId } = command.input;
    sent.push(`${MessageGroupId} ${MessageDeduplicationId}`);
  };
  let time = 1_906_545_600_000;
  const followUp = createFollowUp({ send } as never, 'https://sqs.example/queue.fifo', () => new Date(time));

  for (; time < 1_906_545_600_000 + 2 * followUpSeconds * 1000; time += 1_000) await followUp();

  expect(sent.length).toBe(16);
  expect(new Set(sent).size).toBe(2);
});
