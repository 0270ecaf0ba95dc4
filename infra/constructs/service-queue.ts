import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** A queue as all of ours are: encrypted by SQS, and closed to callers without TLS. */
export class ServiceQueue extends Queue {
  constructor(scope: Construct, id: string, props: QueueProps) {
    super(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
  }
}

/** What could not be processed, for as long as SQS keeps anything: somebody has to look at it. */
export class DeadLetterQueue extends ServiceQueue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { retentionPeriod: Duration.days(14) });
    acknowledge(this, 'It is a dead-letter queue.', 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy');
  }
}
