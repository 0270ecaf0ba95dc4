import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../infra/cli/bulk/job/job.ts';
import type { BadRow, Row } from '../../../../infra/cli/bulk/sheet/row.ts';
import { aProcess, type Death } from '../../../support/bulk/dying-ports.ts';
import { aBulkWorld, aJob, rowsOf, runJob, runOptions } from '../../../support/bulk/world.ts';
import { rules } from '../../../support/model/messages.ts';
import { logLines } from '../../../support/runner/log-lines.ts';
import { holds } from '../../../support/runner/property.ts';

logLines();

const [ada, eva, ida, uma] = ['+41791234561', '+41791234562', '+41791234563', '+41791234564'] as const;
const job = aJob([
  ...rowsOf([ada, 'Ada'], [eva, 'Eva'], ['0791234561', 'Ada'], [ida, 'Ida'], ['nobody', 'x'], [uma, 'Uma']),
  { row: 9, to: '4.17E+10', code: 'invalid_number', detail: 'A spreadsheet has rounded it.' },
  { row: 10, to: ada, values: { name: 'Anna' } },
  { row: 11, to: 'no one', values: { name: 'x' } },
]);

/** Slow enough to wait between requests. */
const options = () => runOptions({ rate: 1 });

/** What a job does that nobody disturbs. */
const undisturbed = async (job: Job) => {
  const world = aBulkWorld();
  const process = aProcess(world.ports);
  await runJob(job, process.ports, options());
  return { calls: process.calls(), sent: world.sent().sort(), results: world.results() };
};

/** What a job comes to whose process dies so often, and is run again after the last death. */
const disturbed = async (job: Job, deaths: readonly Death[], unsyncedShare?: number) => {
  const world = aBulkWorld();
  for (const death of deaths) {
    const process = aProcess(world.ports, death);
    await process.of(runJob(job, process.ports, options()));
    if (unsyncedShare === undefined) world.files.died();
    else world.files.losePower(unsyncedShare);
  }
  const end = await runJob(job, world.ports, options());
  return { sent: world.sent().sort(), results: world.results(), left: end.left, files: world.files.paths() };
};

describe('a job that is killed anywhere and run again', () => {
  const losses = [
    ['the process dies', undefined],
    ['the power is lost, and half of what was not synced', 0.5],
  ] as const;
  test.each(losses)('sends everything once, and tells the truth, when %s', async (_, share) => {
    const expected = await undisturbed(job);
    const deaths = expected.calls.flatMap((name, call) =>
      (name === 'append' ? (['before', 'half', 'after'] as const) : (['before', 'after'] as const)).map((when) => ({
        call,
        when,
      })),
    );

    expect(deaths.length).toBeGreaterThan(60);
    for (const death of deaths) {
      const { sent, results, left, files } = await disturbed(job, [death], share);
      const name = `${expected.calls[death.call]}, ${death.when}`;
      expect({ name, sent, results, left }).toEqual({ name, sent: expected.sent, results: expected.results, left: 0 });
      expect(files).toEqual(['/shop.plan.jsonl', '/shop.results.csv']);
    }
  });

  test.each([1, 4])(
    'also where the credits run out in requests of %i rows: the rest goes out later',
    async (requestSize) => {
      const poorJob = aJob(rowsOf([ada, 'Ada'], [eva, 'Eva'], [ida, 'Ida'], [uma, 'Uma']), { requestSize });
      const untilDone = async (deaths: readonly Death[]) => {
        const world = aBulkWorld({ rules: { ...rules, metered: true } });
        world.store.credits.set('acc_shop', 2);
        const process = aProcess(world.ports, deaths[0]);
        await process.of(runJob(poorJob, process.ports, options()));
        world.files.died();
        world.store.credits.set('acc_shop', 10);
        // The first may still learn that the request of before was not covered.
        const ends = [await runJob(poorJob, world.ports, options()), await runJob(poorJob, world.ports, options())];
        return { calls: process.calls(), sent: world.sent().sort(), left: ends.at(-1)?.left };
      };
      const { calls, sent } = await untilDone([]);
      expect(sent).toHaveLength(4);

      for (const [call, name] of calls.entries()) {
        for (const when of ['before', 'after'] as const) {
          const found = await untilDone([{ call, when }]);
          expect({ name, when, sent: found.sent, left: found.left }).toEqual({ name, when, sent, left: 0 });
        }
      }
    },
  );

  test('whatever the file, and however often', async () => {
    const entry: fc.Arbitrary<(row: number) => Row | BadRow> = fc
      .oneof(
        { weight: 6, arbitrary: fc.tuple(fc.constantFrom(ada, eva, ida, '0791234561'), fc.constantFrom('A', 'B')) },
        { weight: 1, arbitrary: fc.constant(['nobody', 'A'] as const) },
        { weight: 1, arbitrary: fc.constant(undefined) },
      )
      .map(
        (cells) => (row) =>
          cells === undefined
            ? { row, to: '', code: 'invalid_number', detail: 'There is none.' }
            : { row, to: cells[0], values: { name: cells[1] } },
      );
    const jobs = fc.record({
      rows: fc.array(entry, { minLength: 1, maxLength: 9 }),
      requestSize: fc.integer({ min: 1, max: 4 }),
      text: fc.constantFrom('Hello {name}', 'Hello'),
    });
    const deaths = fc.array(
      fc.record({ call: fc.nat(70), when: fc.constantFrom('before' as const, 'half' as const, 'after' as const) }),
      { minLength: 1, maxLength: 4 },
    );
    const shares = fc.constantFrom(undefined, 0, 0.3, 1);
    const property = fc.asyncProperty(jobs, deaths, shares, async ({ rows, requestSize, text }, deaths, share) => {
      const job = aJob(
        rows.map((row, index) => row(index + 2)),
        { requestSize, content: { text } },
      );
      const { calls: _, ...expected } = await undisturbed(job);

      const { files: __, ...found } = await disturbed(job, deaths, share);

      expect(found).toEqual({ ...expected, left: 0 });
      expect(new Set(found.sent).size).toBe(found.sent.length);
    });
    await holds(property, 40);
  });
});
