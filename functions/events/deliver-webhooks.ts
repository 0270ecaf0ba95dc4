import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import type { Deliverers } from '../bus/deliverers.ts';
import { type GoOn, roundIn } from '../bus/wake.ts';
import { deliverMillis, roundMessageMillis } from '../messages/time-budget.ts';
import { logger, setInvocation } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import type { Deliver, DeliverReport, Told } from '../webhooks/round.ts';
import { deliver } from '../wiring/deliver.ts';
import { clock } from '../wiring/messages.ts';
import { deliverers, waking } from '../wiring/webhooks.ts';
import { reportFailedRound, reportRound } from './metrics.ts';

interface Dependencies {
  readonly deliver: Deliver;
  readonly deliverers: Deliverers;
  readonly goOn: GoOn;
  readonly clock: () => Date;
  readonly report: (report: DeliverReport) => void;
  readonly reportFailure: (error: unknown) => void;
}

/** The interval of the schedule. */
const scheduleMillis = 60_000;

/**
 * A round of deliveries by the deliverers that the messages are for, and a request for the next round if something is
 * left. The schedule's message goes to the first deliverer, which calls the others. If the first is so busy that the
 * message expires, it calls them as often without the message.
 *
 * A failed round is not thrown, because its message would block its group until the visibility timeout ends. What the
 * message told of is in the index of due deliveries as well, and the schedule starts a round within a minute.
 *
 * Messages that are about to expire start no round, because SQS would release their group while the round still runs.
 */
export const deliverWebhooks = ({ deliver, deliverers, goOn, clock, report, reportFailure }: Dependencies) => {
  let othersCalledAt = clock().getTime();
  return async ({ Records }: Pick<SQSEvent, 'Records'>, context: Context): Promise<void> => {
    const began = clock().getTime();
    const deadline = began + context.getRemainingTimeInMillis();
    const own = [...new Set(Records.map(({ attributes }) => attributes.MessageGroupId ?? ''))];
    const shards = deliverers.shardsOf(own);
    const youngest = Math.max(...Records.map(({ attributes }) => Number(attributes.SentTimestamp)));
    const rounds = Records.map(({ body }) => roundIn(body));
    const isTime = own.includes(deliverers.groups[0] ?? '') && began - othersCalledAt >= scheduleMillis;
    if (isTime || rounds.some(({ isScheduled }) => isScheduled)) {
      othersCalledAt = began;
      await goOn(deliverers.groups.filter((group) => !own.includes(group)));
    }
    // They waited while another round was running, which has found what they tell of.
    if (youngest + roundMessageMillis < began + deliverMillis) return;
    // While the number of deliverers changes, a message may tell of webhooks that belong to another by now.
    const isOwn = ({ webhook }: Told) => own.includes(deliverers.groupOf(webhook));
    const told = rounds.flatMap(({ told }) => told.filter(isOwn));
    try {
      const result = await deliver(told, shards, deadline);
      report(result);
      if (result.isLeft) await goOn(own);
    } catch (error) {
      reportFailure(error);
    }
  };
};

const delivering = once(() =>
  deliverWebhooks({
    deliver: deliver(),
    deliverers: deliverers(),
    goOn: waking().goOn,
    clock,
    report: reportRound,
    reportFailure: reportFailedRound,
  }),
);

/** Called by AWS, for each batch of the deliverers' queue. */
export const handler = middy<SQSEvent, void>()
  .use({
    before: ({ context }) => setInvocation({ requestId: context.awsRequestId }),
    // The runtime logs the error too, but not as JSON.
    onError: ({ error }) => logger.error('deliveries failed', { error }),
  })
  .handler((event, context) => delivering()(event, context));
