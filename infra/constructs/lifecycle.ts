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
 * A shard brings at most 1,000 changes a second, because a partition of the table takes no more writes. Batches of this size, one
 * after the other, are published faster (`npm run bench -- events`), so no shard needs several at once, which would take more
 * Lambdas. An answer of the stream has up to twice as many changes, but the larger a batch, the more comes again after a crash.
 */
const BATCH_SIZE = 500;

/** The way from a change in the table of messages to the function that publishes it. */
export class Lifecycle extends Construct {
  /** Contains positions in the stream of records that were given up or cannot be read, not the records themselves. */
  readonly deadLetters: Queue;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', settings);
  }

  /**
   * Has the function publish the table's changes. The function itself sets aside what it cannot read. So a batch only fails if
   * the bus does not take it, and is tried again for as long as the stream keeps it.
   */
  deliver(messages: MessageTable, fn: ServiceFunction): void {
    messages.grantReadingChanges(fn);
    fn.addEventSourceMapping('Changes', {
      eventSourceArn: messages.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      // Deletions come from TTL, and are no news.
      filters: [FilterCriteria.filter({ eventName: FilterRule.or('INSERT', 'MODIFY') })],
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      maxRecordAge: Duration.hours(23),
      onFailure: new SqsDlq(this.deadLetters),
    });
    // The function sends there itself, and so does Lambda in its name. The queue is the mapping's destination, so it is granted already.
    fn.give({ environment: { DEAD_LETTERS_URL: this.deadLetters.queueUrl }, statements: toSend(this.#settings) });
  }
}
