import { pollsPerQueue, secondsPerMonth } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Use } from './use.ts';

/**
 * DynamoDB asks KMS for a table's key at most this often, in seconds, for each user of the table ("DynamoDB encryption
 * at rest: usage notes").
 */
const keyKept = 300;

/** Metrics of an HTTP API: count, 4xx, 5xx, data, latency and integration latency. */
const metricsPerRoute = 6;

/**
 * What a month costs without a single message. The scheduled sweeps are counted with the statuses, and the scheduled
 * rounds of deliveries with the webhooks.
 */
export const fixedUses = ({ fixed }: Deployment): readonly Use[] => {
  const part = 'fixed';
  return [
    { part, of: 'alarmMetricMonth', amount: fixed.alarmMetrics },
    { part, of: 'metricMonth', amount: fixed.ownMetrics + (fixed.routeMetrics ? fixed.routes * metricsPerRoute : 0) },
    { part, of: 'dashboardMonth', amount: fixed.dashboards },
    { part, of: 'secretMonth', amount: fixed.secrets },
    { part, of: 'queueRequest', amount: fixed.queues.standard * pollsPerQueue },
    { part, of: 'fifoRequest', amount: fixed.queues.fifo * pollsPerQueue },
    { part, of: 'keyCall', amount: (fixed.tableUsers * secondsPerMonth) / keyKept },
  ];
};
