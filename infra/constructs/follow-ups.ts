import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge, NO_DESTINATION } from './acknowledge.ts';
import { toRead, toSend } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';
import { ServiceQueue } from './service-queue.ts';

/** Nobody else gets a request for so long. Lambda takes no function that may be at it for longer. */
const VISIBILITY = Duration.seconds(90);

export interface FollowUpsProps {
  /** Before a request is heard. functions/bus/follow-up.ts counts on it. */
  readonly delay: Duration;
  readonly settings: Settings;
}

/**
 * Requests for one more look at the fresh messages, and for help with a sweep that is too long. FIFO, because it drops the
 * same request made twice, and because Lambda works on no more of them at once than there are groups: the fresh messages
 * are one, and each helper is. One that failed is forgotten after a minute, when the schedule's sweep has come: it needs no
 * dead-letter queue.
 *
 * SQS gives none of a group while another is in flight: a look that is cut off holds up the next until its own request
 * could be seen again. SQS keeps requests for less than that, so that it does not come again, and the queue goes on with
 * what has been asked for since.
 */
export class FollowUps extends Construct {
  readonly queue: Queue;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, { delay, settings }: FollowUpsProps) {
    super(scope, id);
    this.#settings = settings;
    this.queue = new ServiceQueue(this, 'Queue', {
      settings,
      fifo: true,
      deliveryDelay: delay,
      retentionPeriod: Duration.minutes(1),
      visibilityTimeout: VISIBILITY,
    });
    const reason = 'A follow-up that failed is worth nothing: the schedule comes soon enough.';
    acknowledge(this.queue, reason, 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy');
  }

  /** Lets a function ask for a follow-up. */
  grantAsking(fn: ServiceFunction): void {
    fn.give({
      environment: { FOLLOW_UP_QUEUE_URL: this.queue.queueUrl },
      statements: [{ actions: ['sqs:SendMessage'], resource: this.queue.queueArn }, ...toSend(this.#settings)],
    });
  }

  deliverTo(fn: ServiceFunction): void {
    fn.addEventSource(new SqsEventSource(this.queue, { batchSize: 1 }));
    fn.give({ environment: {}, statements: toRead(this.#settings, 'sqs') });
    acknowledge(fn, NO_DESTINATION, 'Serverless-LambdaEventSourceMappingDestination');
  }
}
