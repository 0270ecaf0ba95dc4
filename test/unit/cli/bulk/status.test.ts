import { expect, test } from 'vitest';
import { ForbiddenError } from '../../../../functions/client/errors.ts';
import type { Message } from '../../../../functions/client/types.ts';
import { placesOf } from '../../../../infra/cli/bulk/job/places.ts';
import { updateStatus } from '../../../../infra/cli/bulk/job/status.ts';
import { aBulkWorld, aJob, rowsOf, runJob, runOptions } from '../../../support/bulk/world.ts';
import { swissMobiles } from '../../../support/model/messages.ts';
import { logLines } from '../../../support/runner/log-lines.ts';

logLines();

const numbers = swissMobiles(250);
const job = aJob(
  [
    ...rowsOf(...numbers.map((number) => [number, 'Ada'] as const)),
    ...rowsOf(['nobody', 'x']).map((row) => ({ ...row, row: 252 })),
  ],
  {
    requestSize: 20,
  },
);
const { results } = placesOf('/shop');

/** A job that is done, whose messages are delivered but for those to these numbers. */
const aDoneJob = async () => {
  const world = aBulkWorld();
  await runJob(job, world.ports);
  const asked: (readonly string[])[] = [];
  world.ports.client.messages.query = async (ids) => {
    asked.push(ids);
    const all = await world.store.find(ids);
    const messages = [...all.values()].map(
      ({ id, to }) =>
        ({
          id,
          to,
          status: to === numbers[0] ? 'failed' : 'delivered',
          ...(to === numbers[0] && { reason: { code: 'x', text: 'Not now.' } }),
        }) as Message,
    );
    return { messages, errors: [] };
  };
  return { ...world, asked };
};

test('tells what became of each message, and asks no more about what is final', async () => {
  const world = await aDoneJob();

  const told: number[] = [];
  const summary = await updateStatus(job, world.ports, ({ done }) => told.push(done));
  const again = await updateStatus(job, world.ports);

  expect(told).toEqual([100, 200, 251]);

  expect(summary).toMatchObject({ statuses: { failed: 1, delivered: 249 }, open: 0, withoutMessage: 1, left: 0 });
  expect(again).toEqual(summary);
  expect(world.asked.map((ids) => ids.length)).toEqual([100, 100, 50]);
  const lines = world.results()?.split('\n');
  expect(lines).toHaveLength(253);
  expect(lines?.[1]).toMatch(/^2,\+41791000000,msg_\w{26},failed,x: Not now\.$/);
  expect(lines?.[251]).toMatch(/^252,nobody,,rejected,/);
  expect(world.files.paths()).toEqual(['/shop.plan.jsonl', '/shop.results.csv']);
});

test('asks again for what had no room in an answer, and says what could not be asked', async () => {
  const world = await aDoneJob();
  const { query } = world.ports.client.messages;
  world.ports.client.messages.query = async (ids) => {
    const { messages } = await query(ids);
    const lost = messages
      .filter(({ to }) => to === numbers[1])
      .map(({ id }) => ({ id, code: 'not_found', detail: 'Gone.' }));
    const kept = messages.filter(({ to }) => to !== numbers[1]);
    const late = kept.splice(60).map(({ id }) => ({ id, code: 'reply_too_large', detail: 'Ask again.' }));
    return { messages: kept, errors: [...lost, ...late] };
  };

  const summary = await updateStatus(job, world.ports);

  expect(summary).toMatchObject({
    statuses: { failed: 1, delivered: 248, queued: 1 },
    open: 1,
    unknown: { count: 1, reason: 'Gone.' },
  });
});

test('where the API does not answer, leaves the rest as it is, and says why', async () => {
  const world = await aDoneJob();
  const before = world.results();
  world.ports.client.messages.query = async () => {
    throw new ForbiddenError('The key has not the scope messages:read.', { status: 403 });
  };

  const summary = await updateStatus(job, world.ports);

  expect(summary).toMatchObject({
    open: 250,
    isStopped: true,
    unknown: { count: 250, reason: expect.stringContaining('messages:read') },
  });
  expect(world.results()).toBe(before);
});

test('rejects results that are not as they were written', async () => {
  const world = await aDoneJob();
  world.files.put(results, 'row;to;id;status;reason\n2;079 123;oops\n');
  await expect(updateStatus(job, world.ports)).rejects.toThrow('line 2');

  world.files.remove(results);
  await expect(updateStatus(job, world.ports)).rejects.toThrow('no results yet');
});

test('tells how many rows of a job that was interrupted are not sent yet', async () => {
  const world = aBulkWorld();
  const stop = new AbortController();
  await runJob(job, world.ports, runOptions({ stop: stop.signal, tell: ({ sent }) => sent > 0 && stop.abort() }));
  world.ports.client.messages.query = async () => ({ messages: [], errors: [] });

  const { statuses, withoutMessage, left } = await updateStatus(job, world.ports);

  const known = Object.values(statuses).reduce((sum, count) => sum + count, withoutMessage);
  expect(left).toBe(251 - known);
  expect(known).toBeGreaterThan(0);
  expect(known).toBeLessThan(251);
});
