import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge, NO_DESTINATION } from './acknowledge.ts';
import { toRead } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';
import { ServiceQueue, type ServiceQueueProps } from './service-queue.ts';

/** Nobody else gets a request for so long. Lambda takes no function that may be at it for longer. */
const VISIBILITY = Duration.seconds(90);

/** For how long it keeps a request is said outright: SQS would keep it for four days. */
export interface BriefQueueProps extends ServiceQueueProps {
  readonly retentionPeriod: Duration;
}

/**
 * Requests to look again, which are worth nothing after the schedule has come. FIFO, because Lambda works on no more of
 * them at once than there are groups. One that failed is forgotten, and needs no dead-letter queue.
 *
 * SQS gives none of a group while another is in flight: a look that is cut off holds up the next until its own request
 * could be seen again.
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
    const reason = 'A request that failed is worth nothing: the schedule comes soon enough.';
    acknowledge(this, reason, 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy');
  }

  /** Has the function work the requests off, so many at once. */
  deliverTo(fn: ServiceFunction, batchSize: number): void {
    fn.addEventSource(new SqsEventSource(this, { batchSize }));
    fn.give({ environment: {}, statements: toRead(this.#settings, 'sqs') });
    acknowledge(fn, NO_DESTINATION, 'Serverless-LambdaEventSourceMappingDestination');
  }
}
