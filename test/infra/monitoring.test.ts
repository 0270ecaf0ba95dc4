import { describe, expect, it } from 'vitest';
import { read } from '../support/markdown.ts';
import { only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';

const { monitoring, api, events } = synthesized();

const alarmsOf = (context?: Record<string, unknown>) =>
  new Map(
    resourcesOf(synthesized(context).monitoring, 'AWS::CloudWatch::Alarm').map(({ properties }) => [
      String(properties.AlarmName).replace(/^textgate-\w+-|-Warning$/g, ''),
      properties,
    ]),
  );
const alarms = alarmsOf();

interface AlarmMetric {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string };
    readonly Period: number;
    readonly Stat: string;
  };
}

/** The metric of an alarm on a single metric. */
const metricOf = (name: string, context?: Record<string, unknown>) => {
  const metrics: AlarmMetric[] = alarmsOf(context).get(name)?.Metrics;
  const { Metric, Period, Stat } = only(metrics).MetricStat ?? {};
  return [Metric?.MetricName, Stat, Period];
};

/** The expression of an alarm that adds metrics up, with the metrics' names in place of their ids. */
const sumIn = (name: string) => {
  const metrics: AlarmMetric[] = alarms.get(name)?.Metrics;
  const { Expression } = only(metrics.filter(({ Expression }) => Expression !== undefined));
  const parts = metrics.flatMap(({ Id, MetricStat }) =>
    MetricStat ? [`${Id} ${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName}`] : [],
  );
  return [Expression, ...parts];
};

/** The functions whose metrics an alarm uses. */
const functionsIn = (name: string): string[] =>
  [
    ...JSON.stringify(alarms.get(name)?.Metrics).matchAll(
      /"FunctionName","Value":\{"Fn::ImportValue":"\w+:ExportsOutputRef(?:Api|Events)(\w+?)[0-9A-F]{16}"/g,
    ),
  ].map(([, fn = '']) => fn);

describe('alarms', () => {
  it('describe what a user would notice', () => {
    expect([...alarms.keys()].sort()).toEqual(
      [
        'API-errors',
        'API-throttles',
        'Credits-low',
        'Events-given-up',
        'Events-late',
        'Failed-messages',
        'Function-errors',
        'Function-throttles',
        'Gateway-login-refused',
        'Gateway-unreachable',
        'Indeterminate-messages',
        'Oldest-open-message',
        'Requests-given-up',
        'Sweep-not-running',
        'Webhooks-disabled',
      ].sort(),
    );
  });

  it.each([...alarms])('%s says so, where to begin, and where to read more', (name, { AlarmDescription }) => {
    const heading = name.replaceAll('-', ' ');
    const runbook = read('infra/stacks/README.md');

    expect(AlarmDescription).toMatch(
      /^[A-Z].+\. [A-Z].+\. More in textgate's runbook \(infra\/stacks\/README\.md\), under "/,
    );
    expect(AlarmDescription).toContain(`"${heading}"`);
    expect(runbook).toContain(`\n## ${heading}\n`);
  });

  it('count messages that people do not get as the publisher of events does', () => {
    expect(sumIn('Failed-messages')).toEqual([
      'SUM([FILL(failed0, 0), FILL(failed1, 0)])',
      'failed0 textgate MessagesFailed',
      'failed1 textgate MessagesExpired',
    ]);
    expect(metricOf('Indeterminate-messages')).toEqual(['MessagesIndeterminate', 'Sum', 300]);
  });

  it("count internal errors at each door, even if HTTP's status is 200", () => {
    expect(sumIn('API-errors')).toEqual([
      'SUM([FILL(faults0, 0), FILL(faults1, 0), FILL(faults2, 0), FILL(faults3, 0)])',
      'faults0 AWS/ApiGateway 5xx',
      'faults1 AWS/ApiGateway 5XXError',
      'faults2 textgate XmlRpcFaults',
      // API Gateway turns it into a fault with HTTP 200.
      'faults3 AWS/Lambda Errors',
    ]);
    expect(functionsIn('API-errors')).toEqual(['Legacy']);
  });

  it('count rounds of deliveries that failed among the errors of functions, which they are not to Lambda', () => {
    expect(sumIn('Function-errors')).toContainEqual(expect.stringMatching(/^errors\d textgate WebhookRoundsFailed$/));
  });

  it('go off at the first webhook that was disabled', () => {
    expect(metricOf('Webhooks-disabled')).toEqual(['WebhooksDisabled', 'Sum', 300]);
    expect(alarms.get('Webhooks-disabled')).toMatchObject({ Threshold: 1, TreatMissingData: 'notBreaching' });
  });

  it('go off when any function that touches something finds no room', () => {
    const all = [api, events].flatMap((template) =>
      resourcesOf(template, 'AWS::Lambda::Function').map(({ id }) => id.replace(/^(Api|Events)|[0-9A-F]{8}$/g, '')),
    );

    const watched = ['API-throttles', 'Function-throttles'].flatMap(functionsIn);

    expect(watched.sort()).toEqual(all.filter((name) => !['Openapi', 'Console', 'Health'].includes(name)).sort());
    for (const name of ['API-throttles', 'Function-throttles']) {
      expect(sumIn(name).slice(1)).toEqual(
        functionsIn(name).map(() => expect.stringMatching(/ AWS\/Lambda Throttles$/)),
      );
    }
  });

  it('look at no more metrics than an alarm takes', () => {
    for (const [name, { Metrics = [] }] of alarms) {
      const metrics: AlarmMetric[] = Metrics;
      expect(metrics.filter(({ MetricStat }) => MetricStat !== undefined).length, name).toBeLessThanOrEqual(10);
    }
  });

  it('on sums go off though one of the metrics is silent, or late', () => {
    const sums = [...alarms.values()].filter(({ Metrics }) => JSON.stringify(Metrics).includes('Expression'));

    expect(sums).toHaveLength(6);
    for (const { EvaluationPeriods, DatapointsToAlarm } of sums) {
      expect(EvaluationPeriods).toBeGreaterThan(DatapointsToAlarm);
    }
  });

  it.each([
    [1, 300],
    [2, 300],
    [5, 600],
    [15, 1800],
  ])('go off when no sweep of those every %i minutes has finished', (sweepIntervalMinutes, period) => {
    // Follow-ups and failing sweeps do not write this metric, but they would count as invocations.
    expect(metricOf('Sweep-not-running', { sweepIntervalMinutes })).toEqual([
      'OldestOpenMessage',
      'SampleCount',
      period,
    ]);
    expect(alarms.get('Sweep-not-running')).toMatchObject({
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it.each([
    [1, 300],
    [15, 900],
  ])('go off when the gateway is down in three periods, of sweeps every %i minutes', (sweepIntervalMinutes, period) => {
    expect(metricOf('Gateway-unreachable', { sweepIntervalMinutes })).toEqual([
      'GatewayUnreachable',
      'Maximum',
      period,
    ]);
    expect(alarms.get('Gateway-unreachable')).toMatchObject({
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    });
  });

  it('let a message be open for 72 hours, three more for late news, and one for the sweep', () => {
    expect(metricOf('Oldest-open-message')).toEqual(['OldestOpenMessage', 'Maximum', 300]);
    expect(alarms.get('Oldest-open-message')).toMatchObject({ Threshold: 76 * 3600 });
  });

  it('go off within the hour in which the gateway refuses our login', () => {
    expect(metricOf('Gateway-login-refused')).toEqual(['GatewayLoginRefused', 'Maximum', 3600]);
    expect(alarms.get('Gateway-login-refused')).toMatchObject({
      EvaluationPeriods: 1,
      Threshold: 1,
      TreatMissingData: 'ignore',
    });
  });

  it('go off when the bus has taken no event for ten minutes, which fails no function', () => {
    expect(metricOf('Events-late')).toEqual(['IteratorAge', 'Maximum', 300]);
    expect(functionsIn('Events-late')).toEqual(['PublishLifecycle']);
    expect(alarms.get('Events-late')).toMatchObject({ EvaluationPeriods: 1, Threshold: 600_000 });
  });

  it('go off below the credits that the settings say', () => {
    expect(alarmsOf({ creditsThreshold: 500 }).get('Credits-low')).toMatchObject({
      Threshold: 500,
      ComparisonOperator: 'LessThanThreshold',
    });
  });

  it('look at the metrics that the functions send, with all their dimensions', () => {
    for (const name of ['Credits-low', 'Oldest-open-message', 'Gateway-unreachable', 'API-errors']) {
      expect(JSON.stringify(alarms.get(name))).toContain(
        JSON.stringify([
          { Name: 'service', Value: 'textgate' },
          { Name: 'stage', Value: 'dev' },
        ]),
      );
    }
  });

  it('go to the topic that the settings name', () => {
    const topic = 'arn:aws:sns:eu-central-2:123456789012:on-call';

    for (const [, properties] of alarmsOf({ alarmTopicArn: topic })) {
      expect(properties).toMatchObject({ ActionsEnabled: true, AlarmActions: [topic], OKActions: [topic] });
    }
  });

  it('tell nobody without a topic', () => {
    for (const [, { ActionsEnabled }] of alarms) expect(ActionsEnabled).toBe(false);
  });
});

describe('the dashboard', () => {
  it('is named after its stage: an account has each name once', () => {
    const nameIn = (context = {}) =>
      only(resourcesOf(synthesized(context).monitoring, 'AWS::CloudWatch::Dashboard')).properties.DashboardName;

    expect([nameIn(), nameIn({ stage: 'prod' })]).toEqual(['textgate-dev', 'textgate-prod']);
  });

  it("shows the alarms' metrics", () => {
    const dashboards = JSON.stringify(resourcesOf(monitoring, 'AWS::CloudWatch::Dashboard'));

    for (const name of [
      'MessagesFailed',
      'MessagesExpired',
      'StatusLag',
      'OldestOpenMessage',
      'GatewayUnreachable',
      'GatewayLoginRefused',
      'Credits',
      'XmlRpcFaults',
      'WebhooksDelivered',
      'WebhookAttemptsFailed',
      'WebhookDeliveriesFailed',
      'WebhooksDisabled',
      'WebhookRoundsFailed',
      '5xx',
      '5XXError',
    ]) {
      expect(dashboards).toContain(name);
    }
  });
});
