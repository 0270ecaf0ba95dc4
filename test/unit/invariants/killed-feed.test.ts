import { expect, test } from 'vitest';
import { createTellLowCredits, type WatchedCredits } from '../../../functions/accounts/low-credits.ts';
import { createTell } from '../../../functions/bus/tell.ts';
import { publishLifecycle, type StreamEvent } from '../../../functions/events/publish-lifecycle.ts';
import { sendRequested } from '../../../functions/events/send-requested.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { createRecordNews } from '../../../functions/webhooks/record-news.ts';
import { aContext } from '../../support/clients/api-events.ts';
import { memoryCreditWatch } from '../../support/fakes/memory-credit-watch.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { publishing } from '../../support/fakes/published-events.ts';
import { around } from '../../support/model/around.ts';
import { aLife, type Death } from '../../support/model/deaths.ts';
import { aMessage, now, rules } from '../../support/model/messages.ts';
import { aWebhook } from '../../support/model/webhooks.ts';

const account = `acc_${'A'.repeat(22)}`;

/** What is left when a function dies; each run of `begin` is another process, a second later than the one before. */
const aWorld = (credits: WatchedCredits) => {
  const bus = publishing();
  const events = ['message.*', 'send.rejected', 'credits.low'] as const;
  const webhooks = memoryWebhooks(['wh_1', 'wh_2'].map((id) => aWebhook({ id, account, events })));
  const store = memoryDeliveries();
  const records = new Map([[account, credits]]);
  let time = now.getTime();
  const clock = () => new Date(time);

  const begin = (death?: Death) => {
    time += 1_000;
    const life = aLife(death);
    const onFailure = (error: unknown) => {
      throw error;
    };
    const { publish } = around({ publish: bus.publish }, ['publish'], life.around);
    const recordNews = createRecordNews({
      webhooks: around(webhooks, ['ofAccounts'], life.around),
      deliveries: around(store.deliveries, ['add'], life.around),
      wake: around({ wake: async () => {} }, ['wake'], life.around).wake,
      clock,
      onFailure,
    });
    const tell = createTell({ publish, recordNews });
    const watch = around(memoryCreditWatch(records), ['read', 'note', 'noteTold'], life.around);
    const tellOne = async (event: Parameters<typeof tell>[0][number]) => (await tell([event]))[0] === true;
    return { life, tell, tellLowCredits: createTellLowCredits({ watch, tell: tellOne, clock, onFailure }), clock };
  };

  return {
    begin,
    bus,
    /** How often each event was told. Under one id it is told alike, but for the time where its source has none. */
    told: () => Map.groupBy(bus.events, ({ detail }) => detail.eventId),
    recorded: () => store.history.map(({ webhook, body }) => `${webhook} ${JSON.parse(body).data.eventId}`).sort(),
    low: () => records.get(account)?.low,
  };
};

type World = ReturnType<typeof aWorld>;
type Process = ReturnType<World['begin']>;

const enough = { balance: 100, added: 100, threshold: 10 };
const few = { balance: 9, added: 100, threshold: 10 };
const changedMeanwhile = { at: '2030-06-01T11:00:00.000Z', credits: 1, threshold: 10, added: 50, isTold: false };

const submitting = aMessage({ account, charge: 1 });
const queued = { ...submitting, status: 'queued' as const, version: 2 };
const batch: StreamEvent = {
  Records: [
    { dynamodb: { SequenceNumber: '1', NewImage: toItem(submitting, 90) } },
    { dynamodb: { SequenceNumber: '2', OldImage: toItem(submitting, 90), NewImage: toItem(queued, 90) } },
  ],
};

const publisher = async ({ tell, tellLowCredits }: Process) => {
  const run = publishLifecycle({
    tell,
    tellLowCredits,
    setAside: async () => false,
    followUp: async () => {},
    count: async () => {},
    report: () => {},
  });
  expect(await run(batch)).toEqual({ batchItemFailures: [] });
};

const record = {
  messageId: 'sqs-0',
  body: JSON.stringify({ id: 'event-1', source: 'shop.orders', detail: { account, to: 'nobody', text: 'Hello' } }),
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(now.getTime()) },
};

const sender = async ({ tell, clock }: Process) => {
  const run = sendRequested({
    accounts: { findAccount: async () => undefined },
    send: () => Promise.reject(new Error('Nobody sends.')),
    doJob: () => Promise.reject(new Error('There is no job.')),
    rules: () => rules,
    tell,
    maxReceives: 5,
    clock,
  });
  // Of a record, the function reads these.
  expect(await run({ Records: [record] } as Parameters<typeof run>[0], aContext())).toEqual({ batchItemFailures: [] });
};

const changes = [`${submitting.id}/1`, `${submitting.id}/2`];
const lowAt = (at: string | undefined) => `credits/${account}/${at}`;

const feeds: readonly {
  readonly name: string;
  readonly run: (process: Process) => Promise<void>;
  readonly credits: WatchedCredits;
  readonly expected: (world: World) => readonly string[];
}[] = [
  { name: 'publisher', run: publisher, credits: enough, expected: () => changes },
  {
    name: 'publisher, credits being few,',
    run: publisher,
    credits: few,
    expected: (world) => [...changes, lowAt(world.low()?.at)],
  },
  {
    name: 'publisher, credits having been few before,',
    run: publisher,
    credits: { ...few, low: changedMeanwhile },
    expected: (world) => [...changes, lowAt(changedMeanwhile.at), lowAt(world.low()?.at)],
  },
  { name: 'sender of what is rejected', run: sender, credits: enough, expected: () => ['event-1/rejected'] },
];

test.each(feeds)('invariant 16: a $name that dies anywhere loses nothing, and records nothing twice', async (feed) => {
  const { run, credits, expected } = feed;
  const unharmed = aWorld(credits).begin();
  await run(unharmed);
  const deaths = unharmed.life.deaths();
  expect(deaths.length).toBeGreaterThan(7);

  for (const death of deaths) {
    const world = aWorld(credits);
    const dying = world.begin(death);
    await dying.life.of(run(dying));
    expect(dying.life.isDead()).toBe(true);
    // What was not answered comes again.
    await run(world.begin());

    const ids = [...expected(world)];
    expect([...world.told().keys()].sort(), death.name).toEqual(ids.toSorted());
    expect(world.recorded()).toEqual(ids.flatMap((id) => [`wh_1 ${id}`, `wh_2 ${id}`]).sort());
    expect(world.low()?.isTold ?? true).toBe(true);
    for (const alike of feed.run === publisher ? world.told().values() : [])
      expect(new Set(alike.map((event) => JSON.stringify(event))).size).toBe(1);
  }
});
