import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createDeliverers } from '../../../functions/bus/deliverers.ts';
import { deliverWebhooks } from '../../../functions/events/deliver-webhooks.ts';
import { reportFailedRound, reportRound } from '../../../functions/events/metrics.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { DeliverReport, Told } from '../../../functions/webhooks/round.ts';
import { aContext } from '../../support/clients/api-events.ts';
import { now } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const lines = logLines();

/** Webhooks whose last digit is their shard. */
const due = { shards: ['0', '1', '2', '3'], shardOf: (webhook: string) => webhook.slice(-1) };

const idle: DeliverReport = { delivered: 0, failedAttempts: 0, failed: 0, disabled: 0, isLeft: false };

/** The door over rounds that come to `report`. */
const door = ({ count = 2, report = async (): Promise<DeliverReport> => idle } = {}) => {
  const rounds: { told: readonly Told[]; shards: readonly string[]; deadline: number }[] = [];
  const time = { now: now.getTime() };
  const wokenAt: { groups: readonly string[]; rounds: number }[] = [];
  const handle = deliverWebhooks({
    deliver: (told, shards, deadline) => {
      rounds.push({ told, shards, deadline });
      return report();
    },
    deliverers: createDeliverers(due, count),
    goOn: async (groups) => {
      wokenAt.push({ groups, rounds: rounds.length });
    },
    clock: () => new Date(time.now),
    report: reportRound,
    reportFailure: reportFailedRound,
  });
  /** Messages of the queue, each its group, its body, and for how many milliseconds it has waited. */
  const receive = (...messages: readonly (readonly [string, unknown, number?])[]) => {
    const Records = messages.map(([MessageGroupId, body, waited = 0]) => {
      const SentTimestamp = String(time.now - waited);
      return { body: JSON.stringify(body), attributes: { MessageGroupId, SentTimestamp } } as SQSRecord;
    });
    return handle({ Records }, aContext(75_000));
  };
  return { rounds, wokenAt, receive, time };
};

const toldOf = (webhook: string): Told => ({ webhook, id: 'evt_1', account: 'acc_1' });
const telling = (...webhooks: readonly string[]) => ({ deliveries: webhooks.map(toldOf) });
const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event' };

describe('a round', () => {
  test('is of what all messages of a batch tell, in the shards of their groups, until the function’s time is over', async () => {
    const { rounds, receive } = door();

    await receive(['deliver-0', telling('wh_0', 'wh_2')], ['deliver-0', telling()], ['deliver-1', telling('wh_3')]);
    await receive(['deliver-1', telling()]);

    const deadline = now.getTime() + 75_000;
    expect(rounds).toEqual([
      { told: ['wh_0', 'wh_2', 'wh_3'].map(toldOf), shards: ['0', '1', '2', '3'], deadline },
      { told: [], shards: ['1', '3'], deadline },
    ]);
  });

  test('is not asked for by what would be forgotten while it lasts, but by what came with it', async () => {
    const { rounds, receive } = door();
    const old = 170_000;

    await receive(['deliver-0', telling('wh_0'), old], ['deliver-0', telling('wh_2'), old]);
    expect(rounds).toEqual([]);

    await receive(['deliver-0', telling('wh_0'), old], ['deliver-0', telling('wh_2'), 1_000]);
    expect(rounds).toMatchObject([{ told: ['wh_0', 'wh_2'].map(toldOf) }]);
  });

  test('leaves to others what is theirs since there are more or fewer of them', async () => {
    const { rounds, receive } = door();

    await receive(['deliver-0', telling('wh_0', 'wh_1')]);
    await receive(['deliver-3', telling('wh_3')]);

    expect(rounds).toMatchObject([
      { told: [toldOf('wh_0')], shards: ['0', '2'] },
      { told: [], shards: [] },
    ]);
  });

  test('of the schedule calls the other deliverers first', async () => {
    const { wokenAt, receive } = door({ count: 4 });

    await receive(['deliver-0', scheduled]);
    await receive(['deliver-1', telling('wh_1')]);

    expect(wokenAt).toEqual([{ groups: ['deliver-1', 'deliver-2', 'deliver-3'], rounds: 0 }]);
  });

  test('of the first deliverer calls the others each minute, though what it is told of keeps the schedule from its turn', async () => {
    const { wokenAt, receive, time } = door();

    for (const seconds of [0, 40, 40, 40, 40]) {
      time.now += seconds * 1_000;
      await receive(['deliver-0', telling('wh_0')]);
      await receive(['deliver-1', telling('wh_1')]);
    }

    expect(wokenAt.map(({ groups }) => groups)).toEqual([['deliver-1'], ['deliver-1']]);
  });

  test('asks for the next one while something is left, and for none where there is nothing', async () => {
    const reports = [{ ...idle, isLeft: true }, idle];
    const { wokenAt, receive } = door({ report: async () => reports.shift() ?? idle });

    await receive(['deliver-0', telling()], ['deliver-1', telling()]);
    await receive(['deliver-0', telling()]);

    expect(wokenAt).toEqual([{ groups: ['deliver-0', 'deliver-1'], rounds: 1 }]);
  });

  test('that fails is told, and not thrown: it would hold up its group', async () => {
    const { wokenAt, receive } = door({ report: () => Promise.reject(new StoreUnavailableError()) });

    await receive(['deliver-0', telling('wh_0')]);

    expect(wokenAt).toEqual([]);
    expect(lines()).toMatchObject([{ WebhookRoundsFailed: [1] }, { level: 'error', message: 'deliveries failed' }]);
  });
});

describe('what a round did', () => {
  test('is told in one line, and counted', async () => {
    const { receive } = door({ report: async () => ({ ...idle, delivered: 7, failedAttempts: 2, disabled: 1 }) });

    await receive(['deliver-0', telling('wh_0')]);

    const [metrics = {}, line] = lines();
    expect(metrics).toMatchObject({ WebhooksDelivered: [7], WebhookAttemptsFailed: [2], WebhooksDisabled: [1] });
    expect(metrics).not.toHaveProperty('WebhookDeliveriesFailed');
    expect(line).toMatchObject({ message: 'deliveries', delivered: 7, failedAttempts: 2, failed: 0, disabled: 1 });
  });

  test('is worth no line where it is nothing', async () => {
    const { receive } = door();

    await receive(['deliver-0', scheduled]);

    expect(lines()).toEqual([]);
  });
});
