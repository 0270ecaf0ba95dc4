/** What the functions measure of themselves. Alarms and dashboards go by these names, other people's among them. */
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
