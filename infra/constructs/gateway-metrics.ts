import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type MetricName, metricNamespace, metricService } from '../../functions/contract/metrics.ts';
import { undeliveredQueueName } from './undelivered-requests.ts';

/** The queues in which nothing should ever be. */
export type DeadLetters = Readonly<Record<'requests' | 'undelivered' | 'lifecycle', Queue>>;

export interface GatewayMetricsProps {
  readonly stage: string;
  readonly eventBusName: string;
  readonly deadLetters: DeadLetters;
}

/** The metrics that show whether messages arrive. Each period is 5 minutes unless stated otherwise. */
export class GatewayMetrics {
  readonly #props: GatewayMetricsProps;

  constructor(props: GatewayMetricsProps) {
    this.#props = props;
  }

  /** Messages that the upstream gateway or the networks did not deliver. */
  failedMessages(options?: MetricOptions): Metric {
    return this.#own('MessagesFailed', { label: 'Failed messages', ...options });
  }

  /** Messages whose phone was not reached in time, that were never handed over, or that had no news for 72 hours. */
  expiredMessages(options?: MetricOptions): Metric {
    return this.#own('MessagesExpired', { label: 'Expired messages', ...options });
  }

  /** Messages that may or may not have been sent: nobody knows. */
  indeterminateMessages(options?: MetricOptions): Metric {
    return this.#own('MessagesIndeterminate', { label: 'Indeterminate messages', ...options });
  }

  /** Seconds since the oldest open message was due. Messages that wait and have a validity do not count. */
  oldestOpenMessage(options?: MetricOptions): Metric {
    return this.#own('OldestOpenMessage', { label: 'Oldest open message', statistic: Stats.MAXIMUM, ...options });
  }

  /** Scheduled sweeps that finished: each of them reports the age of the oldest open message, and no follow-up does. */
  finishedSweeps(options?: MetricOptions): Metric {
    return this.#own('OldestOpenMessage', { label: 'Finished sweeps', statistic: Stats.SAMPLE_COUNT, ...options });
  }

  /** 1 while the upstream gateway does not answer, 0 while it does; from each scheduled sweep. */
  gatewayUnreachable(options?: MetricOptions): Metric {
    return this.#own('GatewayUnreachable', { label: 'Gateway unreachable', statistic: Stats.MAXIMUM, ...options });
  }

  /** 1 while the upstream gateway refuses the user and password, else 0. The sweep asks once an hour, and each time while the gateway is down. */
  gatewayLoginRefused(options?: MetricOptions): Metric {
    const period = Duration.hours(1);
    const label = 'Gateway login refused';
    return this.#own('GatewayLoginRefused', { label, statistic: Stats.MAXIMUM, period, ...options });
  }

  /** Milliseconds from a change at the upstream gateway to its record. */
  statusLag(options?: MetricOptions): Metric {
    return this.#own('StatusLag', { label: 'Status lag (median)', statistic: Stats.percentile(50), ...options });
  }

  messagesChecked(options?: MetricOptions): Metric {
    return this.#own('MessagesChecked', { label: 'Messages asked about', ...options });
  }

  messagesChanged(options?: MetricOptions): Metric {
    return this.#own('MessagesChanged', { label: 'Messages changed', ...options });
  }

  /** Messages that sweeps handed over, because they had waited for the upstream gateway. */
  messagesHandedOver(options?: MetricOptions): Metric {
    return this.#own('MessagesHandedOver', { label: 'Messages handed over late', ...options });
  }

  /** Messages that sweeps closed because they had been cut off or were too old. */
  messagesClosed(options?: MetricOptions): Metric {
    return this.#own('MessagesClosed', { label: 'Messages closed', ...options });
  }

  /** Steps of sweeps that failed. The next sweep does them again. */
  sweepFailures(options?: MetricOptions): Metric {
    return this.#own('SweepFailures', { label: 'Steps that failed', ...options });
  }

  /** Ranges of the open index that a sweep left to the next one. */
  sweepRangesLeft(options?: MetricOptions): Metric {
    return this.#own('SweepRangesLeft', { label: 'Left to the next sweep', statistic: Stats.MAXIMUM, ...options });
  }

  /** Credits left at the upstream gateway. The sweep reads them once an hour. */
  credits(options?: MetricOptions): Metric {
    const period = Duration.hours(1);
    return this.#own('Credits', { label: 'Credits', statistic: Stats.MINIMUM, period, ...options });
  }

  /** Calls of the XML-RPC interface that ended with a fault for which textgate is to blame. For HTTP they are successful. */
  xmlRpcFaults(options?: MetricOptions): Metric {
    return this.#own('XmlRpcFaults', { label: 'XML-RPC faults of textgate', ...options });
  }

  /** Deliveries that webhooks' receivers answered with 2xx. */
  webhookDeliveries(options?: MetricOptions): Metric {
    return this.#own('WebhooksDelivered', { label: 'Delivered to webhooks', ...options });
  }

  /** Attempts to deliver to a webhook that failed. Most are repeated. */
  failedWebhookAttempts(options?: MetricOptions): Metric {
    return this.#own('WebhookAttemptsFailed', { label: 'Attempts that failed', ...options });
  }

  /** Deliveries to webhooks that textgate gave up. Their accounts can redeliver them. */
  failedWebhookDeliveries(options?: MetricOptions): Metric {
    return this.#own('WebhookDeliveriesFailed', { label: 'Deliveries given up', ...options });
  }

  /** Webhooks that textgate disabled: their receiver answered 410, or had nothing but failures for five days. */
  disabledWebhooks(options?: MetricOptions): Metric {
    return this.#own('WebhooksDisabled', { label: 'Webhooks disabled', ...options });
  }

  /** Rounds of deliveries that failed. The function does not fail with them, because its queue would wait: so Lambda does not count them. */
  failedWebhookRounds(options?: MetricOptions): Metric {
    return this.#own('WebhookRoundsFailed', { label: 'Rounds of deliveries that failed', ...options });
  }

  /** Requests to send that textgate gave up. */
  deadRequests(options?: MetricOptions): Metric {
    return this.#depth(this.#props.deadLetters.requests, { label: 'Requests given up', ...options });
  }

  /** Requests to send that EventBridge could not put into their queue. */
  undeliveredRequests(options?: MetricOptions): Metric {
    const { eventBusName, deadLetters } = this.#props;
    // By its known name: an alarm that imports it from another stack would keep the bus from being renamed.
    const dimensionsMap = { QueueName: undeliveredQueueName(eventBusName) };
    return this.#depth(deadLetters.undelivered, { label: 'Requests not delivered', dimensionsMap, ...options });
  }

  /** Dead letters of changes whose events were not published. */
  deadEvents(options?: MetricOptions): Metric {
    return this.#depth(this.#props.deadLetters.lifecycle, { label: 'Events given up', ...options });
  }

  #depth(queue: Queue, options: MetricOptions): Metric {
    return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, ...options });
  }

  /** All dimensions that the functions send, and no others: CloudWatch takes any other set for another metric. */
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
