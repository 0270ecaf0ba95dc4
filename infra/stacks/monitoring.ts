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

/** An alarm for a metric. Unless said otherwise, it goes off at the first period that reaches the threshold. */
interface AlarmProps extends Partial<CustomThreshold> {
  /** Also the heading of its section in the runbook, infra/stacks/README.md. */
  readonly name: string;
  readonly metric: MetricWithAlarmSupport;
  /** What a user would notice. */
  readonly notice: string;
  /** Where to begin: whoever reads this has a mail, and perhaps not the runbook. */
  readonly firstStep: string;
  readonly threshold: number;
}

/** Far more than a bus that throttles for a moment, or a crash, makes of it. */
const LATE_EVENTS = Duration.minutes(10);

/** A sweep closes messages of 72 hours, if there was no news in the last 3. With an hour for the sweep. */
const OLDEST_OPEN = Duration.hours(76);

/** The dashboard, and alarms that each say what a user would notice. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { settings, api, events, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    const { metrics } = events;
    const title = `textgate-${settings.stage}`;
    /** Five minutes, or as long as it takes for so many sweeps to come. */
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
          notice: 'Nobody knows whether a message was sent. It is not sent again by itself.',
          firstStep:
            'Find its id in the log line "hand-over with unknown outcome", ask, and settle it by the admin command.',
          threshold: 1,
        }),
      ]),
      group('Status', [
        alarm({
          name: 'Oldest open message',
          metric: metrics.oldestOpenMessage(),
          notice: 'The status of messages no longer changes: one has been open for more than 76 hours.',
          firstStep: 'Look at what the log of the function sweep-statuses says has failed.',
          threshold: OLDEST_OPEN.toSeconds(),
        }),
        metrics.statusLag(),
      ]),
      group('Sweep', [
        alarm({
          name: 'Sweep not running',
          metric: metrics.finishedSweeps({ period: periodOf(2) }),
          notice:
            'Messages stay queued for ever, and nothing that waits for the gateway is sent: no sweep has finished.',
          firstStep: "Look whether the rule of the sweep's schedule is enabled, and at the errors of sweep-statuses.",
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
          notice: 'No message is sent: the gateway has not answered for a while. Messages wait, for up to 72 hours.',
          firstStep: 'Look why in the warnings of sweep-statuses, and ask the operator of the gateway.',
          threshold: 1,
          evaluationPeriods: 3,
          datapointsToAlarm: 3,
          // A sweep that does not run has an alarm of its own, and says nothing of the gateway.
          treatMissingDataOverride: TreatMissingData.IGNORE,
        }),
        alarm({
          name: 'Gateway login refused',
          metric: metrics.gatewayLoginRefused(),
          notice: 'No message can be sent: the gateway refuses our user and password.',
          firstStep: 'Put the right ones in the secret that the output GatewaySecretArn names.',
          threshold: 1,
          // It is asked once an hour, give or take a minute.
          treatMissingDataOverride: TreatMissingData.IGNORE,
        }),
      ]),
      group('Events', [
        alarm({
          // What the publisher could not publish comes again from the stream, and is no error of the function.
          name: 'Events late',
          metric: events.publisher.metric('IteratorAge', { label: 'Age of events', statistic: Stats.MAXIMUM }),
          notice: "Consumers of events are told of messages' changes more than ten minutes late.",
          firstStep:
            'Look why in the log of publish-lifecycle: "events not taken at first", "events not recorded for webhooks", ' +
            'or "credits not looked at".',
          threshold: LATE_EVENTS.toMilliseconds(),
        }),
      ]),
      group('Webhooks', [
        alarm({
          name: 'Webhooks disabled',
          metric: metrics.disabledWebhooks(),
          notice: "An account's own system is not told of its messages any more: its webhook was disabled.",
          firstStep: 'The event SMS Webhook Disabled tells which one, and why. Tell its account.',
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
            'Look which queue they are in. Mend what the log line "event could not be sent" tells, then redrive the ' +
            'dead-letter queue; of undelivered ones, mend what their attribute ERROR_MESSAGE tells.',
          threshold: 1,
          ...SUM,
        }),
        alarm({
          name: 'Events given up',
          metric: metrics.deadEvents(),
          notice: "Consumers of events have not been told of messages' changes.",
          firstStep: 'Mend what the log of publish-lifecycle tells. The records are right: consumers can read them.',
          threshold: 1,
        }),
      ]),
      group('Credits', [
        alarm({
          name: 'Credits low',
          metric: metrics.credits(),
          notice: `Soon no message can be sent: fewer than ${settings.creditsThreshold} credits are left.`,
          firstStep: 'Buy credits at the gateway.',
          threshold: settings.creditsThreshold,
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          // It is told once an hour, give or take a minute.
          treatMissingDataOverride: TreatMissingData.IGNORE,
        }),
      ]),
      group('Errors', [
        alarm({
          name: 'API errors',
          metric: sumOf('faults', 'Errors of ours', [
            api.http.api.metricServerError({ statistic: Stats.SUM }),
            api.xmlRpc.api.metricServerError({ statistic: Stats.SUM }),
            metrics.xmlRpcFaults(),
            ...api.xmlRpc.functions.map((fn) => fn.metricErrors()),
          ]),
          notice: 'Callers of the HTTPS API, or of the XML-RPC interface, get errors that are not theirs.',
          firstStep:
            'Look for the log lines "request failed" and "call failed" of the functions of the API. Where there are none, ' +
            "API Gateway answered: look at the functions' throttles, and for those that timed out or crashed.",
          threshold: 5,
          ...SUM,
        }),
        alarm({
          name: 'Function errors',
          metric: sumOf('errors', 'Errors', [
            ...events.functions.map((fn) => fn.metricErrors()),
            metrics.failedWebhookRounds(),
          ]),
          notice: 'News of messages is late, or messages that events ask for are: functions fail.',
          firstStep: 'Look at the log of the function that the dashboard shows.',
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
            "News of messages is late, or messages that events ask for are: the account's Lambda limit is reached.",
          firstStep: 'Ask AWS for more concurrent Lambdas, or take load away.',
          threshold: 1,
          evaluationPeriods: 4,
          datapointsToAlarm: 3,
        }),
        alarm({
          // Apart from the other functions: an alarm takes ten metrics. Of those that touch nothing it needs none: the limit is
          // the account's.
          name: 'API throttles',
          metric: sumOf(
            'apiThrottles',
            'Throttles of the API',
            api.functionsAtWork.map((fn) => fn.metricThrottles()),
          ),
          notice: "Calls of the HTTPS API and of the XML-RPC interface fail: the account's Lambda limit is reached.",
          firstStep: 'Ask AWS for more concurrent Lambdas, or take load away.',
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
 * The sum of metrics, of which some may be silent. Filled in, because a sum with nothing in one place would be nothing; and
 * added up as a list, because AWS does not say whether FILL fills in a metric that has never had a figure.
 * @param id begins the metrics' ids, of which a graph must not have two
 */
const sumOf = (id: string, label: string, metrics: readonly MetricWithAlarmSupport[]): MathExpression => {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${id}${index}`, metric]));
  const filled = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`);
  return new MathExpression({ label, expression: `SUM([${filled.join(', ')}])`, usingMetrics });
};

/** Of an alarm on such a sum: a late figure is first filled in with 0, and counts when its period is looked at again. */
const SUM = { evaluationPeriods: 2, datapointsToAlarm: 1 } as const;
