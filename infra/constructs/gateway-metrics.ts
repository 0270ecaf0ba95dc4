import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type MetricName, metricNamespace, metricService } from '../../functions/contract/metrics.ts';
import { undeliveredQueueName } from './undelivered-requests.ts';

/** Where there should be nothing, by what it would be. */
export type DeadLetters = Readonly<Record<'requests' | 'undelivered' | 'lifecycle', Queue>>;

export interface GatewayMetricsProps {
  readonly stage: string;
  readonly eventBusName: string;
  readonly deadLetters: DeadLetters;
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

  /** Messages whose phone was not reached in time, that were never handed over, or of which no news came for 72 hours. */
  expiredMessages(options?: MetricOptions): Metric {
    return this.#own('MessagesExpired', { label: 'Expired messages', ...options });
  }

  /** Messages of which nobody knows whether they were sent. */
  indeterminateMessages(options?: MetricOptions): Metric {
    return this.#own('MessagesIndeterminate', { label: 'Indeterminate messages', ...options });
  }

  /** Seconds since the oldest message that is not final was due; but for those that have a validity, while they wait. */
  oldestOpenMessage(options?: MetricOptions): Metric {
    return this.#own('OldestOpenMessage', { label: 'Oldest open message', statistic: Stats.MAXIMUM, ...options });
  }

  /** The schedule's sweeps that came to their end. Every one of them tells the age of the oldest message, and no follow-up does. */
  finishedSweeps(options?: MetricOptions): Metric {
    return this.#own('OldestOpenMessage', { label: 'Finished sweeps', statistic: Stats.SAMPLE_COUNT, ...options });
  }

  /** 1 while the gateway does not answer, 0 while it does: of each scheduled sweep. */
  gatewayUnreachable(options?: MetricOptions): Metric {
    return this.#own('GatewayUnreachable', { label: 'Gateway unreachable', statistic: Stats.MAXIMUM, ...options });
  }

  /** 1 while the gateway refuses our user and password, else 0. Asked once an hour, and by every sweep while it is down. */
  gatewayLoginRefused(options?: MetricOptions): Metric {
    const period = Duration.hours(1);
    const label = 'Gateway login refused';
    return this.#own('GatewayLoginRefused', { label, statistic: Stats.MAXIMUM, period, ...options });
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

  /** Messages that had waited for the gateway. */
  messagesHandedOver(options?: MetricOptions): Metric {
    return this.#own('MessagesHandedOver', { label: 'Messages handed over late', ...options });
  }

  /** Messages that a sweep brought to an end: cut off, or too old. */
  messagesClosed(options?: MetricOptions): Metric {
    return this.#own('MessagesClosed', { label: 'Messages closed', ...options });
  }

  /** Steps of sweeps that failed; the next sweep does what they did not. */
  sweepFailures(options?: MetricOptions): Metric {
    return this.#own('SweepFailures', { label: 'Steps that failed', ...options });
  }

  /** Stretches of the index that a sweep left to the next one. */
  sweepRangesLeft(options?: MetricOptions): Metric {
    return this.#own('SweepRangesLeft', { label: 'Left to the next sweep', statistic: Stats.MAXIMUM, ...options });
  }

  /** What is left at the gateway. Read once an hour. */
  credits(options?: MetricOptions): Metric {
    const period = Duration.hours(1);
    return this.#own('Credits', { label: 'Credits', statistic: Stats.MINIMUM, period, ...options });
  }

  /** Calls of the XML-RPC interface answered with a fault that is ours. To HTTP, they are answers like any other. */
  xmlRpcFaults(options?: MetricOptions): Metric {
    return this.#own('XmlRpcFaults', { label: 'XML-RPC faults of ours', ...options });
  }

  /** Answers of 2xx that webhooks' receivers gave. */
  webhookDeliveries(options?: MetricOptions): Metric {
    return this.#own('WebhooksDelivered', { label: 'Delivered to webhooks', ...options });
  }

  /** Calls of webhooks' receivers that failed. Most are made again. */
  failedWebhookAttempts(options?: MetricOptions): Metric {
    return this.#own('WebhookAttemptsFailed', { label: 'Attempts that failed', ...options });
  }

  /** Deliveries to webhooks that were given up. Their accounts can redeliver them. */
  failedWebhookDeliveries(options?: MetricOptions): Metric {
    return this.#own('WebhookDeliveriesFailed', { label: 'Deliveries given up', ...options });
  }

  /** Webhooks that were disabled because their receiver answered 410, or with nothing but failures for five days. */
  disabledWebhooks(options?: MetricOptions): Metric {
    return this.#own('WebhooksDisabled', { label: 'Webhooks disabled', ...options });
  }

  /** Rounds of deliveries that failed. To Lambda they are runs like any other, for else their queue would wait. */
  failedWebhookRounds(options?: MetricOptions): Metric {
    return this.#own('WebhookRoundsFailed', { label: 'Rounds of deliveries that failed', ...options });
  }

  /** Requests to send that were given up. */
  deadRequests(options?: MetricOptions): Metric {
    return this.#depth(this.#props.deadLetters.requests, { label: 'Requests given up', ...options });
  }

  /** Requests to send that EventBridge could not put into their queue. */
  undeliveredRequests(options?: MetricOptions): Metric {
    const { eventBusName, deadLetters } = this.#props;
    // By its name, which is known: an alarm that imports it from another stack would keep the bus from being renamed.
    const dimensionsMap = { QueueName: undeliveredQueueName(eventBusName) };
    return this.#depth(deadLetters.undelivered, { label: 'Requests not delivered', dimensionsMap, ...options });
  }

  /** Stretches of the table's stream whose events were not published. */
  deadEvents(options?: MetricOptions): Metric {
    return this.#depth(this.#props.deadLetters.lifecycle, { label: 'Events given up', ...options });
  }

  #depth(queue: Queue, options: MetricOptions): Metric {
    return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, ...options });
  }

  /** The dimensions are those that the functions send, all of them: CloudWatch takes others for another metric. */
  #own(metricName: MetricName, options: MetricOptions): Metric {
    return new Metric({
      namespace: metricNamespace,
      metricName,
      dimensionsMap: { service: metricService, stage: this.#props.stage },
      statistic: Stats.SUM,
      ...options,
    });
  }
}
