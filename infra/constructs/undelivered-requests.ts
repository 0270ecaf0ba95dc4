import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { ServiceQueue } from './service-queue.ts';

/** Where EventBridge leaves the requests of a bus that it could not deliver. Known without looking, as their queue is. */
export const undeliveredQueueName = (eventBusName: string): string => `${eventBusName}-undelivered`;

/**
 * What EventBridge could not put into the queue of requests, for as long as SQS keeps anything. It is not the queue's own
 * dead-letter queue: what lies there goes back by a redrive, and SQS knows no source of what came from elsewhere.
 *
 * It goes with its stack, as the queue of requests does: its name must be free for the next one.
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
        // As EventBridge documents it for dead-letter queues; this account's rules, on any bus.
        conditions: {
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' }),
          },
        },
      }),
    );
  }
}
