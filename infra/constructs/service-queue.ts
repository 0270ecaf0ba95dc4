import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { isDisposable, type Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';

export interface ServiceQueueProps extends QueueProps {
  readonly settings: Settings;
}

/** A queue that is encrypted, by SQS or with the customer's key, and closed to callers without TLS. */
export class ServiceQueue extends Queue {
  constructor(scope: Construct, id: string, { settings, ...props }: ServiceQueueProps) {
    super(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
    if (settings.encryptionKeyArn !== undefined) this.#encryptWith(settings.encryptionKeyArn);
  }

  /**
   * Sets the key behind the back of the CDK's Queue. If that knew the key, it would let any account's rules send to a queue that
   * is a rule's target, and let each function do more with the key than it needs.
   */
  #encryptWith(keyArn: string): void {
    const resource = this.node.defaultChild;
    if (!CfnQueue.isCfnQueue(resource))
      throw new Error(`${this.node.path} cannot be encrypted with a key: its default child is not a queue.`);
    resource.kmsMasterKeyId = keyArn;
    resource.sqsManagedSseEnabled = undefined;
  }
}

/** Keeps what could not be processed for as long as SQS allows. Someone has to look at it, so it outlives its stack (except in `dev`). */
export class DeadLetterQueue extends ServiceQueue {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      settings,
      retentionPeriod: Duration.days(14),
      removalPolicy: isDisposable(settings) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    acknowledge(this, 'It is a dead-letter queue.', 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy');
  }
}
