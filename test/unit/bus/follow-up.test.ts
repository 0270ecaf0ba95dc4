import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { createFollowUp, untilOf } from '../../../functions/bus/follow-up.ts';
import { followUpSeconds } from '../../../functions/contract/follow-ups.ts';

/** The beginning of a slot. */
const start = 1_906_545_600_000;
const second = 1000;
const minute = 60 * second;

/** Asks at different times, and collects the requests; the first so many are not taken. */
const asking = (failures = 0) => {
  const time = { now: start };
  let left = failures;
  const sent: { group: string | undefined; slot: string | undefined; until: number | undefined }[] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof SendMessageCommand)) throw new Error('Unexpected command');
    left -= 1;
    if (left >= 0) throw new Error('not taken');
    const { MessageGroupId: group, MessageDeduplicationId: slot, MessageBody } = command.input;
    sent.push({ group, slot, until: untilOf(MessageBody)?.getTime() });
  };
  const followUp = createFollowUp({ send } as never, 'https://sqs.example/queue.fifo', () => new Date(time.now));
  return {
    time,
    sent,
    ask: (newest?: number, until?: number) =>
      followUp(newest === undefined ? undefined : new Date(newest), until === undefined ? undefined : new Date(until)),
  };
};

test('asked for many times in eight seconds, a follow-up is one request to the queue', async () => {
  const { ask, sent, time } = asking();

  for (; time.now < start + 2 * followUpSeconds * second; time.now += second) await ask(time.now);

  expect(sent.length).toBe(2);
  expect(new Set(sent.map(({ group, slot }) => `${group} ${slot}`)).size).toBe(2);
});

test('is asked for again in its slot where the queue did not take it', async () => {
  const { ask, sent } = asking(1);

  await expect(ask(start)).rejects.toThrow('not taken');
  await ask(start);

  expect(sent.length).toBe(1);
});

describe('a chain of follow-ups', () => {
  test('may go on until two minutes after the newest message', async () => {
    const { ask, sent } = asking();

    await ask(start - second);

    expect(sent.map(({ until }) => until)).toEqual([start - second + 2 * minute]);
  });

  test.each([
    ['what the request carried', start - minute, start + 90 * second, start + 90 * second],
    ['what the look has seen', start - second, start + 90 * second, start + 119 * second],
    ['what the look has seen, after its own time', start - second, start - 4 * second, start + 119 * second],
    ['what the request carried, where the look has seen nothing new', undefined, start + minute, start + minute],
    ['what the look has seen, where the request does not say', start - second, undefined, start + 119 * second],
  ])('goes by the later of what is known: %s', async (_, newest, until, expected) => {
    const { ask, sent } = asking();

    await ask(newest, until);

    expect(sent.map((request) => request.until)).toEqual([expected]);
  });

  test.each([
    ['its time has passed, and what was seen is no newer', start - 3 * minute, start],
    ['a message came too late to be fresh', start - 2 * minute, undefined],
    ['nothing is known', undefined, undefined],
    ['a message’s time is far ahead', start + 9 * second, undefined],
    ['its own time is further ahead than that of any message', undefined, start + 2 * minute + 9 * second],
    ['a time is none', Number.NaN, Number.NaN],
  ])('ends when %s', async (_, newest, until) => {
    const { ask, sent } = asking();

    await ask(newest, until);

    expect(sent).toEqual([]);
  });

  test('begins although the clock that made the message is a little ahead', async () => {
    const { ask, sent } = asking();

    await ask(start + 3 * second);

    expect(sent.map(({ until }) => until)).toEqual([start + 123 * second]);
  });
});

describe('a request', () => {
  test.each([
    ['of version 0.1.0', '{"slot":238318200}'],
    ['that is no JSON', '{'],
    ['with a time that is none', '{"slot":1,"until":"soon"}'],
    ['without a body', undefined],
  ])('%s says nothing of its end, and is no failure', (_, body) => {
    expect(untilOf(body)).toBeUndefined();
  });

  test('says until when its chain goes on', () => {
    expect(untilOf('{"slot":238318200,"until":"2030-06-01T12:02:00.000Z"}')).toEqual(new Date('2030-06-01T12:02:00Z'));
  });
});
