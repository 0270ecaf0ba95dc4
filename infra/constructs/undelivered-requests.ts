import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { ServiceQueue } from './service-queue.ts';

/** The queue for requests of a bus that EventBridge could not deliver. Like the queue of requests, it follows from the bus's name. */
export const undeliveredQueueName = (eventBusName: string): string => `${eventBusName}-undelivered`;

/**
 * Keeps what EventBridge could not put into the queue of requests, for as long as SQS allows. It is not that queue's own
 * dead-letter queue, because a redrive could not move these messages: SQS knows no source for them.
 *
 * It goes with its stack, like the queue of requests, because its name must be free for the next stack.
 */
export class UndeliveredRequests extends ServiceQueue {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      settings,
      queueName: undeliveredQueueName(settings.eventBusName),
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this, 'It is a dead-letter queue.', 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy');
    // One statement for all rules, whatever stack they are in.
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queueArn],
        // As EventBridge documents it for dead-letter queues: rules of this account, on any bus.
        conditions: {
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' }),
          },
        },
      }),
    );
  }
}
