import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Answers rules of cdk-nag (AwsSolutions, Serverless) that do not hold for a construct, with the reason why. */
export function acknowledge(construct: IConstruct, reason: string, ...ids: readonly string[]): void {
  for (const id of ids) Validations.of(construct).acknowledge({ id, reason });
}

/** Of an event source that is a queue. */
export const NO_DESTINATION = 'SQS has none; what fails stays in the queue.';
