import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { publishLifecycle, type StreamEvent } from '../../../functions/events/publish-lifecycle.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { advance, withStatus } from '../../../functions/messages/transition.ts';
import { createCount } from '../../../functions/statistics/count.ts';
import type { Counter, Counts } from '../../../functions/statistics/counts.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { memoryStatistics } from '../../support/fakes/memory-statistics.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { holds } from '../../support/runner/property.ts';

type StreamRecord = StreamEvent['Records'][number];

/** A message's states on the way asked for, as far as they are allowed; one in doubt may be settled by hand in the end. */
const lifeOf = ({ account, hour, path, settled }: Way): readonly Message[] => {
  const createdAt = new Date(now.getTime() + hour * 3_600_000).toISOString();
  const life = [aMessage({ account, createdAt, updatedAt: createdAt })];
  for (const status of path) {
    const next = life.at(-1) && advance(life.at(-1) as Message, { status }, new Date(Date.parse(createdAt) + 9_000));
    if (next) life.push(next);
  }
  const last = life.at(-1);
  if (last?.status === 'indeterminate' && settled) life.push(withStatus(last, { status: settled }, now));
  return life;
};

interface Way {
  readonly account: string;
  readonly hour: number;
  readonly path: readonly Status[];
  readonly settled: 'delivered' | 'failed' | undefined;
}

const ways: fc.Arbitrary<Way> = fc.record({
  account: fc.constantFrom('acc_a', 'acc_b'),
  hour: fc.nat({ max: 1 }),
  path: fc.array(fc.constantFrom(...statuses), { maxLength: 5 }),
  settled: fc.constantFrom('delivered', 'failed', undefined),
});

/** The changes of all, each message's in their order; `turns` says whose is next. */
const interleaved = (lives: readonly (readonly Message[])[], turns: readonly number[]): readonly StreamRecord[] => {
  const left = lives.map((life) => life.map((after, index) => ({ before: life[index - 1], after })));
  const records: StreamRecord[] = [];
  for (let turn = 0; left.some((life) => life.length > 0); turn += 1) {
    const open = left.filter((life) => life.length > 0);
    const change = open[(turns[turn % turns.length] ?? 0) % open.length]?.shift();
    if (change === undefined) continue;
    const images = {
      ...(change.before && { OldImage: toItem(change.before, 90) }),
      NewImage: toItem(change.after, 90),
    };
    records.push({ dynamodb: { SequenceNumber: String(records.length), ...images } });
  }
  return records;
};

/** What the records say in the end, as it should be counted. */
const countedIn = (lives: readonly (readonly Message[])[]): ReadonlyMap<string, Counts> => {
  const expected = new Map<string, Map<Counter, number>>();
  for (const message of lives.flatMap((life) => life.at(-1) ?? [])) {
    const key = `${message.account} ${message.createdAt.slice(0, 13)}`;
    const counts = expected.get(key) ?? new Map<Counter, number>();
    expected.set(key, counts);
    for (const name of ['messages', ...(isFinal(message.status) ? [message.status] : [])] as const) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return expected;
};

/** As Lambda does: what is left comes again with what follows. Of a batch that `dies`, it learns nothing: all of it comes again. */
const poll = async (
  records: readonly StreamRecord[],
  size: number,
  dies: readonly boolean[],
  run: (event: StreamEvent) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>,
) => {
  let batches = 0;
  for (let from = 0; from < records.length; batches += 1) {
    const batch = records.slice(from, from + size);
    const [failure] = (await run({ Records: batch })).batchItemFailures;
    if (dies[batches] === true) continue;
    const at = batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failure?.itemIdentifier);
    from += at === -1 ? batch.length : at;
  }
};

/** What is counted of them where the bus takes what the script says, and all that comes after. */
const countOf = async (
  records: readonly StreamRecord[],
  script: readonly boolean[],
  size: number,
  dies: readonly boolean[],
) => {
  const { add, hours } = memoryStatistics();
  const left = [...script];
  const failures: unknown[] = [];
  const run = publishLifecycle({
    tell: async (events) => events.map(() => left.shift() ?? true),
    tellLowCredits: async () => new Set<string>(),
    setAside: async () => false,
    followUp: async () => {},
    count: createCount({ add, onFailure: (...failure) => failures.push(failure) }),
    report: () => {},
  });
  await poll(records, size, dies, run);
  expect(failures).toEqual([]);
  return hours;
};

const lists = fc.array(ways, { minLength: 1, maxLength: 6 }).map((all) => all.map(lifeOf));
const turns = fc.array(fc.nat(5), { minLength: 1, maxLength: 12 });
const scripts = fc.array(fc.boolean(), { maxLength: 25 });
const sizes = fc.integer({ min: 1, max: 12 });

test('invariant 20: the counters say what the records do, whatever part of a batch comes again', async () => {
  await holds(
    fc.asyncProperty(lists, turns, scripts, sizes, async (lives, turns, script, size) => {
      const counted = await countOf(interleaved(lives, turns), script, size, []);

      const expected = countedIn(lives);
      for (const [key, counts] of counted) {
        for (const [name, count] of counts) {
          if (!name.startsWith('step')) expect([name, count]).toEqual([name, expected.get(key)?.get(name) ?? 0]);
        }
      }
      for (const [key, counts] of expected) {
        for (const [name, count] of counts) expect([name, counted.get(key)?.get(name)]).toEqual([name, count]);
      }
    }),
  );
});

test('invariant 20: where batches come again as a whole, nothing is counted less than it is, but what was settled by hand', async () => {
  const deaths = fc.array(fc.boolean(), { maxLength: 8 });

  await holds(
    fc.asyncProperty(lists, turns, scripts, sizes, deaths, async (lives, turns, script, size, dies) => {
      const counted = await countOf(interleaved(lives, turns), script, size, dies);

      for (const [key, counts] of countedIn(lives)) {
        for (const [name, count] of counts) {
          if (name !== 'indeterminate') expect(counted.get(key)?.get(name) ?? 0).toBeGreaterThanOrEqual(count);
        }
      }
    }),
  );
});
