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

/**
 * A shard brings as many changes a second as a partition of the table takes writes: 1,000 at most. One batch of this size
 * after the other is published faster than that (`npm run bench -- events`), so no shard needs several at once, each of
 * which would take a Lambda. One answer of the stream has twice as many at most; but the more there are, the more come
 * again after a crash.
 */
const BATCH_SIZE = 500;

/** The way from a change in the table of messages to the function that publishes it. */
export class Lifecycle extends Construct {
  /** Holds where in the stream the records are that were given up or cannot be read, not the records. */
  readonly deadLetters: Queue;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', settings);
  }

  /**
   * Has the function publish the table's changes. It sets aside itself what it cannot read: what fails, fails because the
   * bus does not take it, and is tried for as long as the stream keeps it.
   */
  deliver(messages: MessageTable, fn: ServiceFunction): void {
    messages.grantReadingChanges(fn);
    fn.addEventSourceMapping('Changes', {
      eventSourceArn: messages.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      // Deletions are the table's forgetting (TTL), and no news.
      filters: [FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY') })],
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      maxRecordAge: Duration.hours(23),
      onFailure: new SqsDlq(this.deadLetters),
    });
    // Both the function and Lambda, in its name, send there: as the mapping's destination, the queue is granted already.
    fn.give({ environment: { DEAD_LETTERS_URL: this.deadLetters.queueUrl }, statements: toSend(this.#settings) });
  }
}
