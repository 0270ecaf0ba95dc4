import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Rule } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { SERVICE_NAME } from './service-function.ts';

/** As functions/events/sweep-metrics.ts has it, which is not for other people's synthesis: it needs the AWS SDK. */
export const METRIC_NAMESPACE = 'textgate';

/** What the sweep says of itself each time. */
type SweepMetric = 'MessagesChecked' | 'MessagesChanged' | 'StatusLag' | 'OldestOpenMessage' | 'Credits';

export interface GatewayMetricsProps {
  readonly stage: string;
  readonly eventBusName: string;
  readonly failed: Rule;
  readonly indeterminate: Rule;
  readonly deadLetters: { readonly requests: Queue; readonly lifecycle: Queue };
}

/** The figures that say whether messages arrive. Every period is 5 minutes unless said otherwise. */
export class GatewayMetrics {
  readonly #props: GatewayMetricsProps;

  constructor(props: GatewayMetricsProps) {
    this.#props = props;
  }

  /** Messages that the gateway or the networks did not deliver. */
  failedMessages(options?: MetricOptions): Metric {
    return this.#matches(this.#props.failed, { label: 'Failed messages', ...options });
  }

  /** Messages of which nobody knows whether they were sent. */
  indeterminateMessages(options?: MetricOptions): Metric {
    return this.#matches(this.#props.indeterminate, { label: 'Indeterminate messages', ...options });
  }

  /** Seconds since the oldest message that is not final was due. */
  oldestOpenMessage(options?: MetricOptions): Metric {
    return this.#sweep('OldestOpenMessage', { label: 'Oldest open message', statistic: Stats.MAXIMUM, ...options });
  }

  /** Milliseconds from the gateway's change to our record. */
  statusLag(options?: MetricOptions): Metric {
    return this.#sweep('StatusLag', { label: 'Status lag (median)', statistic: Stats.percentile(50), ...options });
  }

  messagesChecked(options?: MetricOptions): Metric {
    return this.#sweep('MessagesChecked', { label: 'Messages asked about', ...options });
  }

  messagesChanged(options?: MetricOptions): Metric {
    return this.#sweep('MessagesChanged', { label: 'Messages changed', ...options });
  }

  /** What is left at the gateway. Read once an hour. */
  credits(options?: MetricOptions): Metric {
    const period = Duration.hours(1);
    return this.#sweep('Credits', { label: 'Credits', statistic: Stats.MINIMUM, period, ...options });
  }

  /** Requests to send that were given up. */
  deadRequests(options?: MetricOptions): Metric {
    return this.#depth(this.#props.deadLetters.requests, { label: 'Requests given up', ...options });
  }

  /** Stretches of the table's stream whose events were not published. */
  deadEvents(options?: MetricOptions): Metric {
    return this.#depth(this.#props.deadLetters.lifecycle, { label: 'Events given up', ...options });
  }

  #depth(queue: Queue, options: MetricOptions): Metric {
    return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, ...options });
  }

  #matches(rule: Rule, options: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/Events',
      metricName: 'MatchedEvents',
      dimensionsMap: { EventBusName: this.#props.eventBusName, RuleName: rule.ruleName },
      statistic: Stats.SUM,
      ...options,
    });
  }

  /** The dimensions are those that the sweep sends, all of them: CloudWatch takes others for another metric. */
  #sweep(metricName: SweepMetric, options: MetricOptions): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { service: SERVICE_NAME, stage: this.#props.stage },
      statistic: Stats.SUM,
      ...options,
    });
  }
}
