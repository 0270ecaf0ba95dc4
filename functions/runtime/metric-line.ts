import { type MetricName, metricNamespace, metricService } from '../contract/metrics.ts';

export interface Figure {
  readonly name: MetricName;
  /** As CloudWatch names it. */
  readonly unit: 'Count' | 'Seconds' | 'Milliseconds';
  /** One value or several. A figure that is `undefined` or has no values is left out. */
  readonly value: number | readonly number[] | undefined;
}

/** CloudWatch takes at most this many values of a metric in one line. The values beyond are dropped. */
const valuesPerFigure = 100;

const stage = () => process.env['STAGE'] ?? 'dev';

/**
 * Writes figures as one log line, from which CloudWatch makes metrics (its embedded metric format). Writes nothing if
 * there are no figures. Not a library, because the usual one takes 10 ms of each cold start and warns if there are no
 * figures.
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
