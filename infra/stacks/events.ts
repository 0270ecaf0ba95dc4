import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { GatewayEvents } from '../constructs/gateway-events.ts';
import type { CodeOf } from '../constructs/service-function.ts';
import type { Settings } from '../settings.ts';
import type { DataStack } from './data.ts';

export interface EventsStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
  readonly codeOf: CodeOf;
}

/** The events door, the sweep, and what tells others of changes. */
export class EventsStack extends Stack {
  readonly events: GatewayEvents;

  constructor(scope: Construct, id: string, { settings, data, codeOf, ...props }: EventsStackProps) {
    super(scope, id, props);
    this.events = new GatewayEvents(this, 'Events', { data: data.data, codeOf, settings });
    const { bus, requests, deadLetters, functions } = this.events;

    new CfnOutput(this, 'EventBusName', { value: bus.bus.eventBusName });
    new CfnOutput(this, 'RequestQueueUrl', { value: requests.queue.queueUrl });
    new CfnOutput(this, 'RequestDeadLettersUrl', { value: deadLetters.requests.queueUrl });
    new CfnOutput(this, 'UndeliveredRequestsUrl', { value: deadLetters.undelivered.queueUrl });
    new CfnOutput(this, 'LifecycleDeadLettersUrl', { value: deadLetters.lifecycle.queueUrl });
    // For the monitoring stack. Also without it: one that is deployed already imports these until it is deleted.
    for (const { functionName } of functions) this.exportValue(functionName);
    for (const { queueName } of [deadLetters.requests, deadLetters.lifecycle]) this.exportValue(queueName);
  }
}
