import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { BriefQueue } from './brief-queue.ts';
import { toSend } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';

export interface FollowUpsProps {
  /** How long SQS delays a request. functions/bus/follow-up.ts relies on it. */
  readonly delay: Duration;
  readonly settings: Settings;
}

/**
 * Requests for one more look at the fresh messages, and for help with a long sweep. FIFO drops duplicate requests. The looks at
 * fresh messages are one group, and each helper is one.
 */
export class FollowUps extends Construct {
  readonly #queue: BriefQueue;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, { delay, settings }: FollowUpsProps) {
    super(scope, id);
    this.#settings = settings;
    // Less than the visibility timeout: a request that was cut off does not come again, and the queue goes on with newer ones.
    const retentionPeriod = Duration.minutes(1);
    this.#queue = new BriefQueue(this, 'Queue', { settings, deliveryDelay: delay, retentionPeriod });
  }

  /** Lets a function ask for a follow-up. */
  grantAsking(fn: ServiceFunction): void {
    fn.give({
      environment: { FOLLOW_UP_QUEUE_URL: this.#queue.queueUrl },
      statements: [{ actions: ['sqs:SendMessage'], resource: this.#queue.queueArn }, ...toSend(this.#settings)],
    });
  }

  deliverTo(fn: ServiceFunction): void {
    this.#queue.deliverTo(fn, 1);
  }
}
