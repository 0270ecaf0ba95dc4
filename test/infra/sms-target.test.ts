import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { requestedDetail, requestedEvent } from '../../functions/events/requested.ts';
import { SmsGateway, SmsTarget, type SmsTargetProps } from '../../infra/index.ts';
import { only, resourcesOf } from '../support/synthesized.ts';

const account = 'acc_0123456789abcdefghijkl';
const to = '+41791234567';

/** The transformers of a rule with these targets. */
function transformersOf(...targets: readonly Partial<SmsTargetProps>[]) {
  const stack = new Stack(new App(), 'Shop');
  const gateway = SmsGateway.fromEventBusName(stack, 'Sms');
  const text = RuleTargetInput.fromText('Hello');
  new Rule(stack, 'Rule', {
    eventPattern: { source: ['shop'] },
    targets: targets.map((props) => new SmsTarget(gateway, { account, to, text, ...props })),
  });
  const { properties } = only(resourcesOf(Template.fromStack(stack), 'AWS::Events::Rule'));
  return properties.Targets.map(({ InputTransformer }: { InputTransformer: Transformer }) => InputTransformer);
}

interface Transformer {
  readonly InputTemplate: string;
  readonly InputPathsMap: Readonly<Record<string, string>>;
}

const event = { id: 'e-1', source: 'shop', detail: { phone: '+41791234568', id: 42, note: 'your parcel' } };

/** What EventBridge makes of an event: a name inside a string is replaced as it is, one outside by its JSON. */
function transformed({ InputTemplate, InputPathsMap }: Transformer): unknown {
  const fieldNamed = (name: string): unknown =>
    InputPathsMap[name]
      ?.slice(2)
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], event);
  const json = InputTemplate.replaceAll(/"(?:\\.|[^"\\])*"|<[^<>]+>/g, (part) =>
    part.startsWith('"')
      ? part.replaceAll(/<([^<>]+)>/g, (_, name) => String(fieldNamed(name)))
      : JSON.stringify(fieldNamed(part.slice(1, -1))),
  );
  return JSON.parse(json);
}

/** The request that send-requested reads. */
function requestOf(props: Partial<SmsTargetProps>) {
  const [transformer] = transformersOf(props);
  const read = v.parse(requestedEvent, transformed(transformer));
  return { ...read, detail: v.parse(requestedDetail, read.detail) };
}

it('refuses an account that is none, whose requests would all be rejected', () => {
  const stack = new Stack(new App(), 'Shop');
  const gateway = SmsGateway.fromEventBusName(stack, 'Sms');
  const text = RuleTargetInput.fromText('Hello');

  expect(() => new SmsTarget(gateway, { account: 'acc_…', to: '+41791234567', text })).toThrow('is no account id');
});

describe('SmsTarget', () => {
  it('asks for the message, from who sent the event', () => {
    const { source, detail } = requestOf({ sender: 'Shop', type: 'flash', reference: 'r1' });

    expect(source).toBe('shop');
    expect(detail).toEqual({ account, to, text: 'Hello', sender: 'Shop', type: 'flash', reference: 'r1' });
  });

  it("puts the event's fields in each text", () => {
    const { detail } = requestOf({
      to: EventField.fromPath('$.detail.phone'),
      text: RuleTargetInput.fromText(`Here is ${EventField.fromPath('$.detail.note')}, ${to}`),
      reference: `order ${EventField.fromPath('$.detail.id')}`,
    });

    expect(detail).toMatchObject({
      to: event.detail.phone,
      text: `Here is your parcel, ${to}`,
      reference: 'order 42',
    });
  });

  it('takes the text from the event as it is', () => {
    expect(requestOf({ text: RuleTargetInput.fromEventPath('$.detail.note') }).detail.text).toBe('your parcel');
  });

  it.each(['"quoted" \\ back\nslashed', '1 < 2 > 0, <id>, <no name>', 'größer 😀'])('keeps the text %j', (text) => {
    expect(requestOf({ text: RuleTargetInput.fromText(text) }).detail.text).toBe(text);
  });

  it('keeps angle brackets beside fields', () => {
    const text = RuleTargetInput.fromText(`<b>"${EventField.fromPath('$.detail.id')}"</b>`);

    expect(requestOf({ text }).detail.text).toBe('<b>"42"</b>');
  });

  it('sends to several', () => {
    const phone = EventField.fromPath('$.detail.phone');

    expect(requestOf({ to: [to, phone] }).detail.to).toEqual([to, event.detail.phone]);
  });

  it('asks once an event and target: two targets are two messages', () => {
    const ids = transformersOf({}, { to: '+41791234569' }).map(
      (transformer: Transformer) => v.parse(requestedEvent, transformed(transformer)).id,
    );

    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^e-1\//);
  });

  it('refuses two fields that EventBridge would give one name', () => {
    const props = { to: EventField.fromPath('$.detail.a-b'), sender: EventField.fromPath('$.detail.a.b') };

    expect(() => transformersOf(props)).toThrow('$.detail.a.b and $.detail.a-b cannot be told apart');
  });

  it("goes to the gateway's queue", () => {
    const stack = new Stack(new App(), 'Shop');
    const gateway = SmsGateway.fromEventBusName(stack, 'Sms', 'other');
    const rule = new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] } });

    rule.addTarget(new SmsTarget(gateway, { account, to, text: RuleTargetInput.fromText('Hello') }));

    const { properties } = only(resourcesOf(Template.fromStack(stack), 'AWS::Events::Rule'));
    expect(JSON.stringify(properties.Targets[0].Arn)).toContain(':sqs:');
    expect(JSON.stringify(properties.Targets[0].Arn)).toContain(':other-requests"');
  });
});
