import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Status } from '../messages/status.ts';
import type { SweepReport } from '../messages/sweep.ts';
import { logger } from '../runtime/dependencies.ts';
import type { PublishedEvent } from './published.ts';

export interface SweepFigures extends SweepReport {
  /** Of the schedule's sweep, which looks at all messages. */
  readonly oldestOpenMillis?: number;
  readonly credits?: number | undefined;
}

/** Alarms and dashboards go by these names: see infra/constructs/gateway-metrics.ts. */
export const metricNames = { namespace: 'textgate', serviceName: 'textgate' };

const metrics = new Metrics({
  ...metricNames,
  defaultDimensions: { stage: process.env['STAGE'] ?? 'dev' },
});

/** Says what a sweep did and left, as metrics (CloudWatch's embedded format) and in a line of the log. */
export const reportSweep = ({ lags, left, ...figures }: SweepFigures): void => {
  metrics.addMetric('MessagesChecked', MetricUnit.Count, figures.checked);
  metrics.addMetric('MessagesChanged', MetricUnit.Count, figures.changed);
  metrics.addMetric('MessagesHandedOver', MetricUnit.Count, figures.handedOver);
  metrics.addMetric('MessagesClosed', MetricUnit.Count, figures.closed);
  metrics.addMetric('SweepFailures', MetricUnit.Count, figures.failedCalls);
  metrics.addMetric('SweepRangesLeft', MetricUnit.Count, left.length);
  for (const lag of lags.slice(0, lagsPerLine)) metrics.addMetric('StatusLag', MetricUnit.Milliseconds, lag);
  if (figures.oldestOpenMillis !== undefined) {
    metrics.addMetric('OldestOpenMessage', MetricUnit.Seconds, Math.round(figures.oldestOpenMillis / 1000));
  }
  if (figures.credits !== undefined) metrics.addMetric('Credits', MetricUnit.Count, figures.credits);
  metrics.publishStoredMetrics();
  logger.info('sweep', { ...figures, left: left.length });
};

/** Counts the messages that came to an end somebody should look into. */
export const reportChanges = (events: readonly PublishedEvent[]): void => {
  const ended = (status: Status) =>
    events.filter(({ detail }) => 'status' in detail && detail.status === status).length;
  const counts = { MessagesFailed: ended('failed'), MessagesIndeterminate: ended('indeterminate') };
  for (const [name, count] of Object.entries(counts)) {
    if (count > 0) metrics.addMetric(name, MetricUnit.Count, count);
  }
  metrics.publishStoredMetrics();
};

/** CloudWatch takes so many values of one metric in a line; more would only sharpen the picture. */
const lagsPerLine = 100;
