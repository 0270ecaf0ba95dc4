import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { SERVICE_NAME } from './service-function.ts';

/** As functions/events/metrics.ts has it, which is not for other people's synthesis: it needs the AWS SDK. */
export const METRIC_NAMESPACE = 'textgate';

/** What the functions say of themselves. */
type OwnMetric =
  | 'MessagesFailed'
  | 'MessagesIndeterminate'
  | 'MessagesChecked'
  | 'MessagesChanged'
  | 'StatusLag'
  | 'OldestOpenMessage'
  | 'Credits';

export interface GatewayMetricsProps {
  readonly stage: string;
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
    return this.#own('MessagesFailed', { label: 'Failed messages', ...options });
  }

  /** Messages of which nobody knows whether they were sent. */
  indeterminateMessages(options?: MetricOptions): Metric {
    return this.#own('MessagesIndeterminate', { label: 'Indeterminate messages', ...options });
  }

  /** Seconds since the oldest message that is not final was due. */
  oldestOpenMessage(options?: MetricOptions): Metric {
    return this.#own('OldestOpenMessage', { label: 'Oldest open message', statistic: Stats.MAXIMUM, ...options });
  }

  /** Milliseconds from the gateway's change to our record. */
  statusLag(options?: MetricOptions): Metric {
    return this.#own('StatusLag', { label: 'Status lag (median)', statistic: Stats.percentile(50), ...options });
  }

  messagesChecked(options?: MetricOptions): Metric {
    return this.#own('MessagesChecked', { label: 'Messages asked about', ...options });
  }

  messagesChanged(options?: MetricOptions): Metric {
    return this.#own('MessagesChanged', { label: 'Messages changed', ...options });
  }

  /** What is left at the gateway. Read once an hour. */
  credits(options?: MetricOptions): Metric {
    const period = Duration.hours(1);
    return this.#own('Credits', { label: 'Credits', statistic: Stats.MINIMUM, period, ...options });
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

  /** The dimensions are those that the functions send, all of them: CloudWatch takes others for another metric. */
  #own(metricName: OwnMetric, options: MetricOptions): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { service: SERVICE_NAME, stage: this.#props.stage },
      statistic: Stats.SUM,
      ...options,
    });
  }
}
