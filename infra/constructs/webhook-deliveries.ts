import { Arn, Aws, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { deliverMillis, roundMessageMillis } from '../../functions/messages/time-budget.ts';
import { isLocal, type Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { BriefQueue } from './brief-queue.ts';
import { toSend } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';

export const DELIVER_TIMEOUT = Duration.millis(deliverMillis);

/** As many as a FIFO queue gives out at once: a round takes them all. */
const BATCH_SIZE = 10;

/** Where the deployment with a bus of this name calls its deliverers. Known without looking, as the queue of requests is. */
const deliveryQueueName = (eventBusName: string): string => `${eventBusName}-deliveries.fifo`;

/**
 * Lets a function call the deliverers, by their queue's name: the API's stack must not need the events' stack (see
 * send-requests.ts).
 */
export function grantWaking(fn: ServiceFunction, settings: Settings): void {
  const name = deliveryQueueName(settings.eventBusName);
  const resource = Arn.format({ service: 'sqs', resource: name }, Stack.of(fn));
  fn.give({
    environment: {
      DELIVERY_QUEUE_URL: `https://sqs.${Aws.REGION}.${Aws.URL_SUFFIX}/${Aws.ACCOUNT_ID}/${name}`,
      WEBHOOK_DELIVERERS: String(settings.webhookDeliverers),
    },
    statements: [{ actions: ['sqs:SendMessage'], resource }, ...toSend(settings)],
  });
}

/** Tells a function how far its calls of receivers may reach: to this machine where all of it runs here, so never on AWS. */
export function giveReach(fn: ServiceFunction, settings: Settings): void {
  fn.give({ environment: { WEBHOOKS_TO_LOOPBACK: String(isLocal(settings)) }, statements: [] });
}

/**
 * What calls the deliverers to webhooks: their queue, of which each is a group, and the schedule, for what is due later and
 * for what the queue has lost.
 */
export class WebhookDeliveries extends Construct {
  readonly #queue: BriefQueue;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#queue = new BriefQueue(this, 'Queue', {
      settings,
      queueName: deliveryQueueName(settings.eventBusName),
      retentionPeriod: Duration.millis(roundMessageMillis),
      // EventBridge gives no deduplication id: "the queue must have content-based deduplication enabled" (SqsParameters).
      contentBasedDeduplication: true,
    });
    const schedule = new Rule(this, 'Schedule', {
      description: 'Brings what is due to webhooks',
      schedule: Schedule.rate(Duration.minutes(1)),
      // One group is enough: it calls the others.
      targets: [new SqsQueue(this.#queue, { messageGroupId: 'deliver-0' })],
    });
    acknowledge(schedule, 'What a lost round would have delivered, the next one does.', 'Serverless-EventBusDLQ');
  }

  deliverTo(fn: ServiceFunction): void {
    this.#queue.deliverTo(fn, BATCH_SIZE);
  }
}
