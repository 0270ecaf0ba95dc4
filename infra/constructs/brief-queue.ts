import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge, NO_DESTINATION } from './acknowledge.ts';
import { toRead } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';
import { ServiceQueue, type ServiceQueueProps } from './service-queue.ts';

/** How long SQS hides a request that was received. Lambda refuses a function with a longer timeout. */
const VISIBILITY = Duration.seconds(90);

/** The retention period is required, because SQS's default is four days. */
export interface BriefQueueProps extends ServiceQueueProps {
  readonly retentionPeriod: Duration;
}

/**
 * A queue of requests to look again. They are worthless once the schedule has come, so a failed one is dropped, and there is no
 * dead-letter queue. The queue is FIFO because then Lambda works on no more requests at once than there are groups.
 *
 * SQS delivers nothing of a group while one of its requests is in flight. So a look that is cut off holds up the next until
 * its own request becomes visible again.
 */
export class BriefQueue extends ServiceQueue {
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, { settings, ...props }: BriefQueueProps) {
    super(scope, id, {
      settings,
      fifo: true,
      visibilityTimeout: VISIBILITY,
      ...props,
    });
    this.#settings = settings;
    const reason = 'A failed request is dropped: the schedule comes soon enough.';
    acknowledge(this, reason, 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy');
  }

  /** Has the function work off the requests, up to `batchSize` at once. */
  deliverTo(fn: ServiceFunction, batchSize: number): void {
    fn.addEventSource(new SqsEventSource(this, { batchSize }));
    fn.give({ environment: {}, statements: toRead(this.#settings, 'sqs') });
    acknowledge(fn, NO_DESTINATION, 'Serverless-LambdaEventSourceMappingDestination');
  }
}
