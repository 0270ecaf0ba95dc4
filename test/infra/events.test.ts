import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { followUpSeconds } from '../../functions/contract/follow-ups.ts';
import { deliverMillis } from '../../functions/messages/time-budget.ts';
import { only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';
import {
  BASE,
  CHANGING,
  CREDENTIALS,
  functionOf,
  grantsOf,
  KEY_ARN,
  keyGrantsFor,
  LOOKING_AT_SUPPRESSIONS,
  LOOKING_AT_WEBHOOKS,
  NOTING_CALLS,
  RECORDING_NEWS,
  resourceNamed,
} from './function-grants.ts';

const { events } = synthesized();
const { events: encrypted } = synthesized({ encryptionKeyArn: KEY_ARN });

const queue = (name: string) => resourceNamed(events, 'AWS::SQS::Queue', name);

/** The event source of a function. */
function sourceOf(name: string, from: string) {
  const { id } = resourceNamed(events, 'AWS::Lambda::Function', name);
  return only(
    resourcesOf(events, 'AWS::Lambda::EventSourceMapping').filter(
      ({ properties: { FunctionName, EventSourceArn } }) =>
        FunctionName.Ref === id && JSON.stringify(EventSourceArn).includes(from),
    ),
  ).properties;
}

const consuming = (name: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} ${name}`,
  );

const PUT_EVENTS = 'events:PutEvents bus';
const ROUND = 'sqs:SendMessage rounds';
const FOLLOW_UP = 'sqs:SendMessage follow-ups';

const GRANTS: Record<string, string[]> = {
  PublishLifecycle: [
    PUT_EVENTS,
    FOLLOW_UP,
    ...RECORDING_NEWS,
    'dynamodb:BatchGetItem accounts ACCOUNT#*',
    'dynamodb:UpdateItem accounts ACCOUNT#*',
    'dynamodb:UpdateItem accounts STATISTICS#*',
    // The only action on streams that does not support resources.
    'dynamodb:ListStreams "*"',
    'dynamodb:DescribeStream stream',
    'dynamodb:GetRecords stream',
    'dynamodb:GetShardIterator stream',
    'sqs:GetQueueAttributes lifecycle dead letters',
    'sqs:GetQueueUrl lifecycle dead letters',
    'sqs:SendMessage lifecycle dead letters',
  ],
  SendRequested: [
    PUT_EVENTS,
    CREDENTIALS,
    ...CHANGING,
    ...RECORDING_NEWS,
    LOOKING_AT_SUPPRESSIONS,
    NOTING_CALLS,
    ...consuming('requests'),
    'sqs:SendMessage requests',
    'dynamodb:GetItem accounts',
    'dynamodb:PartiQLInsert messages',
  ],
  SweepStatuses: [
    FOLLOW_UP,
    CREDENTIALS,
    ...CHANGING,
    LOOKING_AT_SUPPRESSIONS,
    NOTING_CALLS,
    ...consuming('follow-ups'),
    'dynamodb:GetItem messages',
    'dynamodb:PartiQLInsert messages',
    'dynamodb:Query messages/open',
  ],
  DeliverWebhooks: [
    PUT_EVENTS,
    ROUND,
    ...consuming('rounds'),
    LOOKING_AT_WEBHOOKS,
    'dynamodb:PutItem accounts WEBHOOKS#*',
    'dynamodb:BatchGetItem deliveries',
    'dynamodb:DeleteItem deliveries',
    'dynamodb:GetItem deliveries',
    'dynamodb:PartiQLUpdate deliveries',
    'dynamodb:PutItem deliveries',
    'dynamodb:Query deliveries/byState',
    'dynamodb:Query deliveries/due',
  ],
};

describe.each(Object.entries(GRANTS))('the function %s', (name, grants) => {
  it('has exactly the permissions that it needs', () => {
    expect(grantsOf(events, name)).toEqual([...BASE, ...grants].sort());
  });

  it("may use a customer's key for that, and for nothing else", () => {
    expect(grantsOf(encrypted, name)).toEqual([...BASE, ...grants, ...keyGrantsFor(grants)].sort());
  });

  it('has variables for exactly the resources that it may use', () => {
    const names = Object.keys(functionOf(events, name).Environment.Variables);

    expect(names.includes('EVENT_BUS')).toBe(grants.includes(PUT_EVENTS));
    expect(names.includes('FOLLOW_UP_QUEUE_URL')).toBe(grants.includes(FOLLOW_UP));
    expect(names.includes('DEAD_LETTERS_URL')).toBe(grants.includes('sqs:SendMessage lifecycle dead letters'));
    expect(names.includes('ACCOUNTS_TABLE')).toBe(grants.some((grant) => grant.includes(' accounts')));
    expect(names.includes('DELIVERY_QUEUE_URL')).toBe(grants.includes(ROUND));
    expect(names.includes('DELIVERIES_TABLE')).toBe(grants.some((grant) => grant.endsWith(' deliveries')));
    expect(names.includes('MESSAGES_TABLE')).toBe(grants.some((grant) => grant.endsWith(' messages')));
    expect(names.includes('GATEWAY_URL')).toBe(grants.includes(CREDENTIALS));
    expect(names.includes('GATEWAY_SECRET_ARN')).toBe(grants.includes(CREDENTIALS));
  });
});

describe('the bus', () => {
  it('has the name that the settings say', () => {
    synthesized({ eventBusName: 'sms' }).events.hasResourceProperties('AWS::Events::EventBus', { Name: 'sms' });
  });

  it('keeps our own events for replays, as long as the settings say', () => {
    synthesized({ archiveDays: 7 }).events.hasResourceProperties('AWS::Events::Archive', {
      RetentionDays: 7,
      EventPattern: { source: ['sms-gateway'] },
    });
  });

  it('can do without an archive, as on the emulator', () => {
    expect(synthesized({ archiveDays: 0 }).events.findResources('AWS::Events::Archive')).toEqual({});
  });
});

describe("the table's stream", () => {
  it('tells of new and changed records, and not of those that expired', () => {
    const { Filters } = sourceOf('PublishLifecycle', 'StreamArn').FilterCriteria;

    expect(Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['INSERT', 'MODIFY'] },
    ]);
  });

  it('is tried for as long as it keeps a record, so that no outage of the bus loses an event', () => {
    const source = sourceOf('PublishLifecycle', 'StreamArn');

    expect(source.MaximumRetryAttempts).toBeUndefined();
    expect(source).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 500,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      // Before the stream drops it, after 24 hours.
      MaximumRecordAgeInSeconds: 23 * 3600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue('LifecycleDeadLetters').id, 'Arn'] } } },
    });
  });
});

describe('requests to send', () => {
  const requests = queue('RequestsQueue');
  const deadLetters = { 'Fn::GetAtt': [queue('RequestsDeadLetters').id, 'Arn'] };
  const undelivered = queue('RequestsUndelivered');

  it('come from the bus', () => {
    events.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: only(resourcesOf(events, 'AWS::Events::EventBus')).id },
      EventPattern: { 'detail-type': ['SMS Send Requested'] },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [requests.id, 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [undelivered.id, 'Arn'] } },
        },
      ],
    });
  });

  it('that EventBridge cannot deliver wait in a queue that rules of any stack may use, under a name that they know', () => {
    expect(undelivered.properties).toMatchObject({
      QueueName: 'sms-gateway-undelivered',
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
    events.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: undelivered.id }],
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': [undelivered.id, 'Arn'] },
            Condition: { ArnLike: { 'aws:SourceArn': Match.anyValue() } },
          },
        ]),
      }),
    });
  });

  it('that cannot be delivered are not among those that a redrive brings back', () => {
    expect(JSON.stringify(resourcesOf(events, 'AWS::Events::Rule'))).not.toContain(queue('RequestsDeadLetters').id);
  });

  it('are tried five times, and then kept for two weeks', () => {
    expect(requests.properties.RedrivePolicy).toEqual({ deadLetterTargetArn: deadLetters, maxReceiveCount: 5 });
    expect(queue('RequestsDeadLetters').properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  it('are hidden six times as long as the function may take', () => {
    expect(requests.properties.VisibilityTimeout).toBe(6 * functionOf(events, 'SendRequested').Timeout);
  });

  it('are worked off in batches that may fail in part', () => {
    expect(sourceOf('SendRequested', 'Requests')).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('may come from the rules of this account, and of no other', () => {
    const statements = resourcesOf(events, 'AWS::SQS::QueuePolicy')
      .filter(({ properties: { Queues } }) => Queues[0].Ref === requests.id)
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Effect, Condition }) => Effect === 'Allow' && !('ArnEquals' in Condition));

    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [requests.id, 'Arn'] },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });
});

describe('the sweep', () => {
  it.each([
    [1, 'rate(1 minute)'],
    [5, 'rate(5 minutes)'],
  ])('runs every %i minutes, and once more when it fails', (sweepIntervalMinutes, ScheduleExpression) => {
    const { events: swept } = synthesized({ sweepIntervalMinutes });

    swept.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression,
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 1 } }],
    });
    swept.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 1 });
    expect(functionOf(swept, 'SweepStatuses').Environment.Variables).toMatchObject({
      SWEEP_INTERVAL_MINUTES: String(sweepIntervalMinutes),
      CREDITS_THRESHOLD: '100',
    });
  });

  it('ends before the next one reads its notes, and has more than half a processor', () => {
    expect(functionOf(events, 'SweepStatuses')).toMatchObject({ Timeout: 60, MemorySize: 1024 });
  });
});

describe('follow-ups', () => {
  it('have the delay that their requesters expect, and duplicates are dropped', () => {
    expect(queue('FollowUpsQueue').properties).toMatchObject({ FifoQueue: true, DelaySeconds: followUpSeconds });
  });

  it('are forgotten after a minute', () => {
    expect(queue('FollowUpsQueue').properties).toMatchObject({ MessageRetentionPeriod: 60, VisibilityTimeout: 90 });
  });

  it('come one at a time', () => {
    expect(sourceOf('SweepStatuses', 'FollowUps').BatchSize).toBe(1);
  });

  // Lambda ends such a chain after 16 calls. The recursion setting of the function that it is about to call decides,
  // not that of another one.
  it('may request each other more often than Lambda allows by default', () => {
    expect(functionOf(events, 'SweepStatuses').RecursiveLoop).toBe('Allow');
  });
});

describe('deliveries to webhooks', () => {
  const rounds = queue('DeliveriesQueue');
  const schedule = only(
    resourcesOf(events, 'AWS::Events::Rule').filter(({ id }) => id.startsWith('EventsDeliveriesSchedule')),
  );

  it('are asked for by a queue that others know by its name, and which EventBridge can put messages in', () => {
    expect(rounds.properties).toMatchObject({
      QueueName: 'sms-gateway-deliveries.fifo',
      FifoQueue: true,
      ContentBasedDeduplication: true,
    });
    // SQS allows 80 characters.
    const { events: longest } = synthesized({ eventBusName: 'x'.repeat(60) });
    const { QueueName } = resourceNamed(longest, 'AWS::SQS::Queue', 'DeliveriesQueue').properties;
    expect(QueueName.length).toBeLessThanOrEqual(80);
  });

  it('are due every minute, whatever the queue has lost', () => {
    expect(schedule.properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: { 'Fn::GetAtt': [rounds.id, 'Arn'] }, SqsParameters: { MessageGroupId: 'deliver-0' } }],
    });
  });

  it('may be asked for by that rule, and by no other', () => {
    const [own, ...others] = resourcesOf(events, 'AWS::SQS::QueuePolicy')
      .filter(({ properties: { Queues } }) => Queues[0].Ref === rounds.id)
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');

    expect(others).toEqual([]);
    expect(own).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [schedule.id, 'Arn'] } } },
    });
  });

  it('are kept for three rounds, and their group goes on not before the function’s time is over', () => {
    const { MessageRetentionPeriod, VisibilityTimeout } = rounds.properties;
    const { Timeout } = functionOf(events, 'DeliverWebhooks');

    expect(MessageRetentionPeriod).toBe(240);
    expect(MessageRetentionPeriod).toBeGreaterThan(3 * Timeout);
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(Timeout);
    expect(Timeout * 1_000).toBe(deliverMillis);
  });

  it('come as many at once as there are', () => {
    expect(sourceOf('DeliverWebhooks', 'DeliveriesQueue').BatchSize).toBe(10);
  });

  it('are by as many deliverers as the settings say', () => {
    const { events: many } = synthesized({ webhookDeliverers: 4 });

    expect(functionOf(many, 'DeliverWebhooks').Environment.Variables).toMatchObject({ WEBHOOK_DELIVERERS: '4' });
  });

  it.each([
    [undefined, 'false'],
    ['http://127.0.0.1:4701/', 'true'],
  ])('may reach this machine only if the whole stack runs here: with the gateway at %s, %s', (gatewayUrl, reach) => {
    const { events: told } = synthesized({ ...(gatewayUrl !== undefined && { gatewayUrl }) });

    expect(functionOf(told, 'DeliverWebhooks').Environment.Variables).toMatchObject({ WEBHOOKS_TO_LOOPBACK: reach });
  });
});

describe('dead letters', () => {
  it.each([
    ['dev', 'Delete'],
    ['prod', 'Retain'],
  ])('of the stage %s: %s them with their stack', (stage, policy) => {
    const { events: staged } = synthesized({ stage });

    for (const name of ['RequestsDeadLetters', 'LifecycleDeadLetters']) {
      expect(resourceNamed(staged, 'AWS::SQS::Queue', name).deletionPolicy, name).toBe(policy);
    }
  });
});

describe('every queue', () => {
  it('is encrypted', () => {
    for (const { id, properties } of resourcesOf(events, 'AWS::SQS::Queue')) {
      expect(properties.SqsManagedSseEnabled, id).toBe(true);
    }
  });

  it('refuses callers without TLS', () => {
    const closed = resourcesOf(events, 'AWS::SQS::QueuePolicy')
      .filter(({ properties }) => JSON.stringify(properties).includes('"aws:SecureTransport":"false"'))
      .map(({ properties }) => properties.Queues[0].Ref);

    expect(closed.sort()).toEqual(
      resourcesOf(events, 'AWS::SQS::Queue')
        .map(({ id }) => id)
        .sort(),
    );
  });
});

describe('the outputs', () => {
  it('name the resources that others send to and watch', () => {
    const urls = ['RequestQueueUrl', 'RequestDeadLettersUrl', 'UndeliveredRequestsUrl', 'LifecycleDeadLettersUrl'];
    for (const name of ['EventBusName', ...urls]) events.hasOutput(name, {});
  });
});
