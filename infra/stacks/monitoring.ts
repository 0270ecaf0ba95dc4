import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  type CustomMetricGroup,
  type CustomThreshold,
  type MetricWithAlarmSupport,
  MonitoringFacade,
  SnsAlarmActionStrategy,
} from 'cdk-monitoring-constructs';
import type { Construct } from 'constructs';
import type { GatewayApi } from '../constructs/gateway-api.ts';
import type { GatewayEvents } from '../constructs/gateway-events.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { Settings } from '../settings.ts';

export interface MonitoringStackProps extends StackProps {
  readonly settings: Settings;
  readonly api: GatewayApi;
  readonly events: GatewayEvents;
}

/** An alarm for a metric. Unless said otherwise, it goes off at the first period that reaches the threshold. */
interface AlarmProps extends Partial<CustomThreshold> {
  /** Also the heading of its runbook in the README. */
  readonly name: string;
  readonly metric: MetricWithAlarmSupport;
  /** What a user would notice. */
  readonly notice: string;
  readonly threshold: number;
}

/** Past this age a sweep closes messages, so none should be older. With an hour for the sweep. */
const OLDEST_OPEN_SECONDS = Duration.hours(73).toSeconds();

/** The dashboard, and alarms that each say what a user would notice. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { settings, api, events, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    const { metrics, sweeper, publisher, sender } = events;
    const title = `textgate-${settings.stage}`;

    const groups: readonly CustomMetricGroup[] = [
      group('Messages', [
        alarm({
          name: 'Failed messages',
          metric: metrics.failedMessages(),
          notice: 'People do not get their messages: ten or more failed within five minutes.',
          threshold: 10,
        }),
        alarm({
          name: 'Indeterminate messages',
          metric: metrics.indeterminateMessages(),
          notice: 'Nobody knows whether a message was sent. It is not sent again by itself.',
          threshold: 1,
        }),
      ]),
      group('Status', [
        alarm({
          name: 'Oldest open message',
          metric: metrics.oldestOpenMessage(),
          notice: 'The status of messages no longer changes: one has been open for more than 73 hours.',
          threshold: OLDEST_OPEN_SECONDS,
        }),
        metrics.statusLag(),
      ]),
      group('Sweep', [
        alarm({
          name: 'Sweep not running',
          metric: sweeper.metricInvocations({
            period: Duration.minutes(Math.max(5, 2 * settings.sweepIntervalMinutes)),
          }),
          notice: 'Messages stay queued for ever, and nothing that waits for the gateway is sent.',
          threshold: 1,
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          treatMissingDataOverride: TreatMissingData.BREACHING,
        }),
        metrics.messagesChecked(),
        metrics.messagesChanged(),
      ]),
      group('Dead letters', [
        alarm({
          name: 'Requests given up',
          metric: metrics.deadRequests(),
          notice: 'Messages that events asked for were not sent.',
          threshold: 1,
        }),
        alarm({
          name: 'Events given up',
          metric: metrics.deadEvents(),
          notice: "Consumers of events have not been told of messages' changes.",
          threshold: 1,
        }),
      ]),
      group('Credits', [
        alarm({
          name: 'Credits low',
          metric: metrics.credits(),
          notice: `Soon no message can be sent: fewer than ${settings.creditsThreshold} credits are left.`,
          threshold: settings.creditsThreshold,
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          // It is told once an hour, give or take a minute.
          treatMissingDataOverride: TreatMissingData.IGNORE,
        }),
      ]),
      group('Errors', [
        alarm({
          name: 'API errors',
          metric: api.http.api.metricServerError({ statistic: Stats.SUM, label: 'Answers of 5xx' }),
          notice: 'Callers of the API get errors that are not theirs.',
          threshold: 5,
        }),
        alarm({
          name: 'Function errors',
          metric: sumOf([sweeper, publisher, sender], 'Errors', (fn) => fn.metricErrors()),
          notice: 'News of messages is late, or messages that events ask for are: functions fail.',
          threshold: 3,
        }),
        alarm({
          name: 'Function throttles',
          metric: sumOf([sweeper, publisher, sender], 'Throttles', (fn) => fn.metricThrottles()),
          notice:
            "News of messages is late, or messages that events ask for are: the account's Lambda limit is reached.",
          threshold: 1,
          evaluationPeriods: 3,
          datapointsToAlarm: 3,
        }),
      ]),
    ];

    new MonitoringFacade(this, 'Monitoring', {
      alarmFactoryDefaults: {
        alarmNamePrefix: title,
        actionsEnabled: settings.alarmTopicArn !== undefined,
        datapointsToAlarm: 1,
        ...(settings.alarmTopicArn !== undefined && { action: this.#tell(settings.alarmTopicArn) }),
      },
      metricFactoryDefaults: { namespace: 'AWS' },
    }).monitorCustom({ humanReadableName: title, alarmFriendlyName: title, metricGroups: [...groups] });
  }

  #tell(topicArn: string): SnsAlarmActionStrategy {
    const topic = Topic.fromTopicArn(this, 'AlarmTopic', topicArn);
    return new SnsAlarmActionStrategy({ onAlarmTopic: topic, onOkTopic: topic });
  }
}

const group = (title: string, metrics: CustomMetricGroup['metrics']): CustomMetricGroup => ({ title, metrics });

const alarm = ({ name, metric, notice, ...threshold }: AlarmProps) => ({
  metric,
  alarmFriendlyName: name.replaceAll(' ', '-'),
  addAlarm: {
    Warning: {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingDataOverride: TreatMissingData.NOT_BREACHING,
      alarmDescriptionOverride: notice,
      runbookLink: `README.md#${name.toLowerCase().replaceAll(' ', '-')}`,
      ...threshold,
    },
  },
});

/** @param label also begins the metrics' ids, of which a graph must not have two */
const sumOf = (
  functions: readonly ServiceFunction[],
  label: string,
  metricOf: (fn: ServiceFunction) => MetricWithAlarmSupport,
): MathExpression => {
  const usingMetrics = Object.fromEntries(
    functions.map((fn, index) => [`${label.toLowerCase()}${index}`, metricOf(fn)]),
  );
  return new MathExpression({ label, expression: Object.keys(usingMetrics).join(' + '), usingMetrics });
};
