import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SweepReport } from '../messages/sweep.ts';
import { logger } from '../runtime/dependencies.ts';

export interface SweepFigures extends SweepReport {
  /** Of the schedule's sweep, which looks at all messages. */
  readonly oldestOpenMillis?: number;
  readonly credits?: number | undefined;
}

/** The namespace, and the names that alarms and dashboards go by. */
export const metricNamespace = 'textgate';

const metrics = new Metrics({
  namespace: metricNamespace,
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

/** CloudWatch takes so many values of one metric in a line; more would only sharpen the picture. */
const lagsPerLine = 100;
