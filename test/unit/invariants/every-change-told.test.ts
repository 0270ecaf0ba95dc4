import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPublish } from '../../../functions/bus/event-bus.ts';
import { createTell } from '../../../functions/bus/tell.ts';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { publishLifecycle, type StreamEvent } from '../../../functions/events/publish-lifecycle.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { advance } from '../../../functions/messages/transition.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { createRecordNews } from '../../../functions/webhooks/record-news.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { aWebhook } from '../../support/model/webhooks.ts';
import { holds } from '../../support/runner/property.ts';

type StreamRecord = StreamEvent['Records'][number];

/** What EventBridge does with an entry, or with a call as a whole; `loses_answer` takes it and says that it did not. */
const fates = ['takes', 'takes', 'refuses', 'loses_answer', 'fails_call'] as const;
type Fate = (typeof fates)[number];

/** A bus that does with one entry after the other as told, and takes all that comes after. */
const unreliableBus = (script: readonly Fate[]) => {
  const left = [...script];
  const taken: string[] = [];
  const send = async (command: PutEventsCommand) => {
    const given = command.input.Entries ?? [];
    const results = given.map(({ Detail = '' }) => ({ Detail, fate: left.shift() ?? 'takes' }));
    if (results.some(({ fate }) => fate === 'fails_call')) throw new Error('The connection was reset.');
    taken.push(...results.filter(({ fate }) => fate !== 'refuses').map(({ Detail }) => Detail));
    return { Entries: results.map(({ fate }) => (fate === 'takes' ? {} : { ErrorCode: 'InternalFailure' })) };
  };
  const publish = createPublish({
    client: { send } as never,
    bus: 'sms-gateway',
    onFailure: () => {},
    pause: async () => {},
  });
  return { publish, details: () => taken.map((detail) => JSON.parse(detail)) };
};

/** A record of deliveries for a webhook that fails as told, and takes all that comes after. */
const unreliableFeed = (script: readonly boolean[]) => {
  const left = [...script];
  const fails = () => left.shift() === true;
  const webhooks = memoryWebhooks([aWebhook()], { isUnavailable: fails });
  const { deliveries, history } = memoryDeliveries([], { isUnavailable: fails, isLost: fails });
  const onFailure = () => {};
  const recordNews = createRecordNews({ webhooks, deliveries, wake: async () => {}, clock: () => now, onFailure });
  return { recordNews, history };
};

/** A message's way through the statuses asked for, as far as they are allowed: what the table's stream tells of it. */
const lifeOf = (first: Message, path: readonly Status[]): Message[] => {
  const life = [first];
  for (const status of path) {
    const next = advance(life[life.length - 1] ?? first, { status }, now);
    if (next) life.push(next);
  }
  return life;
};

const recordsOf = (life: readonly Message[]): StreamRecord['dynamodb'][] =>
  life.map((after, index) => {
    const before = life[index - 1];
    return { ...(before && { OldImage: toItem(before, 90) }), NewImage: toItem(after, 90) };
  });

const unheeded = {
  tellLowCredits: async () => new Set<string>(),
  setAside: async () => true,
  followUp: async () => {},
  count: async () => {},
  report: () => {},
};

/** As Lambda does, which tries for as long as the stream keeps its records (test/infra/events.test.ts): what was not published comes again, with all that follows. Batches end where it pleases. */
const poll = async (
  records: readonly StreamRecord[],
  size: number,
  run: (event: StreamEvent) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>,
) => {
  for (let from = 0; from < records.length; ) {
    const batch = records.slice(from, from + size);
    const [failure] = (await run({ Records: batch })).batchItemFailures;
    const at = batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failure?.itemIdentifier);
    from += at === -1 ? batch.length : at;
  }
};

const paths = fc.array(fc.array(fc.constantFrom(...statuses), { maxLength: 8 }), { minLength: 1, maxLength: 5 });
const scripts = fc.array(fc.constantFrom(...fates), { maxLength: 40 });
const failures = fc.array(fc.boolean(), { maxLength: 20 });

test('invariant 7: each status change is told, in order, under one id however often, and recorded once for a webhook, whatever part of a call fails', async () => {
  await holds(
    fc.asyncProperty(
      paths,
      scripts,
      failures,
      fc.integer({ min: 1, max: 30 }),
      async (paths, script, failures, size) => {
        const lives = paths.map((path) => lifeOf(aMessage(), path));
        const records = lives
          .flatMap(recordsOf)
          .map((dynamodb, index) => ({ dynamodb: { ...dynamodb, SequenceNumber: String(index) } }));
        const bus = unreliableBus(script);
        const { recordNews, history } = unreliableFeed(failures);
        const tell = createTell({ publish: bus.publish, recordNews });

        await poll(records, size, publishLifecycle({ tell, ...unheeded }));

        const told = new Map<string, string>();
        for (const detail of bus.details()) {
          const text = JSON.stringify(detail);
          // The same id never tells two things.
          expect(told.get(detail.eventId) ?? text).toBe(text);
          told.set(detail.eventId, text);
        }
        const ids = lives.map((life) => life.map(({ id, version }) => `${id}/${version}`));
        expect([...told.keys()].sort()).toEqual(ids.flat().sort());
        const recorded = history.map(({ body }) => JSON.parse(body).data.eventId);
        expect(recorded.sort()).toEqual(ids.flat().sort());
        for (const ofOne of ids) expect([...told.keys()].filter((id) => ofOne.includes(id))).toEqual(ofOne);
      },
    ),
  );
});
