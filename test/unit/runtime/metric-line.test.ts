import { expect, test } from 'vitest';
import { writeMetrics } from '../../../functions/runtime/metric-line.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const lines = logLines();

test('figures are a line in the embedded metric format, with all their dimensions', () => {
  writeMetrics(
    [
      { name: 'XmlRpcFaults', unit: 'Count', value: 1 },
      { name: 'StatusLag', unit: 'Milliseconds', value: [5, 7] },
    ],
    1_700_000_000_000,
  );

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
  expect(lines()).toEqual([
    {
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'textgate',
            Dimensions: [['service', 'stage']],
            Metrics: [
              { Name: 'XmlRpcFaults', Unit: 'Count' },
              { Name: 'StatusLag', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      service: 'textgate',
      stage: 'dev',
      XmlRpcFaults: [1],
      StatusLag: [5, 7],
    },
  ]);
});

test('figures that are not known are left out, and none write nothing', () => {
  writeMetrics([{ name: 'Credits', unit: 'Count', value: undefined }]);
  writeMetrics([{ name: 'StatusLag', unit: 'Milliseconds', value: [] }]);
  writeMetrics([]);

  expect(lines()).toEqual([]);
});
