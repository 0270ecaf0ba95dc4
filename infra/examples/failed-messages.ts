/** Collects failed and expired messages in a queue, for the people who keep the customers' numbers up to date. */
import { App, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
// In your own app: from 'textgate/infra'.
import { SmsGateway } from '../index.ts';

export class FailedMessagesStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const gateway = SmsGateway.fromEventBusName(this, 'Sms');

    const queue = new Queue(this, 'Failed', { enforceSSL: true });
    new Rule(this, 'NotDelivered', {
      eventBus: gateway.bus,
      eventPattern: {
        source: ['sms-gateway'],
        detailType: ['SMS Message Status Changed'],
        detail: { status: ['failed', 'expired'] },
      },
      targets: [new SqsQueue(queue)],
    });
    new CfnOutput(this, 'QueueUrl', { value: queue.queueUrl });
  }
}

new FailedMessagesStack(new App(), 'FailedMessages');
