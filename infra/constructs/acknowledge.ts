import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges rules of cdk-nag (AwsSolutions, Serverless) that a construct does not follow, with the reason. */
export function acknowledge(construct: IConstruct, reason: string, ...ids: readonly string[]): void {
  for (const id of ids) Validations.of(construct).acknowledge({ id, reason });
}

/** For event sources that are queues. */
export const NO_DESTINATION = 'SQS has no failure destination: what fails stays in the queue.';
