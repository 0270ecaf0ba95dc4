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

/** The most that a FIFO queue delivers at once: one round takes them all. */
const BATCH_SIZE = 10;

/** The queue by which a deployment calls its deliverers. Like the queue of requests, it follows from the bus's name. */
const deliveryQueueName = (eventBusName: string): string => `${eventBusName}-deliveries.fifo`;

/**
 * Lets a function call the deliverers. It names their queue, because the API's stack must not depend on the events' stack (see
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

/** Tells a function whether it may call receivers on its own machine: only if everything runs there, so never on AWS. */
export function giveReach(fn: ServiceFunction, settings: Settings): void {
  fn.give({ environment: { WEBHOOKS_TO_LOOPBACK: String(isLocal(settings)) }, statements: [] });
}

/**
 * What calls the deliverers: their queue, in which each is a group, and the schedule, for deliveries that are due later and for
 * what the queue has lost.
 */
export class WebhookDeliveries extends Construct {
  readonly #queue: BriefQueue;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#queue = new BriefQueue(this, 'Queue', {
      settings,
      queueName: deliveryQueueName(settings.eventBusName),
      retentionPeriod: Duration.millis(roundMessageMillis),
      // EventBridge sends no deduplication id: "the queue must have content-based deduplication enabled" (SqsParameters).
      contentBasedDeduplication: true,
    });
    const schedule = new Rule(this, 'Schedule', {
      description: 'Delivers to webhooks what is due',
      schedule: Schedule.rate(Duration.minutes(1)),
      // One group is enough: its deliverer calls the others.
      targets: [new SqsQueue(this.#queue, { messageGroupId: 'deliver-0' })],
    });
    acknowledge(schedule, 'The next round delivers what a lost one would have delivered.', 'Serverless-EventBusDLQ');
  }

  deliverTo(fn: ServiceFunction): void {
    this.#queue.deliverTo(fn, BATCH_SIZE);
  }
}
