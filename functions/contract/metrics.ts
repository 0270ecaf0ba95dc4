/** The metrics of the functions. Alarms and dashboards rely on these names, other people's among them. */
export const metricNamespace = 'textgate';
export const metricService = 'textgate';

export type MetricName =
  | 'MessagesFailed'
  | 'MessagesExpired'
  | 'MessagesIndeterminate'
  | 'MessagesChecked'
  | 'MessagesChanged'
  | 'MessagesHandedOver'
  | 'MessagesClosed'
  | 'SweepFailures'
  | 'SweepRangesLeft'
  | 'StatusLag'
  | 'OldestOpenMessage'
  | 'GatewayUnreachable'
  | 'GatewayLoginRefused'
  | 'Credits'
  | 'XmlRpcFaults'
  | 'WebhooksDelivered'
  | 'WebhookAttemptsFailed'
  | 'WebhookDeliveriesFailed'
  | 'WebhooksDisabled'
  | 'WebhookRoundsFailed';
