import { Arn, Aws, Duration, Stack } from 'aws-cdk-lib';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { requestedDetailType } from '../../functions/contract/send-requested.ts';
import type { Settings } from '../settings.ts';
import { acknowledge, NO_DESTINATION } from './acknowledge.ts';
import { toRead, toSend } from './customer-key.ts';
import { FUNCTION_TIMEOUT, type ServiceFunction } from './service-function.ts';
import { DeadLetterQueue, ServiceQueue } from './service-queue.ts';
import { UndeliveredRequests } from './undelivered-requests.ts';

/** After this many tries an event goes to the dead-letter queue. */
const MAX_RECEIVES = 5;
/** AWS advises six times the timeout, for batches that Lambda's poller holds back while the function is busy. */
const VISIBILITY = Duration.seconds(6 * FUNCTION_TIMEOUT.toSeconds());

/** The queue of requests of a bus. It follows from the bus's name, so that other stacks can name it. */
export const requestQueueName = (eventBusName: string): string => `${eventBusName}-requests`;

/**
 * Lets a function leave jobs of large requests on the queue of requests. It names the queue, because the API's stack must not
 * depend on the events' stack. The URL has the form that the CDK gives to a queue with a known ARN ("Amazon SQS queue and
 * message identifiers").
 */
export function grantLeavingJobs(fn: ServiceFunction, settings: Settings): void {
  const name = requestQueueName(settings.eventBusName);
  const resource = Arn.format({ service: 'sqs', resource: name }, Stack.of(fn));
  fn.give({
    environment: { REQUEST_QUEUE_URL: `https://sqs.${Aws.REGION}.${Aws.URL_SUFFIX}/${Aws.ACCOUNT_ID}/${name}` },
    statements: [{ actions: ['sqs:SendMessage'], resource }, ...toSend(settings)],
  });
}

export interface SendRequestsProps {
  readonly bus: EventBus;
  readonly settings: Settings;
}

/** The queue of requests to send, from the bus or from rules anywhere in the AWS account, with its dead letters. */
export class SendRequests extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** What EventBridge could not put into the queue, for this construct's rule and for those of SmsTargets. */
  readonly undelivered: Queue;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, { bus, settings }: SendRequestsProps) {
    super(scope, id);
    this.#settings = settings;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', settings);
    this.queue = new ServiceQueue(this, 'Queue', {
      settings,
      queueName: requestQueueName(settings.eventBusName),
      visibilityTimeout: VISIBILITY,
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    this.undelivered = new UndeliveredRequests(this, 'Undelivered', settings);
    // One statement for all rules. One for each rule would make this stack and the rule's stack depend on each other.
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    new Rule(this, 'Rule', {
      description: 'Requests to send an SMS, to the queue of such requests',
      eventBus: bus,
      eventPattern: { detailType: [requestedDetailType] },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.undelivered })],
    });
  }

  /** Has the function work off the requests. */
  deliverTo(fn: ServiceFunction): void {
    fn.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        // A flood of events must not take all Lambdas of the AWS account, nor overload the upstream gateway.
        maxConcurrency: this.#settings.requestConcurrency,
      }),
    );
    const environment = { MAX_RECEIVES: String(MAX_RECEIVES) };
    fn.give({ environment, statements: toRead(this.#settings, 'sqs') });
    acknowledge(fn, NO_DESTINATION, 'Serverless-LambdaEventSourceMappingDestination');
  }
}
