import { App, Duration, Lazy, Annotations as Notes, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { requestedDetail, requestedEvent } from '../../functions/contract/send-requested.ts';
import { namesTwice } from '../../functions/events/names-twice.ts';
import { SmsGateway, SmsTarget, type SmsTargetProps } from '../../infra/index.ts';
import { type InputTransformer, transformedBy } from '../support/stack/input-transformer.ts';
import { only, resourcesOf } from '../support/stack/synthesized.ts';

const account = 'acc_0123456789abcdefghijkl';
const to = '+41791234567';

/** A stack with one rule that has these targets. */
function stackWith(...targets: readonly Partial<SmsTargetProps>[]) {
  const stack = new Stack(new App(), 'Shop');
  const gateway = SmsGateway.fromEventBusName(stack, 'Sms');
  const text = RuleTargetInput.fromText('Hello');
  const rule = new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] } });
  for (const props of targets) rule.addTarget(new SmsTarget(gateway, { account, to, text, ...props }));
  return { stack, rule };
}

/** The targets of its rule, as CloudFormation gets them. */
const targetsIn = (stack: Stack) =>
  only(resourcesOf(Template.fromStack(stack), 'AWS::Events::Rule')).properties.Targets;

/** The transformers of a rule with these targets. */
const transformersOf = (...targets: readonly Partial<SmsTargetProps>[]): readonly InputTransformer[] =>
  targetsIn(stackWith(...targets).stack).map(
    (target: { InputTransformer: InputTransformer }) => target.InputTransformer,
  );

/** The warnings of synthesis. */
const warningsOf = (stack: Stack): readonly string[] =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));

const note = 'He said "10 \\ 2 = 5"\nand left\r\n\ttoday: <now> größer 😀';
const event = {
  id: 'e-1',
  source: 'shop',
  time: '2026-11-26T00:00:00Z',
  detail: { phone: '+41791234568', id: 42, order: 'A-42', note, name: 'your parcel' },
};

const transformed = (transformer: InputTransformer | undefined): unknown => {
  if (transformer === undefined) throw new Error('There is no such target.');
  return JSON.parse(transformedBy(transformer, event));
};

/** The request as send-requested reads it. */
function requestOf(props: Partial<SmsTargetProps>) {
  const [transformer] = transformersOf(props);
  const read = v.parse(requestedEvent, transformed(transformer));
  return { ...read, detail: v.parse(requestedDetail, read.detail) };
}

it('throws for an invalid account, because its requests would all be rejected', () => {
  const stack = new Stack(new App(), 'Shop');
  const gateway = SmsGateway.fromEventBusName(stack, 'Sms');
  const text = RuleTargetInput.fromText('Hello');

  expect(() => new SmsTarget(gateway, { account: 'acc_…', to: '+41791234567', text })).toThrow(
    'must be acc_ and 22 letters and digits',
  );
});

describe('SmsTarget', () => {
  it('requests the message, with the source of the event', () => {
    const { source, detail } = requestOf({ sender: 'Shop', type: 'flash', reference: 'r1' });

    expect(source).toBe('shop');
    expect(detail).toEqual({ account, to, text: 'Hello', sender: 'Shop', type: 'flash', reference: 'r1' });
  });

  it("puts the event's fields in each text", () => {
    const { detail } = requestOf({
      to: EventField.fromPath('$.detail.phone'),
      text: RuleTargetInput.fromText(`Here is ${EventField.fromPath('$.detail.name')}, ${to}`),
      reference: `order ${EventField.fromPath('$.detail.id')}`,
    });

    expect(detail).toMatchObject({
      to: event.detail.phone,
      text: `Here is your parcel, ${to}`,
      reference: 'order 42',
    });
  });

  it.each([
    ['fromEventPath', RuleTargetInput.fromEventPath('$.detail.note')],
    ['fromObject', RuleTargetInput.fromObject(EventField.fromPath('$.detail.note'))],
    ['fromText', RuleTargetInput.fromText(EventField.fromPath('$.detail.note'))],
    ['fromMultilineText', RuleTargetInput.fromMultilineText(EventField.fromPath('$.detail.note'))],
  ])('takes a text that the event has exactly as it is: %s', (_, text) => {
    const { stack } = stackWith({ text });

    expect(requestOf({ text }).detail.text).toBe(note);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('takes values exactly as the event has them, and fixed ones', () => {
    const text = RuleTargetInput.fromText('{note} {{of}} {id}, {fixed} {count} "\\"');
    const [field, number] = [EventField.fromPath('$.detail.note'), EventField.fromPath('$.detail.id')];
    const values = {
      note: field,
      id: number,
      fixed: 'a "b" <c>',
      count: 7,
      lacking: EventField.fromPath('$.detail.lacking'),
    };

    const { detail } = requestOf({ text, values });

    expect(detail.values).toEqual({ note, id: 42, fixed: 'a "b" <c>', count: 7, lacking: null });
    expect(detail.text).toBe('{note} {{of}} {id}, {fixed} {count} "\\"');
    expect(warningsOf(stackWith({ text, values }).stack)).toEqual([]);
  });

  it('tells the validity, the encoding, and the time of the event', () => {
    const read = requestOf({ validFor: Duration.hours(1), encoding: 'smart' });

    expect(read.detail).toMatchObject({ validFor: 3600, encoding: 'smart' });
    expect(read.time).toEqual(new Date(event.time));
    expect(requestOf({ validUntil: EventField.fromPath('$.time') }).detail.validUntil).toBe(event.time.toUpperCase());
    expect(requestOf({ validUntil: '2030-01-01T00:00:00+01:00' }).detail.validUntil).toBe('2030-01-01T00:00:00+01:00');
    expect(requestOf({ validFor: Duration.seconds(Lazy.number({ produce: () => 60 })) }).detail.validFor).toBe(60);
    expect(requestOf({ validUntil: EventField.fromPath('$.detail.lacking') }).detail.validUntil).toBeNull();
  });

  it.each<[string, Partial<SmsTargetProps>, string]>([
    [
      'a placeholder without a value',
      { text: RuleTargetInput.fromText('{a} {b}'), values: { a: 'x' } },
      'has the placeholder {b}',
    ],
    [
      'a brace alone',
      { text: RuleTargetInput.fromText('{a'), values: { a: 'x' } },
      'does not fit its values. The text has a "{"',
    ],
    [
      'two validities',
      { validFor: Duration.hours(1), validUntil: '2030-01-01T00:00:00Z' },
      'takes validFor or validUntil',
    ],
    ['a validity of seconds', { validFor: Duration.seconds(29) }, 'must be 30 seconds to 72 hours, and is 29 seconds'],
    ['a validity until no time', { validUntil: 'tomorrow' }, 'must be a time with its offset (RFC 3339)'],
    ['a validity of days', { validFor: Duration.hours(73) }, 'must be 30 seconds to 72 hours'],
    [
      'an object as a value',
      { values: { a: EventField.fromPath('$.detail') } },
      'The values of an SmsTarget must be a text, and $.detail is',
    ],
  ])('refuses %s', (_, props, problem) => {
    expect(() => stackWith(props)).toThrow(problem);
  });

  it('takes other texts of the event exactly as they are', () => {
    const [field, number] = [EventField.fromPath('$.detail.note'), EventField.fromPath('$.detail.id')];

    const { detail } = requestOf({ to: [number, field], sender: field, reference: field, idempotencyKey: number });

    expect(detail).toMatchObject({ to: ['42', note], sender: note, reference: note, idempotencyKey: '42' });
  });

  it.each([
    ['Order <field>\\nis ready', 'Order A-42\nis ready'],
    ['<field>\\n\\n"<field>" \\\\ end\\n', 'A-42\n\n"A-42" \\ end\n'],
    ['no field\\r\\nat all', 'no field\r\nat all'],
  ])('takes a text of several lines: %s', (lines, expected) => {
    const written = JSON.parse(`"${lines.replaceAll('"', '\\"')}"`).replaceAll(
      '<field>',
      EventField.fromPath('$.detail.order'),
    );

    expect(requestOf({ text: RuleTargetInput.fromMultilineText(written) }).detail.text).toBe(expected);
  });

  it.each([
    '"quoted" \\ back\nslashed',
    '1 < 2 > 0, <id>, <no name>, <aws.events.none>, <source>',
    'größer 😀',
    '</b>\u2028 {"a": [1]}',
  ])('keeps the text %j', (text) => {
    expect(requestOf({ text: RuleTargetInput.fromText(text) }).detail.text).toBe(text);
  });

  it('keeps angle brackets beside fields', () => {
    const text = RuleTargetInput.fromText(`<b>"${EventField.fromPath('$.detail.id')}"</b>`);

    expect(requestOf({ text }).detail.text).toBe('<b>"42"</b>');
  });

  it('keeps a text that looks like the name of a field', () => {
    const order = EventField.fromPath('$.detail.order');
    const written = `<detail-order> is ${order}`;

    const { detail } = requestOf({
      to: [to, '<detail-order>'],
      text: RuleTargetInput.fromText(written),
      reference: written,
    });

    expect(detail).toMatchObject({
      to: [to, '<detail-order>'],
      text: '<detail-order> is A-42',
      reference: '<detail-order> is A-42',
    });
    expect(requestOf({ text: RuleTargetInput.fromMultilineText(`${written}\n`) }).detail.text).toBe(
      '<detail-order> is A-42\n',
    );
    expect(requestOf({ text: RuleTargetInput.fromObject(written) }).detail.text).toBe('<detail-order> is A-42');
  });

  it('omits optional members that the event lacks', () => {
    const absent = EventField.fromPath('$.detail.absent');

    const { detail } = requestOf({ sender: absent, reference: absent, idempotencyKey: absent });

    expect(detail).toEqual({ ...requestOf({}).detail, sender: null, reference: null, idempotencyKey: null });
  });

  it.each([
    ['no recipients', { to: [] }, 'must name at least one recipient'],
    ['an empty recipient', { to: '' }, 'must name at least one recipient'],
    ['an empty one among others', { to: [to, ''] }, 'must name at least one recipient'],
    ['another type', { type: 'mms' as never }, `The type of an SmsTarget must be 'text' or 'flash', and is "mms".`],
    [
      'too long a sender',
      { sender: 'A sender too long' },
      'The sender "A sender too long" of an SmsTarget is not allowed.',
    ],
    ['an empty sender', { sender: '' }, 'The sender "" of an SmsTarget is not allowed.'],
    ['an empty reference', { reference: '' }, 'The reference of an SmsTarget must have 1 to 100 characters'],
    ['too long a reference', { reference: 'x'.repeat(101) }, 'The reference of an SmsTarget must have'],
  ])('refuses %s', (_, props, message) => {
    expect(() => stackWith(props)).toThrow(message);
  });

  it('keeps a text with references to resources', () => {
    const { stack, rule } = stackWith();
    const text = RuleTargetInput.fromMultilineText(
      `<b> "${stack.region}"\n${EventField.fromPath('$.detail.order')} in ${stack.partition}`,
    );
    rule.addTarget(new SmsTarget(SmsGateway.fromEventBusName(stack, 'Other'), { account, to, text }));

    const { InputTemplate, InputPathsMap } = targetsIn(stack)[0].InputTransformer;
    const [, pieces] = InputTemplate['Fn::Join'];
    const template = pieces.map((piece: unknown) => (typeof piece === 'string' ? piece : 'eu')).join('');
    const request = v.parse(requestedEvent, transformed({ InputTemplate: template, InputPathsMap }));
    expect(v.parse(requestedDetail, request.detail).text).toBe('<b> "eu"\nA-42 in eu');
  });

  it.each([
    ['an object', RuleTargetInput.fromObject({ order: 7 })],
    ['a list', RuleTargetInput.fromObject(['a', 'b'])],
    ['nothing', RuleTargetInput.fromObject(null)],
    ['empty', RuleTargetInput.fromText('')],
    ['no JSON', { bind: () => ({ inputTemplate: 'Order <o>', inputPathsMap: { o: '$.detail.order' } }) }],
    ['two texts', { bind: () => ({ inputTemplate: '"Order" "<o>"', inputPathsMap: { o: '$.detail.order' } }) }],
  ])('refuses a text that is %s', (_, text) => {
    expect(() => stackWith({ text })).toThrow("must be one text: write RuleTargetInput.fromText('…')");
  });

  it.each([
    ['$', RuleTargetInput.fromEventPath('$')],
    ['$.detail', RuleTargetInput.fromEventPath('$.detail')],
    ['$.detail', RuleTargetInput.fromObject(EventField.fromPath('$.detail'))],
    ['$.detail', RuleTargetInput.fromText(EventField.fromPath('$.detail'))],
    ['$.detail', RuleTargetInput.fromEventPath("$['detail']")],
    ['$.detail', RuleTargetInput.fromText(`It is ${EventField.fromPath('$.detail')}`)],
    ['$.resources', RuleTargetInput.fromMultilineText(`It is\n${EventField.fromPath('$.resources')}`)],
    ['aws.events.event.json', RuleTargetInput.fromText('<aws.events.event.json>')],
    ['aws.events.event', RuleTargetInput.fromText('It says <aws.events.event>.')],
  ])('refuses %s as text, which is an object', (path, text) => {
    expect(() => stackWith({ text })).toThrow(
      `The text of an SmsTarget must be a text, and ${path} is an object or a list`,
    );
  });

  it.each([
    '',
    'detail.note',
    '$..x',
    '$.',
    '$.detail.',
    '$.detail[*]',
    '$[0]',
    '$.detail.*',
    "$.detail['a.b']",
    '$.a b',
  ])('refuses "%s", which is no path', (path) => {
    const field = EventField.fromPath(path);

    for (const props of [
      { text: RuleTargetInput.fromEventPath(path) },
      { text: RuleTargetInput.fromText(`Hello ${field}`) },
      { to: [to, field] },
      { idempotencyKey: field },
    ]) {
      expect(() => stackWith(props)).toThrow(`"${path}" is not a path of EventBridge. Write it like $.detail.order.id`);
    }
  });

  it('refuses a path that is longer than EventBridge takes', () => {
    const path = `$.detail.${'x'.repeat(248)}`;

    expect(() => stackWith({ text: RuleTargetInput.fromEventPath(path) })).toThrow('up to 256 characters');
  });

  it.each([
    ['$.detail.items[0].name', '$.detail.items[0].name'],
    ['$.detail-type', '$.detail-type'],
    ['$.resources[0]', '$.resources[0]'],
    [`$.detail['order']["id"]`, '$.detail.order.id'],
  ])('takes the path %s', (path, dotted) => {
    const [transformer] = transformersOf({ text: RuleTargetInput.fromEventPath(path) });

    expect(Object.values(transformer?.InputPathsMap ?? {})).toContain(dotted);
  });

  it('takes all entries of a list as recipients, but not as a text', () => {
    const phones = EventField.fromPath('$.detail.customers[*].phone');

    expect(() => stackWith({ to: phones })).not.toThrow();
    expect(() => stackWith({ reference: phones })).toThrow(
      'must be a text, and $.detail.customers[*].phone is an object or a list',
    );
  });

  it('takes up to 100 fields', () => {
    // The event's id and source are two fields.
    const fields = (count: number) => Array.from({ length: count }, (_, n) => EventField.fromPath(`$.detail.to[${n}]`));

    expect(() => stackWith({ to: fields(98) })).not.toThrow();
    expect(() => stackWith({ to: fields(99) })).toThrow('EventBridge takes up to 100 fields');
  });

  it('refuses an object wherever a text is asked for', () => {
    const detail = EventField.fromPath('$.detail');

    expect(() => stackWith({ to: [to, detail] })).toThrow('The to of an SmsTarget must be a text, and $.detail is');
    expect(() => stackWith({ idempotencyKey: detail })).toThrow(
      'The idempotencyKey of an SmsTarget must be a text, and $.detail is',
    );
  });

  it('has no text if the event has none: the request is rejected, and no empty message is sent', () => {
    expect(requestOf({ text: RuleTargetInput.fromEventPath('$.detail.absent') }).detail.text).toBe('');
  });

  it('sends to several', () => {
    const phone = EventField.fromPath('$.detail.phone');

    expect(requestOf({ to: [to, phone] }).detail.to).toEqual([to, event.detail.phone]);
  });

  it('asks once an event and target: two targets are two messages', () => {
    const ids = transformersOf({}, { to: '+41791234569' }).map(
      (transformer) => v.parse(requestedEvent, transformed(transformer)).id,
    );

    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^e-1\//);
  });

  it('refuses two fields that EventBridge would give one name', () => {
    const props = { to: EventField.fromPath('$.detail.a-b'), sender: EventField.fromPath('$.detail.a.b') };

    expect(() => transformersOf(props)).toThrow('The CDK gives $.detail.a.b and $.detail.a-b the same name');
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

describe('a field inside a longer text', () => {
  it('cannot take the place of the recipient', () => {
    const [transformer] = transformersOf({
      text: RuleTargetInput.fromText(`Dear ${EventField.fromPath('$.detail.name')}, it is ready.`),
    });
    if (transformer === undefined) throw new Error('There is no target.');
    const name = 'x","to":["+41791234560"],"reference":"';

    const request = transformedBy(transformer, { ...event, detail: { name } });

    expect(JSON.parse(request).detail.to).toEqual(['+41791234560']);
    expect(namesTwice(request)).toBe(true);
  });

  const order = EventField.fromPath('$.detail.order');
  const text = RuleTargetInput.fromText(`Order ${order} is on its way.`);

  it('is warned of, with what to do', () => {
    const { stack } = stackWith({ text });

    const [warning] = warningsOf(stack);
    expect(warning).toContain('The text of an SmsTarget has $.detail.order inside a longer text');
    expect(warning).toContain("RuleTargetInput.fromEventPath('$.detail.text')");
    expect(warning).toContain("acknowledgeWarning('textgate:fieldInLongerText')");
  });

  it('is not warned of once that is acknowledged', () => {
    const { stack, rule } = stackWith({ text });

    Notes.of(rule).acknowledgeWarning('textgate:fieldInLongerText', 'Order numbers are letters, digits and hyphens.');

    expect(warningsOf(stack)).toEqual([]);
  });

  it.each([
    ['recipients', { to: [`+${EventField.fromPath('$.detail.phone')}`] }, 'The to of an SmsTarget has $.detail.phone'],
    ['reference', { reference: `order ${order}` }, 'The reference of'],
    ['idempotencyKey', { idempotencyKey: `shipped-${order}` }, 'The idempotencyKey of'],
  ])('is warned of in %s too', (_, props, warning) => {
    expect(warningsOf(stackWith(props).stack).join()).toContain(warning);
  });

  it.each([
    ['no field', { text: RuleTargetInput.fromMultilineText('Hello "you",\ngood morning.') }],
    ["EventBridge's own fields", { idempotencyKey: `paged-${EventField.eventId}`, reference: `at ${EventField.time}` }],
    ['the name of the rule', { text: RuleTargetInput.fromText('<aws.events.rule-name> went off') }],
  ])('is what it warns of: not of %s', (_, props) => {
    expect(warningsOf(stackWith(props).stack)).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('is that of the request', () => {
    const { detail } = requestOf({ idempotencyKey: EventField.fromPath('$.detail.order') });

    expect(detail.idempotencyKey).toBe('A-42');
  });

  it('is left out where there is none', () => {
    expect(requestOf({}).detail).not.toHaveProperty('idempotencyKey');
  });

  it.each(['', 'two words', 'größer', 'x'.repeat(256)])('is refused when it can be none: "%s"', (idempotencyKey) => {
    expect(() => stackWith({ idempotencyKey })).toThrow('must have 1 to 255 printable ASCII characters');
  });
});

describe('an idempotency key around a field', () => {
  const order = EventField.fromPath('$.detail.order');

  it.each([`order ${order}`, `größe-${order}`, `${order}\n`, `${'x'.repeat(255)}${order}`])(
    'is refused when none of it can be one',
    (idempotencyKey) => {
      expect(() => stackWith({ idempotencyKey })).toThrow('must have 1 to 255 printable ASCII characters');
    },
  );

  it('is taken otherwise', () => {
    expect(requestOf({ idempotencyKey: `order/<${order}>` }).detail.idempotencyKey).toBe('order/<A-42>');
  });
});

describe('what EventBridge cannot deliver', () => {
  it('is kept in the queue of the gateway for that', () => {
    const { stack } = stackWith({});

    expect(JSON.stringify(targetsIn(stack)[0].DeadLetterConfig.Arn)).toContain(':sms-gateway-undelivered"');
  });

  it('is kept in your own queue, which allows the rule to send', () => {
    const { stack, rule } = stackWith();
    const deadLetterQueue = new Queue(stack, 'Mine');
    const gateway = SmsGateway.fromEventBusName(stack, 'Other');
    const text = RuleTargetInput.fromText('Hello');

    rule.addTarget(new SmsTarget(gateway, { account, to, text, deadLetterQueue }));

    const template = Template.fromStack(stack);
    const { id: mine } = only(resourcesOf(template, 'AWS::SQS::Queue'));
    const { id: ruleId } = only(resourcesOf(template, 'AWS::Events::Rule'));
    expect(targetsIn(stack)[0].DeadLetterConfig.Arn).toEqual({ 'Fn::GetAtt': [mine, 'Arn'] });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': [mine, 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } },
          },
        ],
      },
    });
  });

  it('is tried as long and as often as you say', () => {
    const [first, second] = targetsIn(stackWith({ maxEventAge: Duration.hours(2), retryAttempts: 0 }, {}).stack);

    expect(first.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 0 });
    expect(second.RetryPolicy).toBeUndefined();
  });
});
