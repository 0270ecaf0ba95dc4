import { CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, type ITable, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, Function as Fn, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { detailType } from '../../functions/contract/events.ts';
import { requestedDetailType } from '../../functions/contract/send-requested.ts';
import { SmsGateway, type SmsGatewayProps, SmsTarget } from '../../infra/index.ts';
import { noCode, only, resourcesOf, synthesized, withApp } from '../support/stack/synthesized.ts';
import { KEY_ARN } from './function-grants.ts';
import { goesThrough, type Loop, loopsIn, pathOf, type Stacks } from './message-loops.ts';

/** The loops that are intended, or exist only as far as policies tell, and what bounds each. */
const KNOWN: readonly { readonly through: readonly string[]; readonly bound: string }[] = [
  {
    through: ['SweepStatuses', 'FollowUpsQueue'],
    bound:
      'A follow-up asks for the next one until two minutes after the newest message, whatever it sees: ' +
      'functions/bus/follow-up.ts, and test/unit/events/follow-up-chain.test.ts. The schedule’s sweep asks for help once, ' +
      'and a helper asks for none: test/unit/events/sweep-statuses.test.ts.',
  },
  {
    through: ['PublishLifecycle', 'FollowUpsQueue', 'SweepStatuses', 'MessagesTable'],
    bound:
      'The publisher asks for a follow-up for a message that is new, and a sweep makes none: it changes those that are ' +
      'there. test/unit/events/publish-lifecycle.test.ts.',
  },
  {
    through: ['DeliverWebhooks', 'DeliveriesQueue'],
    bound:
      'A round asks for the next one where something is due that it had no time for; each attempt puts a delivery off, and ' +
      'after ten it is given up: functions/webhooks/deliver.ts, test/unit/events/deliver-webhooks.test.ts.',
  },
  {
    through: ['SendRequested', 'RequestsQueue'],
    bound: 'A request leaves jobs, and a job leaves none: test/unit/events/send-requested.test.ts.',
  },
  {
    through: ['SendRequested', 'EventsBus', 'RequestsQueue'],
    bound: 'The rule from the bus to the queue takes requests to send, and no event of ours is one: see below.',
  },
  {
    through: ['SendRequested', 'MessagesTable', 'PublishLifecycle', 'EventsBus', 'RequestsQueue'],
    bound: 'The same rule: what becomes of a message is no request to send.',
  },
  {
    through: ['SendRequested', 'DeliveriesQueue', 'DeliverWebhooks', 'EventsBus', 'RequestsQueue'],
    bound: 'The same rule: that a webhook was disabled is no request to send.',
  },
  {
    through: [
      'SendRequested',
      'MessagesTable',
      'PublishLifecycle',
      'DeliveriesQueue',
      'DeliverWebhooks',
      'EventsBus',
      'RequestsQueue',
    ],
    bound: 'The same rule.',
  },
];

/** The paths of all other loops. */
const unknownIn = (stacks: Stacks): readonly string[] =>
  loopsIn(stacks)
    .filter((loop) => !KNOWN.some(({ through }) => goesThrough(loop, through)))
    .map(pathOf);

/** A user's own stack with a gateway and other resources. */
const shop = (more: (stack: Stack, gateway: SmsGateway) => void = () => {}, props: SmsGatewayProps = {}): Stacks =>
  withApp({}, (app) => {
    const stack = new Stack(app, 'Shop');
    more(stack, new SmsGateway(stack, 'Sms', { codeOf: noCode, ...props }));
    return { Shop: Template.fromStack(stack) };
  });

const account = `acc_${'0'.repeat(22)}`;
const text = RuleTargetInput.fromText('Hello');

/** Each setting that changes which resources there are, or who may use them. */
const SETTINGS: readonly (SmsGatewayProps & { readonly alarmTopicArn?: string })[] = [
  {},
  { stage: 'prod', eventBusName: 'sms' },
  { gatewaySecretName: 'gateway' },
  { encryptionKeyArn: KEY_ARN },
  { archiveDays: 0 },
  { sweepIntervalMinutes: 15, messagesPerMinute: 10, messagesPerDay: 100, storeText: false },
  { alarmTopicArn: 'arn:aws:sns:eu-central-2:123456789012:on-call' },
  {
    domainName: 'sms.example.com',
    certificateArn: 'arn:aws:acm:eu-central-2:123456789012:certificate/1-2',
  },
];

describe('invariant 18: no function feeds itself without a bound of its own', () => {
  it.each(SETTINGS)('in our stacks with %j', (settings) => {
    expect(unknownIn(synthesized({ ...settings }))).toEqual([]);
  });

  it.each(SETTINGS)('in a gateway in a stack of somebody’s own with %j', ({ alarmTopicArn: _, ...props }) => {
    expect(unknownIn(shop(undefined, props))).toEqual([]);
  });

  it('in one with a rule that sends', () => {
    const stacks = shop((stack, gateway) => {
      const target = new SmsTarget(gateway, { account, to: '+41791234567', text });
      new Rule(stack, 'Shipped', { eventPattern: { source: ['shop'] }, targets: [target] });
    });

    expect(unknownIn(stacks)).toEqual([]);
  });

  it('knows no loop that is none', () => {
    const { length } = KNOWN;

    expect(loopsIn(synthesized()).length).toBe(length);
    expect(loopsIn(shop()).length).toBe(length);
  });

  it('none of our events is a request to send, which is all that the rule to the requests takes', () => {
    const { events } = synthesized();
    const rules = resourcesOf(events, 'AWS::Events::Rule').filter(({ properties }) => properties.EventPattern);

    expect(only(rules).properties.EventPattern).toEqual({ 'detail-type': [requestedDetailType] });
    expect(Object.values<string>(detailType)).not.toContain(requestedDetailType);
  });

  // Lambda sees only loops through queues, topics and buckets, and checks the recursion setting of the function that it
  // is about to call. It ends a chain after 16 calls. A chain of a request to send has two.
  it('the functions that Lambda would stop, and no others, turn off its loop detection', () => {
    const stacks = synthesized();
    const functionsIn = (loops: readonly Loop[]) => loops.flat().filter(({ kind }) => kind === 'function');
    const isSeen = (loop: Loop) => loop.every(({ kind }) => kind === 'function' || kind === 'queue');
    const seen = functionsIn(loopsIn(stacks).filter(isSeen)).map(({ name }) => name);
    const all = [stacks.api, stacks.events].flatMap((template) => resourcesOf(template, 'AWS::Lambda::Function'));
    const allowed = all.filter(({ properties }) => properties.RecursiveLoop !== undefined);

    expect(seen.toSorted()).toEqual(['EventsDeliverWebhooks', 'EventsSendRequested', 'EventsSweepStatuses']);
    expect(allowed.map(({ id, properties }) => [id.slice(0, -8), properties.RecursiveLoop])).toEqual([
      ['EventsSweepStatuses', 'Allow'],
      ['EventsDeliverWebhooks', 'Allow'],
    ]);
  });
});

const aFunction = (stack: Stack, id: string) =>
  new Fn(stack, id, { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: noCode() });

const aTable = (stack: Stack) =>
  new Table(stack, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
  }) as ITable & Table;

/** A policy that allows sending to a queue. A queue's own policy also names who may send. */
const sendTo = (queue: Queue, Principal?: object) => ({
  Statement: [
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue.queueArn, ...(Principal && { Principal }) },
  ],
});

const everything = { source: [{ exists: true }] } as never;

/** Stacks in which a queue feeds the function `A`, with further resources. */
const built = (more: (parts: { stack: Stack; a: Fn; queue: Queue }) => void): readonly string[] =>
  withApp({}, (app) => {
    const stack = new Stack(app, 'One');
    const queue = new Queue(stack, 'Queue', { queueName: 'work' });
    const a = aFunction(stack, 'A');
    a.addEventSource(new SqsEventSource(queue));
    more({ stack, a, queue });
    const stacks = app.node.children.filter((child) => Stack.isStack(child));
    return loopsIn(Object.fromEntries(stacks.map((one) => [one.stackName, Template.fromStack(one)]))).map(pathOf);
  });

describe('a loop is found', () => {
  it('that is direct', () => {
    expect(built(({ a, queue }) => queue.grantSendMessages(a))).toEqual(['A → Queue → A']);
  });

  it.each(['sqs:*', 'sqs:Send*', 'SQS:sendmessage', '*'])('that a policy allows with the action %s', (action) => {
    const paths = built(({ a, queue }) => {
      a.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [queue.queueArn] }));
    });

    expect(paths).toContain('A → Queue → A');
  });

  it.each([
    '*',
    'arn:aws:sqs:*',
    'arn:aws:sqs:*:*:*',
    'arn:aws:sqs:*:*:wor?',
    'arn:aws:sqs:eu-central-2:123456789012:work',
  ])('that a policy allows with the resource %s', (resource) => {
    const paths = built(({ a }) => {
      a.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [resource] }));
    });

    expect(paths).toEqual(['A → Queue → A']);
  });

  it('that the queue’s own policy allows', () => {
    const paths = built(({ a, queue }) => {
      const statement = { actions: ['sqs:SendMessage'], resources: [queue.queueArn] };
      queue.addToResourcePolicy(new PolicyStatement({ ...statement, principals: [a.grantPrincipal as never] }));
    });

    expect(paths).toEqual(['A → Queue → A']);
  });

  it.each<[string, (parts: { stack: Stack; a: Fn; queue: Queue }) => void]>([
    [
      'a policy of its role that is a resource of its own',
      ({ stack, a, queue }) =>
        new CfnResource(stack, 'More', {
          type: 'AWS::IAM::RolePolicy',
          properties: { PolicyName: 'more', RoleName: a.role?.roleName, PolicyDocument: sendTo(queue) },
        }),
    ],
    [
      'a policy that its role has by name',
      ({ stack, a, queue }) => {
        (a.role?.node.defaultChild as CfnResource | undefined)?.addPropertyOverride('RoleName', 'worker');
        new CfnResource(stack, 'More', {
          type: 'AWS::IAM::RolePolicy',
          properties: { PolicyName: 'more', RoleName: 'worker', PolicyDocument: sendTo(queue) },
        });
      },
    ],
    [
      'a managed policy',
      ({ stack, a, queue }) => {
        const policy = new ManagedPolicy(stack, 'More');
        policy.addStatements(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
        a.role?.addManagedPolicy(policy);
      },
    ],
    [
      'the one policy of the queue',
      ({ stack, a, queue }) =>
        new CfnResource(stack, 'More', {
          type: 'AWS::SQS::QueueInlinePolicy',
          properties: { Queue: queue.queueUrl, PolicyDocument: sendTo(queue, { AWS: a.role?.roleArn }) },
        }),
    ],
  ])('that is allowed by %s', (_, more) => {
    expect(built(more)).toEqual(['A → Queue → A']);
  });

  it('that the table’s own policy allows', () => {
    const paths = built(({ stack, a, queue }) => {
      const table = aTable(stack);
      const b = aFunction(stack, 'B');
      b.addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.LATEST }));
      queue.grantSendMessages(b);
      const statement = { actions: ['dynamodb:PutItem'], resources: ['*'] };
      table.addToResourcePolicy(new PolicyStatement({ ...statement, principals: [a.grantPrincipal as never] }));
    });

    expect(paths).toEqual(['A → Table → B → Queue → A']);
  });

  it.each(['role', '*'])('that the function’s own policy allows: %s', (principal) => {
    const paths = built(({ stack, a, queue }) => {
      const b = aFunction(stack, 'B');
      queue.grantSendMessages(b);
      new CfnPermission(stack, 'Permission', {
        action: 'lambda:InvokeFunction',
        functionName: b.functionName,
        principal: principal === 'role' ? (a.role?.roleArn ?? '') : principal,
      });
    });

    expect(paths).toContain('A → B → Queue → A');
  });

  it.each([':*', ':$LATEST', ':live', '*'])('through another function that is called, as its ARN and %s', (version) => {
    const paths = built(({ stack, a, queue }) => {
      const b = aFunction(stack, 'B');
      queue.grantSendMessages(b);
      const resources = [`${b.functionArn}${version}`];
      a.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources }));
    });

    expect(paths).toEqual(['A → B → Queue → A']);
  });

  it('through another function that is called', () => {
    const paths = built(({ stack, a, queue }) => {
      const b = aFunction(stack, 'B');
      b.grantInvoke(a);
      queue.grantSendMessages(b);
    });

    expect(paths).toEqual(['A → B → Queue → A']);
  });

  it('through another function’s queue, and another stack', () => {
    const paths = built(({ stack, a, queue }) => {
      const other = new Stack(stack.node.root, 'Other');
      const b = aFunction(other, 'B');
      const second = new Queue(other, 'Second', { queueName: 'second' });
      b.addEventSource(new SqsEventSource(second));
      queue.grantSendMessages(b);
      Queue.fromQueueArn(a, 'Known', 'arn:aws:sqs:eu-central-2:123456789012:second').grantSendMessages(a);
    });

    expect(paths).toEqual(['A → Second → B → Queue → A']);
  });

  it('through a rule of a bus to the queue, and one to a function', () => {
    const paths = built(({ stack, a, queue }) => {
      const bus = new EventBus(stack, 'Bus');
      const b = aFunction(stack, 'B');
      bus.grantPutEventsTo(a);
      bus.grantPutEventsTo(b);
      new Rule(stack, 'Rule', {
        eventBus: bus,
        eventPattern: everything,
        targets: [new SqsQueue(queue), new LambdaFunction(b)],
      });
    });

    expect(paths.toSorted()).toEqual(['A → Bus → Queue → A', 'B → Bus → B']);
  });

  it('through the account’s own bus', () => {
    const paths = built(({ stack, a, queue }) => {
      EventBus.grantAllPutEvents(a);
      new Rule(stack, 'Rule', { eventPattern: everything, targets: [new SqsQueue(queue)] });
    });

    expect(paths).toEqual(['A → default → Queue → A']);
  });

  it.each(['dynamodb:PutItem', 'dynamodb:PartiQLUpdate', 'dynamodb:BatchWriteItem'])(
    'through a table’s stream, by %s',
    (action) => {
      const paths = built(({ stack, a, queue }) => {
        const table = aTable(stack);
        const b = aFunction(stack, 'B');
        b.addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.LATEST }));
        queue.grantSendMessages(b);
        a.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [table.tableArn] }));
      });

      expect(paths).toEqual(['A → Table → B → Queue → A']);
    },
  );

  it('through dead letters that somebody works off', () => {
    const paths = built(({ stack, a }) => {
      const dead = new Queue(stack, 'Dead');
      const failing = new Queue(stack, 'Failing', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
      failing.grantSendMessages(a);
      a.addEventSource(new SqsEventSource(dead));
    });

    expect(paths).toEqual(['A → Failing → Dead → A']);
  });

  it('through the destination of failed events', () => {
    const paths = built(({ a, queue }) => a.configureAsyncInvoke({ onFailure: new SqsDestination(queue) }));

    expect(paths).toEqual(['A → Queue → A']);
  });

  it('beside the gateway, by an event of ours that leads to a request', () => {
    const unknown = unknownIn(
      shop((stack, gateway) => {
        const target = new SmsTarget(gateway, { account, to: '+41791234567', text });
        const fn = aFunction(stack, 'Answer');
        gateway.grantSend(fn);
        const eventBus = gateway.bus;
        const targets = [new LambdaFunction(fn)];
        new Rule(stack, 'Told', { eventBus, eventPattern: { source: ['sms-gateway'] }, targets });
        new Rule(stack, 'Shipped', { eventPattern: { source: ['shop'] }, targets: [target] });
      }),
    );

    expect(unknown.some((path) => /Answer → \w*RequestsQueue → \w*SendRequested → \w*EventsBus → /.test(path))).toBe(
      true,
    );
  });
});

describe('no loop is', () => {
  it('a queue that nothing works off', () => {
    expect(built(({ stack, a }) => new Queue(stack, 'Dead').grantSendMessages(a))).toEqual([]);
  });

  it('a table that is only read, or whose stream nobody reads', () => {
    const paths = built(({ stack, a }) => {
      const table = aTable(stack);
      table.grantReadData(a);
      table.grantStreamRead(a);
      a.addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.LATEST }));
      new Table(stack, 'Silent', { partitionKey: { name: 'id', type: AttributeType.STRING } }).grantWriteData(a);
    });

    expect(paths).toEqual([]);
  });

  it('a schedule, which listens to no bus', () => {
    const paths = built(({ stack, a, queue }) => {
      EventBus.grantAllPutEvents(a);
      const rule = new Rule(stack, 'Rule', { schedule: Schedule.rate(Duration.minutes(1)) });
      rule.addTarget(new SqsQueue(queue));
    });

    expect(paths).toEqual([]);
  });
});

describe('an unknown part of a template is an error:', () => {
  it('of a type that carries messages', () => {
    const topic = () =>
      built(({ stack, queue }) => new Topic(stack, 'Topic').addSubscription(new SqsSubscription(queue)));

    expect(topic).toThrow('(AWS::SNS::Subscription) may hand messages on');
  });

  it.each([
    'AWS::CloudFormation::Stack',
    'AWS::KinesisFirehose::DeliveryStream',
    'AWS::IoT::TopicRule',
    'AWS::Scheduler::Schedule',
    'AWS::StepFunctions::StateMachine',
  ])('of the type %s', (type) => {
    expect(() => built(({ stack }) => new CfnResource(stack, 'New', { type }))).toThrow(
      `New (${type}) may hand messages on, and test/infra/message-loops.ts cannot follow it`,
    );
  });

  it.each(['AlarmActions', 'OKActions', 'InsufficientDataActions'])('of an alarm that calls a function: %s', (name) => {
    const alarm = (actions: (a: Fn) => readonly string[]) => () =>
      built(({ stack, a }) => {
        new CfnResource(stack, 'New', { type: 'AWS::CloudWatch::Alarm', properties: { [name]: actions(a) } });
      });

    expect(alarm((a) => [a.functionArn])).toThrow('New (AWS::CloudWatch::Alarm) may hand messages on');
    expect(alarm(() => ['arn:aws:sns:eu-central-2:123456789012:on-call'])).not.toThrow();
  });

  it('of a service that may call a function', () => {
    const permission = () =>
      built(({ a }) => a.addPermission('New', { principal: new ServicePrincipal('iot.amazonaws.com') }));

    expect(permission).toThrow('iot.amazonaws.com, which');
  });

  it.each(['AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'])('of all but some: %s', (type) => {
    const others = () =>
      built(({ stack, queue }) => {
        const [statement] = sendTo(queue).Statement;
        const PolicyDocument = { Statement: [{ ...statement, NotPrincipal: { AWS: '123456789012' } }] };
        new CfnResource(stack, 'New', { type, properties: { PolicyDocument } });
      });

    expect(others).toThrow('The policy New with NotPrincipal may hand messages on');
  });

  it('of a policy with NotAction', () => {
    const all = () =>
      built(({ a }) => a.addToRolePolicy(new PolicyStatement({ notActions: ['iam:*'], resources: ['*'] })));

    expect(all).toThrow('A statement that says what it does not allow');
  });

  it('of a policy of AWS’s own', () => {
    const managed = () =>
      built(({ a }) => a.role?.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')));

    expect(managed).toThrow('What does the policy arn:aws:iam::aws:policy/AdministratorAccess of AServiceRole');
  });
});
