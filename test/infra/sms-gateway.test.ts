import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { User } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, it } from 'vitest';
import { type ISmsGateway, SmsGateway, type SmsGatewayProps, SmsTarget } from '../../infra/index.ts';
import { noCode, numberOf, only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';
import { KEY_ARN } from './function-grants.ts';

const owned = (scope: Stack, props: SmsGatewayProps = {}) => new SmsGateway(scope, 'Sms', { codeOf: noCode, ...props });
const imported = (scope: Stack) => SmsGateway.fromEventBusName(scope, 'Sms');

/** The template of a stack after a change by the test. */
function templateOf(build: (stack: Stack) => void): Template {
  const stack = new Stack(new App(), 'Shop');
  build(stack);
  return Template.fromStack(stack);
}

/** The statements of the only user's policy. */
const statementsOf = (template: Template) =>
  only(resourcesOf(template, 'AWS::IAM::Policy').filter(({ properties }) => properties.Users !== undefined)).properties
    .PolicyDocument.Statement;

describe('SmsGateway', () => {
  it('has all that our own stacks have', () => {
    const { data, api, events } = synthesized({ stage: 'prod' });
    const shop = templateOf(owned);

    for (const type of [
      'Lambda::Function',
      'SQS::Queue',
      'DynamoDB::Table',
      'Events::Rule',
      'ApiGatewayV2::Route',
      'ApiGateway::RestApi',
    ]) {
      const countIn = (...templates: Template[]) =>
        templates.reduce((count, template) => count + numberOf(template, `AWS::${type}`), 0);
      expect(countIn(shop), type).toBe(countIn(data, api, events));
      expect(countIn(shop), type).toBeGreaterThan(0);
    }
  });

  it("has no secret of its own where there is another: one stack needs it no more once its functions don't", () => {
    const made = numberOf(templateOf(owned), 'AWS::SecretsManager::Secret');
    const named = templateOf((stack) => owned(stack, { gatewaySecretName: 'sms/credentials' }));

    expect([made, numberOf(named, 'AWS::SecretsManager::Secret')]).toEqual([1, 0]);
    expect(JSON.stringify(resourcesOf(named, 'AWS::Lambda::Function'))).toContain(
      '"GATEWAY_SECRET_ARN":"sms/credentials"',
    );
  });

  it('takes the name of a secret of the same app', () => {
    const template = templateOf((stack) => {
      const { secretName } = new Secret(stack, 'Login');
      owned(stack, { gatewaySecretName: secretName });
    });

    const granted = resourcesOf(template, 'AWS::IAM::Policy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue');
    for (const { Resource } of granted) expect(JSON.stringify(Resource)).toMatch(/:secret:.*"Login.*-\?{6}"/);
  });

  it('keeps its data when its stack goes, unless it is said to be for development', () => {
    const policiesOf = (props?: SmsGatewayProps) =>
      resourcesOf(
        templateOf((stack) => owned(stack, props)),
        'AWS::DynamoDB::Table',
      ).map(({ deletionPolicy }) => deletionPolicy);

    expect(policiesOf()).toEqual(['Retain', 'Retain', 'Retain']);
    expect(policiesOf({ stage: 'dev' })).toEqual(['Delete', 'Delete', 'Delete']);
  });

  it('has outputs for its addresses and for the secret to fill', () => {
    const keys = Object.keys(templateOf(owned).toJSON()['Outputs']).map((key) => key.replace(/^Sms|[0-9A-F]{8}$/g, ''));

    expect(keys.sort()).toEqual(
      [
        'AccountsTableName',
        'ApiUrl',
        'DeliveriesTableName',
        'GatewaySecretArn',
        'MessagesTableName',
        'RetentionDays',
        'XmlRpcUrl',
      ].sort(),
    );
  });

  it('names every property that is wrong', () => {
    const props = { retentionDays: 0, allowedCountries: ['ch'] };

    expect(() => templateOf((stack) => owned(stack, props))).toThrow(/allowedCountries\.0: .*\n.*retentionDays: /);
  });

  it('encrypts with a key of the same app', () => {
    const template = templateOf((stack) => owned(stack, { encryptionKeyArn: new Key(stack, 'Key').keyArn }));

    const key = { 'Fn::GetAtt': [only(resourcesOf(template, 'AWS::KMS::Key')).id, 'Arn'] };
    for (const { id, properties } of resourcesOf(template, 'AWS::SQS::Queue')) {
      expect(properties.KmsMasterKeyId, id).toEqual(key);
    }
  });

  it('has metrics to alarm on', () => {
    const template = templateOf((stack) => {
      const gateway = owned(stack);
      const metrics = [
        gateway.metricFailedMessages(),
        gateway.metricExpiredMessages(),
        gateway.metricIndeterminateMessages(),
        gateway.metricOldestOpenMessage(),
        gateway.metricFinishedSweeps(),
        gateway.metricGatewayUnreachable(),
        gateway.metricGatewayLoginRefused(),
        gateway.metricXmlRpcFaults(),
        gateway.metricStatusLag(),
        gateway.metricCredits(),
        gateway.metricDeadRequests(),
        gateway.metricDeadEvents(),
        gateway.metricFailedWebhookAttempts(),
        gateway.metricFailedWebhookDeliveries(),
        gateway.metricDisabledWebhooks(),
        gateway.metricFailedWebhookRounds(),
      ];
      for (const [index, metric] of metrics.entries()) {
        new Alarm(stack, `Alarm${index}`, { metric, threshold: 1, evaluationPeriods: 1 });
      }
    });

    expect(resourcesOf(template, 'AWS::CloudWatch::Alarm')).toHaveLength(16);
  });

  it('takes rules of another stack without tying its own to it', () => {
    const app = new App();
    const gateway = owned(new Stack(app, 'Gateway'));
    const shop = new Stack(app, 'Shop');
    const text = RuleTargetInput.fromText('Hello');

    new Rule(shop, 'Rule', {
      eventPattern: { source: ['shop'] },
      targets: [new SmsTarget(gateway, { account: `acc_${'0'.repeat(22)}`, to: '+41791234567', text })],
    });

    expect(() => app.synth()).not.toThrow();
  });
});

describe.each([
  ['of this app', owned],
  ['that is deployed', imported],
] as const)('a gateway %s', (_, upstreamIn: (stack: Stack) => ISmsGateway) => {
  it('lets a principal send, and nothing else', () => {
    const template = templateOf((stack) => upstreamIn(stack).grantSend(new User(stack, 'User')));

    expect(statementsOf(template)).toMatchObject([{ Effect: 'Allow', Action: 'sqs:SendMessage' }]);
  });

  it('lets a principal put requests on the bus, and no events as if they were ours', () => {
    const template = templateOf((stack) => upstreamIn(stack).grantPutRequests(new User(stack, 'User')));

    expect(statementsOf(template)).toMatchObject([
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Condition: { StringEquals: { 'events:detail-type': 'SMS Send Requested' } },
      },
    ]);
  });
});

describe.each([
  ['of this app', (stack: Stack) => owned(stack, { encryptionKeyArn: KEY_ARN })],
  ['that is deployed', (stack: Stack) => SmsGateway.fromEventBusName(stack, 'Sms', 'sms-gateway', KEY_ARN)],
] as const)("a gateway %s, with a customer's key", (_, upstreamIn: (stack: Stack) => ISmsGateway) => {
  it('lets its senders use the key through SQS only', () => {
    const template = templateOf((stack) => upstreamIn(stack).grantSend(new User(stack, 'User')));

    const region = { Ref: 'AWS::Region' };
    expect(statementsOf(template)).toMatchObject([
      { Effect: 'Allow', Action: 'sqs:SendMessage' },
      {
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: KEY_ARN,
        Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['sqs.', region, '.amazonaws.com']] } } },
      },
    ]);
  });
});
