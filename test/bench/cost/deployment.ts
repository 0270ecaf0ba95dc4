import type { Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import type { MetricName } from '../../../functions/contract/metrics.ts';
import { byAccount, lookupIndexes, openIndex } from '../../../functions/store/message-indexes.ts';
import type { TableIndex } from '../../../functions/store/table-index.ts';
import { parseSettings } from '../../../infra/settings.ts';
import { cdkJson, resourcesOf, synthesized } from '../../support/stack/synthesized.ts';

/** The properties of a deployment's templates that its cost depends on. */
export interface Deployment {
  /** MB. */
  readonly memory: Readonly<Record<'send' | 'publisher' | 'sweeper' | 'deliverer', number>>;
  readonly tracing: boolean;
  /** Whether Lambda logs its own lines for each run. */
  readonly systemLines: boolean;
  /** The indexes of the messages' table. */
  readonly indexes: readonly TableIndex[];
  /** A line of the HTTP API's access log, as long as usual. */
  readonly accessLogBytes: number;
  readonly publisherBatch: number;
  /** How long Lambda gathers changes before it gives them to the publisher. */
  readonly publisherWindowSeconds: number;
  readonly silentStatuses: readonly string[];
  readonly archiveDays: number;
  readonly logDays: number;
  readonly retentionDays: number;
  readonly hasRecovery: boolean;
  readonly fixed: {
    /** The number of pairs of a function and a table that it uses. */
    readonly tableUsers: number;
    readonly secrets: number;
    /** The number of queues that Lambda polls. */
    readonly queues: { readonly standard: number; readonly fifo: number };
    readonly alarmMetrics: number;
    readonly ownMetrics: number;
    /** Metrics written only if there are webhooks. CloudWatch charges a metric for the hours in which it is written. */
    readonly webhookMetrics: number;
    readonly dashboards: number;
    readonly routes: number;
    /** Whether each route has metrics. CloudWatch charges them as custom metrics. */
    readonly routeMetrics: boolean;
  };
}

/** A deployment's templates, with the default settings unless others are given. */
export const readDeployment = (settings: Readonly<Record<string, unknown>> = {}): Deployment => {
  const { data, api, events, monitoring } = synthesized(settings);
  const parsed = parseSettings({ ...cdkJson, ...settings });
  const all = [data, api, events, monitoring];
  const functions = [api, events].flatMap((stack) => resourcesOf(stack, 'AWS::Lambda::Function'));
  // An upgrade must not change a logical id, so it stays as it is.
  const memoryOf = (id: string) => numberIn(functions.find((fn) => fn.id.startsWith(id))?.properties.MemorySize);
  const [stage] = resourcesOf(api, 'AWS::ApiGatewayV2::Stage');
  const messages = resourcesOf(data, 'AWS::DynamoDB::Table').find(
    ({ properties }) => properties.StreamSpecification !== undefined,
  )?.properties;
  const mappings = resourcesOf(events, 'AWS::Lambda::EventSourceMapping').map(({ properties }) => properties);
  const dashboard = JSON.stringify(monitoring.toJSON());
  const ownMetrics = [
    ...new Set(Array.from(dashboard.matchAll(/\[\\*"textgate\\*",\\*"(\w+)/g), ([, name = '']) => name)),
  ];
  const stream = mappings.find(({ StartingPosition }) => StartingPosition !== undefined);
  const fifo = all.flatMap(idsOfFifoQueues);
  const polled = mappings.flatMap(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt']?.[0] ?? []);
  const [archive] = Object.values(events.findResources('AWS::Events::Archive'));
  const [log] = resourcesOf(api, 'AWS::Logs::LogGroup');
  const environment = functions.find(({ properties }) => properties.Environment.Variables.RETENTION_DAYS)?.properties;
  return {
    memory: {
      send: memoryOf('ApiSend'),
      publisher: memoryOf('EventsPublishLifecycle'),
      sweeper: memoryOf('EventsSweepStatuses'),
      deliverer: memoryOf('EventsDeliverWebhooks'),
    },
    tracing: functions.some(({ properties }) => properties.TracingConfig?.Mode === 'Active'),
    systemLines: functions.some(({ properties }) => properties.LoggingConfig?.SystemLogLevel !== 'WARN'),
    indexes: [byAccount, openIndex, ...parsed.indexes.map((filter) => lookupIndexes[filter])],
    accessLogBytes: lineOf(stage?.properties.AccessLogSettings.Format),
    publisherBatch: numberIn(stream?.BatchSize),
    publisherWindowSeconds: stream?.MaximumBatchingWindowInSeconds ?? 0,
    silentStatuses: parsed.silentStatuses,
    archiveDays: archive?.['Properties']?.RetentionDays ?? 0,
    logDays: numberIn(log?.properties.RetentionInDays),
    retentionDays: Number(environment?.Environment.Variables.RETENTION_DAYS),
    hasRecovery: messages?.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true,
    fixed: {
      tableUsers: functions
        .flatMap(({ properties }) => Object.keys(properties.Environment.Variables))
        .filter((name) => name.endsWith('_TABLE')).length,
      secrets: resourcesOf(data, 'AWS::SecretsManager::Secret').length,
      queues: {
        standard: polled.filter((id) => !fifo.includes(id)).length,
        fifo: polled.filter((id) => fifo.includes(id)).length,
      },
      alarmMetrics: resourcesOf(monitoring, 'AWS::CloudWatch::Alarm').reduce(
        (sum, { properties }) => sum + metricsOf(properties),
        0,
      ),
      ownMetrics: ownMetrics.filter((name) => !ofWebhooks.has(name)).length,
      webhookMetrics: ownMetrics.filter((name) => ofWebhooks.has(name)).length,
      dashboards: resourcesOf(monitoring, 'AWS::CloudWatch::Dashboard').length,
      routes: resourcesOf(api, 'AWS::ApiGatewayV2::Route').length,
      routeMetrics: stage?.properties.DefaultRouteSettings.DetailedMetricsEnabled === true,
    },
  };
};

const ofWebhooks: ReadonlySet<string> = new Set<MetricName>([
  'WebhooksDelivered',
  'WebhookAttemptsFailed',
  'WebhookDeliveriesFailed',
  'WebhooksDisabled',
]);

const idsOfFifoQueues = (template: Template): readonly string[] =>
  Object.entries(template.findResources('AWS::SQS::Queue', { Properties: { FifoQueue: true } })).map(([id]) => id);

/** An alarm uses one metric, or an expression over several. */
const metricsOf = ({ Metrics = [{ MetricStat: true }] }: { Metrics?: readonly { MetricStat?: unknown }[] }): number =>
  Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;

const numberIn = (value: unknown): number => v.parse(v.number(), value);

/** Usual values of API Gateway's variables. */
const usual: Readonly<Record<string, string>> = {
  requestId: 'JKJaXmPLvHcESHA=',
  routeKey: 'POST /v1/messages',
  integrationErrorMessage: '-',
  requestTimeEpoch: '1906545600000',
};

const lineOf = (format: unknown): number =>
  v.parse(v.string(), format).replace(/\$context\.(\w+)/g, (_, name: string) => usual[name] ?? '202').length;
