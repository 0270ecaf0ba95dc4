import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesized } from '../support/synthesized.ts';

const { monitoring } = synthesized();

const alarmsOf = (context?: Record<string, unknown>) =>
  new Map(
    resourcesOf(synthesized(context).monitoring, 'AWS::CloudWatch::Alarm').map(({ properties }) => [
      String(properties.AlarmName).replace(/^textgate-\w+-|-Warning$/g, ''),
      properties,
    ]),
  );
const alarms = alarmsOf();

describe('alarms', () => {
  it('tell of what a user would notice', () => {
    expect([...alarms.keys()].sort()).toEqual(
      [
        'API-errors',
        'Credits-low',
        'Events-given-up',
        'Failed-messages',
        'Function-errors',
        'Function-throttles',
        'Indeterminate-messages',
        'Oldest-open-message',
        'Requests-given-up',
        'Sweep-not-running',
      ].sort(),
    );
  });

  it.each([...alarms])('%s says so in a sentence, and leads to its runbook', (name, { AlarmDescription }) => {
    expect(AlarmDescription).toMatch(/^[A-Z].+\.\s+Runbook: README\.md#/s);
    expect(AlarmDescription).toContain(`#${name.toLowerCase()}`);
  });

  it('count failed and indeterminate messages as the publisher of events does', () => {
    expect(JSON.stringify(alarms.get('Failed-messages'))).toContain('"MessagesFailed"');
    expect(JSON.stringify(alarms.get('Indeterminate-messages'))).toContain('"MessagesIndeterminate"');
  });

  it('go off when the sweep is silent', () => {
    expect(alarms.get('Sweep-not-running')).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('go off below the credits that the settings say', () => {
    expect(alarmsOf({ creditsThreshold: 500 }).get('Credits-low')).toMatchObject({
      Threshold: 500,
      ComparisonOperator: 'LessThanThreshold',
    });
  });

  it('look at the metrics that the sweep sends, with all their dimensions', () => {
    for (const name of ['Credits-low', 'Oldest-open-message']) {
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
  it('shows what the alarms look at', () => {
    const dashboards = JSON.stringify(monitoring.findResources('AWS::CloudWatch::Dashboard'));

    for (const name of ['MessagesFailed', 'StatusLag', 'OldestOpenMessage', 'Credits', 'Invocations', '5xx']) {
      expect(dashboards).toContain(name);
    }
  });
});
