import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { detailType, source } from '../../functions/events/published.ts';
import type { Status } from '../../functions/messages/status.ts';
import { acknowledge } from './acknowledge.ts';

/** Counts messages by what became of them: EventBridge counts the matches of a rule, also of one without a target. */
export class StatusCounts extends Construct {
  readonly failed: Rule;
  readonly indeterminate: Rule;

  constructor(scope: Construct, id: string, bus: EventBus) {
    super(scope, id);
    this.failed = this.#count('Failed', bus, 'failed');
    this.indeterminate = this.#count('Indeterminate', bus, 'indeterminate');
  }

  #count(id: string, eventBus: EventBus, status: Status): Rule {
    const rule = new Rule(this, id, {
      description: `Counts the messages that are ${status}; has no target`,
      eventBus,
      eventPattern: { source: [source], detailType: [detailType.statusChanged], detail: { status: [status] } },
    });
    acknowledge(rule, 'It has no target that could fail.', 'Serverless-EventBusDLQ');
    return rule;
  }
}
