import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  type CustomMetricGroup,
  type CustomThreshold,
  DefaultDashboardFactory,
  type MetricWithAlarmSupport,
  MonitoringFacade,
  SnsAlarmActionStrategy,
} from 'cdk-monitoring-constructs';
import type { Construct } from 'constructs';
import type { GatewayApi } from '../constructs/gateway-api.ts';
import type { GatewayEvents } from '../constructs/gateway-events.ts';
import type { Settings } from '../settings.ts';

export interface MonitoringStackProps extends StackProps {
  readonly settings: Settings;
  readonly api: GatewayApi;
  readonly events: GatewayEvents;
}

/** An alarm for a metric. By default it goes off at the first period that reaches the threshold. */
interface AlarmProps extends Partial<CustomThreshold> {
  /** Also the heading of its section in the runbook, infra/stacks/README.md. */
  readonly name: string;
  readonly metric: MetricWithAlarmSupport;
  /** What users notice. */
  readonly notice: string;
  /** What to do first. Whoever reads this in a mail may not have the runbook at hand. */
  readonly firstStep: string;
  readonly threshold: number;
}

/** A bus that throttles for a moment, or one crash, delays events by far less. */
const LATE_EVENTS = Duration.minutes(10);

/** A sweep closes a message after 72 hours, but not within 3 hours of its last change. One hour more is for the sweep itself. */
const OLDEST_OPEN = Duration.hours(76);

/** The dashboard, and alarms that each say what users notice. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { settings, api, events, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    const { metrics } = events;
    const title = `textgate-${settings.stage}`;
    /** Five minutes, or the time in which this many sweeps are due. */
    const periodOf = (sweeps: number) => Duration.minutes(Math.max(5, sweeps * settings.sweepIntervalMinutes));

    const groups: readonly CustomMetricGroup[] = [
      group('Messages', [
        alarm({
          name: 'Failed messages',
          metric: sumOf('failed', 'Failed and expired messages', [metrics.failedMessages(), metrics.expiredMessages()]),
          notice: 'People do not get their messages: ten or more failed or expired within five minutes.',
          firstStep: 'Count them by reason.code: GET /v1/messages?status=failed, and ?status=expired.',
          threshold: 10,
          ...SUM,
        }),
        metrics.failedMessages(),
        metrics.expiredMessages(),
        alarm({
          name: 'Indeterminate messages',
          metric: metrics.indeterminateMessages(),
          notice: 'Nobody knows whether a message was sent. textgate does not send it again by itself.',
          firstStep:
            'Find its id in the log line "hand-over with unknown outcome". Ask the recipient or the operator of the ' +
            'upstream gateway, then settle the message with the admin command.',
          threshold: 1,
        }),
      ]),
      group('Status', [
        alarm({
          name: 'Oldest open message',
          metric: metrics.oldestOpenMessage(),
          notice: 'The status of messages no longer changes: one has been open for more than 76 hours.',
          firstStep: 'Read the warnings and errors in the log of the function SweepStatuses.',
          threshold: OLDEST_OPEN.toSeconds(),
        }),
        metrics.statusLag(),
      ]),
      group('Sweep', [
        alarm({
          name: 'Sweep not running',
          metric: metrics.finishedSweeps({ period: periodOf(2) }),
          notice:
            'Messages stay queued, and messages that wait for the upstream gateway are not sent: no sweep has finished.',
          firstStep:
            'Check that the rule SweepSchedule is enabled, and read the errors in the log of the function SweepStatuses.',
          threshold: 1,
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          treatMissingDataOverride: TreatMissingData.BREACHING,
        }),
        metrics.messagesChecked(),
        metrics.messagesChanged(),
        metrics.messagesHandedOver(),
        metrics.messagesClosed(),
        metrics.sweepFailures(),
        metrics.sweepRangesLeft(),
      ]),
      group('Gateway', [
        alarm({
          name: 'Gateway unreachable',
          metric: metrics.gatewayUnreachable({ period: periodOf(1) }),
          notice: 'No message is sent: the upstream gateway does not answer. Messages wait, for up to 72 hours.',
          firstStep:
            'Read why in the warnings of the function SweepStatuses, and ask the operator of the upstream gateway.',
          threshold: 1,
          evaluationPeriods: 3,
          datapointsToAlarm: 3,
          // A sweep that does not run has an alarm of its own, and says nothing about the gateway.
          treatMissingDataOverride: TreatMissingData.IGNORE,
        }),
        alarm({
          name: 'Gateway login refused',
          metric: metrics.gatewayLoginRefused(),
          notice: 'No message can be sent: the upstream gateway refuses the user and password of textgate.',
          firstStep: 'Put the right ones into the secret that the output GatewaySecretArn names.',
          threshold: 1,
          // The sweep asks once an hour, give or take a minute.
          treatMissingDataOverride: TreatMissingData.IGNORE,
        }),
      ]),
      group('Events', [
        alarm({
          // The stream brings again what the publisher could not publish, and that is no error of the function.
          name: 'Events late',
          metric: events.publisher.metric('IteratorAge', { label: 'Age of events', statistic: Stats.MAXIMUM }),
          notice: 'Consumers of events, and webhooks, hear of changes more than ten minutes late.',
          firstStep:
            'Read why in the log of the function PublishLifecycle: "events not taken at first", ' +
            '"events not recorded for webhooks" or "credits not looked at".',
          threshold: LATE_EVENTS.toMilliseconds(),
        }),
      ]),
      group('Webhooks', [
        alarm({
          name: 'Webhooks disabled',
          metric: metrics.disabledWebhooks(),
          notice: "An account's own system no longer hears of its messages: its webhook was disabled.",
          firstStep:
            'Find out which one with "admin webhook list", or in the event SMS Webhook Disabled. Then tell its account.',
          threshold: 1,
        }),
        metrics.webhookDeliveries(),
        metrics.failedWebhookAttempts(),
        metrics.failedWebhookDeliveries(),
      ]),
      group('Dead letters', [
        alarm({
          name: 'Requests given up',
          metric: sumOf('requests', 'Requests given up', [metrics.deadRequests(), metrics.undeliveredRequests()]),
          notice: 'Messages that events asked for were not sent.',
          firstStep:
            'See which queue they are in. Dead letters: remove the cause that the log line "event could not be sent" ' +
            'names, then redrive the queue. Undelivered requests: their attribute ERROR_MESSAGE names the cause.',
          threshold: 1,
          ...SUM,
        }),
        alarm({
          name: 'Events given up',
          metric: metrics.deadEvents(),
          notice: 'Consumers of events, and webhooks, were never told of some changes.',
          firstStep: 'Read the dead letters. The records are right: consumers can read them with GET /v1/messages.',
          threshold: 1,
        }),
      ]),
      group('Credits', [
        alarm({
          name: 'Credits low',
          metric: metrics.credits(),
          notice: `Soon no message can be sent: the upstream gateway has fewer than ${settings.creditsThreshold} credits left.`,
          firstStep: 'Buy credits from the operator of the upstream gateway.',
          threshold: settings.creditsThreshold,
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          // The sweep reads them once an hour, give or take a minute.
          treatMissingDataOverride: TreatMissingData.IGNORE,
        }),
      ]),
      group('Errors', [
        alarm({
          name: 'API errors',
          metric: sumOf('faults', 'Errors of textgate', [
            api.http.api.metricServerError({ statistic: Stats.SUM }),
            api.xmlRpc.api.metricServerError({ statistic: Stats.SUM }),
            metrics.xmlRpcFaults(),
            ...api.xmlRpc.functions.map((fn) => fn.metricErrors()),
          ]),
          notice: 'Calls of the HTTPS API or of the XML-RPC interface fail, and the callers are not to blame.',
          firstStep:
            'Find the log lines "request failed" and "call failed" of the API\'s functions. If there are none, ' +
            'API Gateway answered in their place: they were throttled, timed out or crashed.',
          threshold: 5,
          ...SUM,
        }),
        alarm({
          name: 'Function errors',
          metric: sumOf('errors', 'Errors', [
            ...events.functions.map((fn) => fn.metricErrors()),
            metrics.failedWebhookRounds(),
          ]),
          notice: 'News of messages, or messages that events ask for, are late: functions fail.',
          firstStep: 'See in the logs which function of the events stack fails, and why.',
          threshold: 3,
          ...SUM,
        }),
        alarm({
          name: 'Function throttles',
          metric: sumOf(
            'throttles',
            'Throttles',
            events.functions.map((fn) => fn.metricThrottles()),
          ),
          notice:
            'News of messages, or messages that events ask for, are late: the AWS account has reached its Lambda limit.',
          firstStep: 'Ask AWS for more concurrent Lambdas, or reduce the load.',
          threshold: 1,
          evaluationPeriods: 4,
          datapointsToAlarm: 3,
        }),
        alarm({
          // A second alarm, because one takes ten metrics. Functions that touch nothing are left out: the limit is the AWS
          // account's, so the others reach it too.
          name: 'API throttles',
          metric: sumOf(
            'apiThrottles',
            'Throttles of the API',
            api.functionsAtWork.map((fn) => fn.metricThrottles()),
          ),
          notice:
            'Calls of the HTTPS API and of the XML-RPC interface fail: the AWS account has reached its Lambda limit.',
          firstStep: 'Ask AWS for more concurrent Lambdas, or reduce the load.',
          threshold: 5,
          ...SUM,
        }),
      ]),
    ];

    new MonitoringFacade(this, 'Monitoring', {
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', { dashboardNamePrefix: title }),
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

const alarm = ({ name, metric, notice, firstStep, ...threshold }: AlarmProps) => ({
  metric,
  alarmFriendlyName: name.replaceAll(' ', '-'),
  addAlarm: {
    Warning: {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingDataOverride: TreatMissingData.NOT_BREACHING,
      alarmDescriptionOverride: `${notice} ${firstStep} More in textgate's runbook (infra/stacks/README.md), under "${name}".`,
      ...threshold,
    },
  },
});

/**
 * The sum of metrics, some of which may be silent. FILL is there because a sum with a missing part would be missing. The sum
 * is over a list because AWS does not say whether FILL fills in a metric that has never had a figure.
 * @param id begins the metrics' ids: a graph must not have the same id twice
 */
const sumOf = (id: string, label: string, metrics: readonly MetricWithAlarmSupport[]): MathExpression => {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${id}${index}`, metric]));
  const filled = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`);
  return new MathExpression({ label, expression: `SUM([${filled.join(', ')}])`, usingMetrics });
};

/** For alarms on such a sum: FILL counts a late figure as 0 at first, so each period is evaluated twice. */
const SUM = { evaluationPeriods: 2, datapointsToAlarm: 1 } as const;
