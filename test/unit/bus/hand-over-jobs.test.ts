import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createPutJobs, jobIn } from '../../../functions/bus/hand-over-jobs.ts';

const job = (id: string) => ({ attempt: 'attempt-1', ids: [id], forgetsTaken: true, lateRecords: 'kept' as const });
const jobs = Array.from({ length: 12 }, (_, index) => job(`msg_${index}`));

/** What was put for the jobs, and what did not go well; `answer` is the queue's to each call. */
const put = async (answer: (call: number) => unknown = () => ({})) => {
  const sent: SendMessageBatchCommand['input'][] = [];
  const failures: [number, unknown][] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof SendMessageBatchCommand)) throw new Error('Unexpected command');
    sent.push(command.input);
    return answer(sent.length);
  };
  const queue = 'https://sqs.example/requests';
  await createPutJobs({ send } as never, queue, (...failure) => failures.push(failure))(jobs);
  return { sent, failures };
};

test('each job is seen a second after the one before, and is read as it was put', async () => {
  const { sent, failures } = await put();

  expect(sent.map(({ Entries = [] }) => Entries.length)).toEqual([10, 2]);
  const entries = sent.flatMap(({ Entries = [] }) => Entries);
  expect(entries.map(({ DelaySeconds }) => DelaySeconds)).toEqual(jobs.map((_, index) => index));
  expect(entries.map(({ MessageBody }) => jobIn(MessageBody))).toEqual(jobs);
  expect(failures).toEqual([]);
});

test('what the queue does not take is told, and is no error of the request', async () => {
  const down = new Error('The queue is down.');
  const { failures } = await put((call) => {
    if (call === 1) throw down;
    return { Failed: [{ Id: '11', Code: 'InternalError', SenderFault: false }] };
  });

  expect(failures).toEqual([
    [10, down],
    [1, 'InternalError'],
  ]);
});

test.each(['{"id":"1","source":"shop","detail":{}}', `{"handOver":{},"more":1}`, '{', undefined])(
  '%s is no job',
  (body) => {
    expect(jobIn(body)).toBeUndefined();
  },
);
