import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { SmsGateway, SmsTarget, type SmsTargetProps } from '../../infra/index.ts';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { type Subscription, subscribe } from '../support/stack/event-subscription.ts';
import type { InputTransformer } from '../support/stack/input-transformer.ts';
import { only, resourcesOf } from '../support/stack/synthesized.ts';

const stack = inject('stack');
const simulator = simulatorControl(stack.simulatorControlUrl);
const client = { endpoint: stack.emulatorUrl, region: stack.region, credentials: CREDENTIALS };
const eventBridge = new EventBridgeClient(client);
const sqs = new SQSClient(client);

/** A rule for each kind of event, and what its target sends. */
const rules = {
  text: {
    text: RuleTargetInput.fromEventPath('$.detail.text'),
    idempotencyKey: EventField.fromPath('$.detail.order'),
  },
  values: {
    text: RuleTargetInput.fromText('{name}: {order}'),
    values: { name: EventField.fromPath('$.detail.name'), order: EventField.fromPath('$.detail.order') },
  },
} as const;
const nameOf = (kind: string): string => `SmsTargetTest-${kind}`;
const source = 'sms-target-test';

/** A target as a stack of its users has it. */
const transformer = (props: Pick<SmsTargetProps, 'text' | 'values' | 'idempotencyKey'>): InputTransformer => {
  const app = new Stack(new App(), 'Shop');
  const target = new SmsTarget(SmsGateway.fromEventBusName(app, 'Sms'), {
    account: stack.account,
    to: [EventField.fromPath('$.detail.phone')],
    ...props,
  });
  new Rule(app, 'Rule', { eventPattern: { source: [source] }, targets: [target] });
  return only(resourcesOf(Template.fromStack(app), 'AWS::Events::Rule')).properties.Targets[0].InputTransformer;
};

/** A Swiss mobile number that no other test sends to. */
const aNumber = (): string => `+4175${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;

const put = async (detail: object): Promise<string | undefined> => {
  const entry = { Source: source, DetailType: 'Order', Detail: JSON.stringify({ kind: 'text', ...detail }) };
  const { Entries = [] } = await eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
  return Entries[0]?.EventId;
};

let subscription: Subscription;
beforeAll(async () => {
  subscription = await subscribe(stack, source);
  const asked = new GetQueueAttributesCommand({ QueueUrl: stack.requestQueueUrl, AttributeNames: ['QueueArn'] });
  const { Attributes } = await sqs.send(asked);
  for (const [kind, props] of Object.entries(rules)) {
    const EventPattern = JSON.stringify({ source: [source], detail: { kind: [kind] } });
    await eventBridge.send(new PutRuleCommand({ Name: nameOf(kind), EventPattern }));
    const target = { Id: 'sms', Arn: Attributes?.QueueArn, InputTransformer: transformer(props) };
    await eventBridge.send(new PutTargetsCommand({ Rule: nameOf(kind), Targets: [target] }));
  }
});
afterAll(async () => {
  for (const kind of Object.keys(rules)) {
    await eventBridge.send(new RemoveTargetsCommand({ Rule: nameOf(kind), Ids: ['sms'] }));
    await eventBridge.send(new DeleteRuleCommand({ Name: nameOf(kind) }));
  }
  await subscription.stop();
  eventBridge.destroy();
  sqs.destroy();
});

test('an SmsTarget sends the text of an event exactly, and once an order', async () => {
  const detail = { phone: aNumber(), text: 'He said "C:\\temp\\new" {and}\nleft <b>: größer 😀', order: randomUUID() };
  const messages = () => simulator.messages(detail.phone);
  await put(detail);
  await vi.waitFor(async () => expect(await messages()).not.toEqual([]), { timeout: 20_000, interval: 250 });

  await put(detail);
  const another = await put({ ...detail, text: 'Another' });

  const { detail: rejected } = await subscription.first(({ detail }) => detail.request?.id?.startsWith(another));
  expect(rejected.problem.type).toBe('urn:textgate:problem:idempotency-key-reused');
  expect(await messages()).toMatchObject([{ text: detail.text }]);
});

test('an SmsTarget puts values into its text exactly, and sends nothing where one is missing', async () => {
  const [phone, other] = [aNumber(), aNumber()];
  const name = 'A "b"\\c {d}\nfür <e> 😀';

  await put({ kind: 'values', phone, name, order: 4711 });
  const missing = await put({ kind: 'values', phone: other, order: 4711 });

  await vi.waitFor(async () => expect(await simulator.messages(phone)).toMatchObject([{ text: `${name}: 4711` }]), {
    timeout: 20_000,
    interval: 250,
  });
  const { detail } = await subscription.first(({ detail }) => detail.request?.id?.startsWith(missing));
  expect(detail.problem.errors).toMatchObject([{ pointer: '/values', code: 'invalid_values' }]);
  expect(await simulator.messages(other)).toEqual([]);
});

test.each([
  ['an object', { text: { de: 'Hallo' } }],
  ['nothing', {}],
])('an SmsTarget whose event has %s for a text has its request rejected', async (_, change) => {
  const phone = aNumber();

  const id = await put({ phone, order: randomUUID(), ...change });

  const { detail } = await subscription.first(({ detail }) => detail.request?.id?.startsWith(id));
  expect(detail.problem.errors).toMatchObject([{ pointer: '/text', detail: expect.stringMatching(/\w/) }]);
  expect(await simulator.messages(phone)).toEqual([]);
});
