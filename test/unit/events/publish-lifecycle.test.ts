import { describe, expect, test } from 'vitest';
import type { UnreadableRecord } from '../../../functions/bus/set-aside.ts';
import type { PublishedEvent } from '../../../functions/contract/events.ts';
import { publishLifecycle, type StreamEvent } from '../../../functions/events/publish-lifecycle.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { besidePublishingMillis } from '../../../functions/messages/time-budget.ts';
import { type Count, createCount } from '../../../functions/statistics/count.ts';
import type { Addition } from '../../../functions/statistics/ports.ts';
import { type Item, toItem } from '../../../functions/store/message-item.ts';
import { markRestored } from '../../../functions/store/restored.ts';
import { publishing } from '../../support/fakes/published-events.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const logged = logLines();

type StreamRecord = StreamEvent['Records'][number];

const aRecord = (sequence: string, before: Message | undefined, after: Message): StreamRecord => ({
  dynamodb: {
    SequenceNumber: sequence,
    ...(before && { OldImage: toItem(before, 90) }),
    NewImage: toItem(after, 90),
  },
});

const poison: StreamRecord = { dynamodb: { SequenceNumber: 'poison', NewImage: { id: { S: 'none of ours' } } } };

const submitting = aMessage();
const queued = aMessage({ ...submitting, status: 'queued', version: 2 });
const delivered = aMessage({ ...submitting, status: 'delivered', version: 3 });
const life = [aRecord('1', undefined, submitting), aRecord('2', submitting, queued), aRecord('3', queued, delivered)];

const lifecycle = (
  bus = publishing(),
  askFollowUp = async () => {},
  setsAside = true,
  settles = true,
  counts?: Count,
) => {
  const followUps: unknown[] = [];
  const followUp = async (newest: Date | undefined) => {
    followUps.push(newest?.toISOString());
    await askFollowUp();
  };
  const aside: UnreadableRecord[] = [];
  const setAside = async (record: UnreadableRecord) => {
    if (setsAside) aside.push(record);
    return setsAside;
  };
  const spenders: string[][] = [];
  const tellLowCredits = async (accounts: readonly string[]) => {
    spenders.push([...accounts]);
    return new Set(settles ? accounts : []);
  };
  const reported: PublishedEvent[] = [];
  const report = (events: readonly PublishedEvent[]) => {
    reported.push(...events);
  };
  const counted: Addition[] = [];
  const count: Count = async (additions, millis) => {
    expect(millis).toBeGreaterThan(besidePublishingMillis - 5_000);
    counted.push(...additions);
  };
  const run = publishLifecycle({
    tell: bus.publish,
    tellLowCredits,
    setAside,
    followUp,
    count: counts ?? count,
    report,
  });
  return {
    aside,
    counted,
    reported,
    run: (...Records: StreamRecord[]) => run({ Records }),
    events: bus.events,
    followUps,
    spenders,
  };
};

const statusesOf = (events: ReturnType<typeof lifecycle>['events']) =>
  events.map(({ detail }) => ('status' in detail ? detail.status : undefined));

describe('publishing the table’s changes', () => {
  test('tells each status of a message in order', async () => {
    const { run, events } = lifecycle();

    expect(await run(...life)).toEqual({ batchItemFailures: [] });
    expect(statusesOf(events)).toEqual(['submitting', 'queued', 'delivered']);
  });

  test('says nothing of deletions and of changes that are no news', async () => {
    const { run, events } = lifecycle();
    const deletion = { dynamodb: { SequenceNumber: '1', OldImage: toItem(delivered, 90) } };

    expect(await run(deletion, aRecord('2', queued, { ...queued, version: 3 }))).toEqual({ batchItemFailures: [] });
    expect(events).toEqual([]);
  });

  test('has Lambda come back with the first that was not published', async () => {
    const bus = publishing({ takes: ({ detail }) => detail.eventId !== `${submitting.id}/2` });

    const { run, reported } = lifecycle(bus);

    expect(await run(...life)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(statusesOf(bus.events)).toEqual(['submitting']);
    expect(reported).toEqual(bus.events);
  });

  test('loses nothing when a batch comes back until it is published', async () => {
    const bus = publishing({ takes: () => false });
    const { run } = lifecycle(bus);
    let rest = life;
    const failedAt = async () => (await run(...rest)).batchItemFailures[0]?.itemIdentifier;

    expect(await failedAt()).toBe('1');
    bus.script.takes = ({ detail }) => !('status' in detail && detail.status === 'delivered');
    expect(await failedAt()).toBe('3');
    rest = life.slice(2);
    delete bus.script.takes;
    expect(await failedAt()).toBeUndefined();

    expect(statusesOf(bus.events)).toEqual(['submitting', 'queued', 'delivered']);
  });

  test('sets a record aside that cannot be read, and publishes those before and after it', async () => {
    const { run, events, aside } = lifecycle();
    const [first, ...others] = life;

    const answer = await run(...(first ? [first] : []), poison, ...others);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(statusesOf(events)).toEqual(['submitting', 'queued', 'delivered']);
    expect(aside).toEqual([{ sequence: 'poison', id: 'none of ours' }]);
  });

  test('has Lambda come back with a record that could not be set aside', async () => {
    const { run, events } = lifecycle(publishing(), undefined, false);

    expect(await run(...life, poison)).toEqual({ batchItemFailures: [{ itemIdentifier: 'poison' }] });
    expect(statusesOf(events)).toEqual(['submitting', 'queued', 'delivered']);
  });

  test('takes any record that cannot be read for such a one', async () => {
    const huge = { dynamodb: { SequenceNumber: '9', NewImage: { id: { S: 'x' }, version: { N: '1'.repeat(30) } } } };
    const { run, aside } = lifecycle();

    expect(await run(huge)).toEqual({ batchItemFailures: [] });
    expect(aside).toEqual([{ sequence: '9', id: 'x' }]);
  });
});

describe('messages', () => {
  const shop = { account: 'acc_shop', hour: '2030-06-01T12' };
  const countsOf = (additions: readonly Addition[]) =>
    additions.map(({ counts, ...where }) => ({ ...where, ...Object.fromEntries(counts) }));

  test('are counted once for a batch', async () => {
    const { run, counted } = lifecycle();

    await run(...life, aRecord('4', undefined, aMessage({ id: 'msg_2' })));

    expect(countsOf(counted)).toEqual([{ ...shop, messages: 2, delivered: 1, step0: 1 }]);
  });

  test('are counted with the batch that is done with them, where a part comes again', async () => {
    const bus = publishing({ takes: ({ detail }) => detail.eventId !== `${submitting.id}/2` });
    const { run, counted } = lifecycle(bus);

    await run(...life);
    const first = countsOf(counted);
    delete bus.script.takes;
    await run(...life.slice(1));

    expect(first).toEqual([{ ...shop, messages: 1 }]);
    expect(countsOf(counted).slice(1)).toEqual([{ ...shop, delivered: 1, step0: 1 }]);
  });

  test('that may not be counted, as before the permission is there, are told of all the same, and do not come again', async () => {
    const denied: unknown[] = [];
    const add = async () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    };
    const count = createCount({ add, onFailure: (left) => denied.push(...left) });
    const { run, events } = lifecycle(publishing(), async () => {}, true, true, count);

    expect(await run(...life)).toEqual({ batchItemFailures: [] });
    expect(events).toHaveLength(3);
    expect(denied).toMatchObject([shop]);
  });

  test('are not counted where their record cannot be read', async () => {
    const { account, status, createdAt } = toItem(submitting, 90);
    const { run, counted } = lifecycle();

    await run({ dynamodb: { SequenceNumber: '1', NewImage: { id: { S: 'x' }, account, status, createdAt } as Item } });

    expect(counted).toEqual([]);
  });
});

describe('credits', () => {
  const paid = aMessage({ account: 'acc_metered', charge: 2 });
  const reason = { code: 'insufficient_credit', text: 'No.' };
  const unpaid = aMessage({ account: 'acc_poor', status: 'failed', reason });

  test('are looked at once for each account whose new messages took them, or were not covered', async () => {
    const { run, spenders } = lifecycle();

    await run(
      ...[paid, { ...paid, id: 'msg_2' }, unpaid, submitting].map((one, at) => aRecord(`${at}`, undefined, one)),
    );

    expect(spenders).toEqual([['acc_metered', 'acc_poor']]);
  });

  test('are not looked at for what gives them back, for changes, and for records that are put back', async () => {
    const { run, spenders } = lifecycle();
    const { charge: _, ...refunded } = { ...paid, status: 'failed' as const, version: 2 };
    const restored = { SequenceNumber: '3', NewImage: markRestored(toItem(paid, 90), now) };

    await run(aRecord('1', paid, refunded), aRecord('2', paid, { ...paid, version: 2 }), { dynamodb: restored });

    expect(spenders).toEqual([[]]);
  });

  test('that are not told have Lambda come back, with all else published', async () => {
    const { run, events } = lifecycle(publishing(), undefined, true, false);

    const answer = await run(...life, aRecord('4', undefined, paid), aRecord('5', undefined, unpaid));

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '4' }] });
    expect(events).toHaveLength(5);
  });
});

describe('a follow-up', () => {
  test('is asked for once, whatever number of messages are new', async () => {
    const { run, followUps } = lifecycle();

    await run(...life, aRecord('4', undefined, aMessage()));

    expect(followUps.length).toBe(1);
  });

  test('is asked for with the time of the newest message, in whatever order they come', async () => {
    const { run, followUps } = lifecycle();
    const times = ['2030-06-01T11:59:58.000Z', '2030-06-01T11:59:59.500Z', '2030-06-01T11:59:59.000Z'];
    const messages = times.map((time) => aMessage({ createdAt: time, updatedAt: time }));

    await run(...messages.map((message, index) => aRecord(String(index), undefined, message)), ...life.slice(1));

    expect(followUps).toEqual(['2030-06-01T11:59:59.500Z']);
  });

  test('is not asked for by changes of messages that were there', async () => {
    const { run, followUps } = lifecycle();

    await run(...life.slice(1));

    expect(followUps).toEqual([]);
  });

  test('that cannot be asked for does not have the batch published again', async () => {
    const { run, events } = lifecycle(publishing(), () => Promise.reject(new Error('no queue')));

    expect(await run(...life)).toEqual({ batchItemFailures: [] });
    expect(events.length).toBe(3);
    expect(logged()).toMatchObject([{ level: 'warn' }]);
  });
});
