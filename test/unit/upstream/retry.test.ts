import { expect, test } from 'vitest';
import {
  UpstreamConnectionError,
  UpstreamHttpError,
  UpstreamProtocolError,
} from '../../../functions/upstream/errors.ts';
import { harmless, type RetryPolicy, sendOnce, withRetries } from '../../../functions/upstream/retry.ts';

/** A clock that only moves by sleeping, and by `callTakes` at each call. */
const run = async (policy: RetryPolicy, error: Error, callTakes = 0) => {
  let now = 0;
  const sleeps: number[] = [];
  const timesLeft: number[] = [];
  const time = {
    now: () => now,
    date: () => 0,
    sleep: async (milliseconds: number) => {
      sleeps.push(milliseconds);
      now += milliseconds;
    },
    random: () => 1,
  };
  const call = async (timeLeft: () => number) => {
    timesLeft.push(timeLeft());
    now += callTakes;
    throw error;
  };
  await expect(withRetries(policy, time, call)).rejects.toBe(error);
  return { sleeps, timesLeft, ended: now };
};

const unreachable = new UpstreamConnectionError('x', 'not_written');
const broken = new UpstreamConnectionError('x', 'maybe_applied');

test('a harmless call pauses twice as long each time', async () => {
  expect((await run(harmless, broken)).sleeps).toEqual([200, 400, 800]);
});

test('a harmless call gets what is left of 20 seconds, and begins nothing after them', async () => {
  expect(await run(harmless, broken, 9000)).toEqual({
    sleeps: [200, 400],
    timesLeft: [20_000, 10_800, 1400],
    ended: 27_600,
  });
});

test('a send that did not leave is repeated twice, quickly', async () => {
  expect((await run(sendOnce, unreachable)).sleeps).toEqual([100, 200]);
});

test('a send ends within the 15 seconds that the hand-over allows for, tries included', async () => {
  expect((await run(sendOnce, unreachable, 3000)).timesLeft).toEqual([15_000, 11_900, 8700]);
});

test.each([0, -1])('a call that has %i ms is not begun, and so was not sent', async (within) => {
  const call = async () => expect.unreachable('There was no time for it.');
  const time = { now: () => 7, date: () => 0, sleep: async () => {}, random: () => 1 };

  await expect(withRetries({ ...harmless, within }, time, call)).rejects.toMatchObject({
    name: 'UpstreamConnectionError',
    phase: 'not_written',
  });
});

test.each([
  ['a connection that broke', broken],
  ['a busy gateway', new UpstreamHttpError(503, 0)],
  ['a web page', new UpstreamProtocolError('x', { retryable: true })],
  ['a mistake of ours', new TypeError('x')],
])('a send is not repeated after %s', async (_, error) => {
  expect((await run(sendOnce, error)).sleeps).toEqual([]);
});
