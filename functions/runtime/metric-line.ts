import { type MetricName, metricNamespace, metricService } from '../contract/metrics.ts';

export interface Figure {
  readonly name: MetricName;
  /** CloudWatch's word for it. */
  readonly unit: 'Count' | 'Seconds' | 'Milliseconds';
  /** One value, or several; a figure that is not known, or has no values, is left out. */
  readonly value: number | readonly number[] | undefined;
}

/** CloudWatch takes no more of one metric in a line. More would only sharpen the picture. */
const valuesPerFigure = 100;

const stage = () => process.env['STAGE'] ?? 'dev';

/**
 * Writes figures as one line of the log that CloudWatch makes metrics of (its embedded metric format); none, no line.
 * Our own for its cost: the usual library takes 10 ms of each cold start, and warns where there is nothing to tell.
 */
export const writeMetrics = (figures: readonly Figure[], now = Date.now()): void => {
  const known = figures.flatMap(({ name, unit, value }) => {
    const values = value === undefined ? [] : [value].flat().slice(0, valuesPerFigure);
    return values.length === 0 ? [] : [{ name, unit, values }];
  });
  if (known.length === 0) return;
  const directive = {
    Namespace: metricNamespace,
    Dimensions: [['service', 'stage']],
    Metrics: known.map(({ name, unit }) => ({ Name: name, Unit: unit })),
  };
  const line = {
    _aws: { Timestamp: now, CloudWatchMetrics: [directive] },
    service: metricService,
    stage: stage(),
    ...Object.fromEntries(known.map(({ name, values }) => [name, values])),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
