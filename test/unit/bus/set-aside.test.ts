import type { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createSetAside, type UnreadableRecord } from '../../../functions/bus/set-aside.ts';

const record = { sequence: '42', id: 'msg_1' };

const settingAside = (send: (command: SendMessageCommand) => Promise<unknown>) => {
  const logged: [UnreadableRecord, unknown][] = [];
  const setAside = createSetAside({ send } as never, 'https://sqs/dead', (...line) => logged.push([line[0], line[1]]));
  return { setAside, logged };
};

test('a record is set aside by where it stands in the stream and its id, and that is logged', async () => {
  const sent: SendMessageCommand['input'][] = [];
  const { setAside, logged } = settingAside(async ({ input }) => sent.push(input));

  expect(await setAside(record)).toBe(true);

  expect(sent).toEqual([{ QueueUrl: 'https://sqs/dead', MessageBody: expect.any(String) }]);
  expect(JSON.parse(sent[0]?.MessageBody ?? '')).toEqual({ problem: 'The record cannot be read.', ...record });
  expect(logged).toEqual([[record, undefined]]);
});

test('a queue that does not take it is told', async () => {
  const error = new Error('no queue');
  const { setAside, logged } = settingAside(() => Promise.reject(error));

  expect(await setAside(record)).toBe(false);
  expect(logged).toEqual([[record, error]]);
});
