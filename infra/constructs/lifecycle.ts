import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { toSend } from './customer-key.ts';
import type { MessageTable } from './message-table.ts';
import type { ServiceFunction } from './service-function.ts';
import { DeadLetterQueue } from './service-queue.ts';

/** The way from a change in the table of messages to the function that publishes it. */
export class Lifecycle extends Construct {
  /** Holds where in the stream the given-up records are, not the records. */
  readonly deadLetters: Queue;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', settings);
  }

  /** Has the function publish the table's changes. What fails for an hour is given up, so that it holds up nothing else. */
  deliver(messages: MessageTable, fn: ServiceFunction): void {
    messages.grantReadingChanges(fn);
    fn.addEventSourceMapping('Changes', {
      eventSourceArn: messages.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // Deletions are the table's forgetting (TTL), and no news.
      filters: [FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY') })],
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(this.deadLetters),
    });
    // Lambda sends what is given up in the function's name.
    fn.give({ environment: {}, statements: toSend(this.#settings) });
  }
}
