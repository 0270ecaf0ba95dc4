import type { Template } from 'aws-cdk-lib/assertions';

/**
 * Finds the loops in which functions can trigger each other, in the templates of stacks that are deployed together. It
 * follows every send that a policy allows, whatever a rule's pattern or a mapping's filter lets through. It does not
 * see calls that need no policy, such as calls of an API over the network.
 */

/**
 * Something that receives messages and passes them on. A table passes on its changes, if its stream feeds a function.
 */
type Kind = 'function' | 'queue' | 'table' | 'bus';

interface Place {
  readonly kind: Kind;
  /** The logical id without its hash. If no template has the resource, its ARN without account and region. */
  readonly name: string;
  readonly properties: Properties;
}

/** Places in the order in which a message passes through them. From the last one it returns to the first. */
export type Loop = readonly Place[];

type Properties = ReturnType<Template['toJSON']>;

/** The stacks' templates, by stack name. */
export type Stacks = Readonly<Record<string, Template>>;

/** @throws Error if a template has something that this function does not know, because a loop may lead through it */
export function loopsIn(stacks: Stacks): readonly Loop[] {
  const places = new Places(stacks);
  return cyclesIn(edgesOf(places)).map((cycle) => cycle.map((key) => places.at(key)));
}

/** `A → B → A`, starting with the function whose name sorts first. */
export const pathOf = (loop: Loop): string => {
  const names = loop.map(({ name }) => name);
  const [first = ''] = loop.flatMap(({ kind, name }) => (kind === 'function' ? [name] : [])).sort();
  const start = names.indexOf(first);
  return [...names.slice(start), ...names.slice(0, start), first].join(' → ');
};

/** Whether a loop passes through places whose names end like this, in this order, wherever it starts. */
export const goesThrough = (loop: Loop, names: readonly string[]): boolean =>
  loop.length === names.length &&
  loop.some((_, start) =>
    names.every((name, index) => loop[(start + index) % loop.length]?.name.endsWith(name) === true),
  );

/** The IAM actions that send to a place. */
const SENDS: Readonly<Record<Kind, readonly string[]>> = {
  function: ['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl', 'lambda:InvokeAsync'],
  queue: ['sqs:SendMessage'],
  table: [
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:PartiQLInsert',
    'dynamodb:PartiQLUpdate',
    'dynamodb:PartiQLDelete',
  ],
  bus: ['events:PutEvents'],
};

/** The property that names a resource, by the resource's type. */
const NAMED_BY: Readonly<Record<string, readonly [Kind, string]>> = {
  'AWS::Lambda::Function': ['function', 'FunctionName'],
  'AWS::SQS::Queue': ['queue', 'QueueName'],
  'AWS::DynamoDB::Table': ['table', 'TableName'],
  'AWS::Events::EventBus': ['bus', 'Name'],
};

/** How a place's key begins: its ARN's service, and what comes before the name. */
const KEYS: Readonly<Record<Kind, string>> = {
  function: 'lambda:function:',
  queue: 'sqs:',
  table: 'dynamodb:table/',
  bus: 'events:event-bus/',
};

const DEFAULT_BUS = 'events:event-bus/default';

/** Types that carry messages and that no stack uses yet. */
const UNKNOWN =
  /^(AWS::(SNS::Subscription|Pipes::Pipe|Scheduler::Schedule|StepFunctions::StateMachine|Logs::SubscriptionFilter|Kinesis::Stream|DynamoDB::GlobalTable|Events::EventBusPolicy|Lambda::(Alias|Version)|CloudFormation::Stack|KinesisFirehose::DeliveryStream|IoT::TopicRule|Serverless::\w+)|Custom::S3BucketNotifications)$/;

/** Properties with which a bucket or a topic sends. */
const SENDERS = ['NotificationConfiguration', 'Subscription'];

/** Properties with which an alarm or a composite alarm sends. */
const ALARM_ACTIONS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];

/** Services that may call functions. Rules are followed elsewhere, and calls over the network are not seen. */
const FOLLOWED_SERVICES = ['events.amazonaws.com', 'apigateway.amazonaws.com'];

/** AWS's own policies that do not let a function send. */
const HARMLESS =
  /:policy\/(service-role\/AWSLambda(Basic|VPCAccess)ExecutionRole|service-role\/AmazonAPIGatewayPushToCloudWatchLogs|AWSXRayDaemonWriteAccess)$/;

interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
}

/** The resources of all stacks, with the references between them resolved. */
class Places {
  readonly #resources: readonly Resource[];
  readonly #exports: ReadonlyMap<string, () => string>;
  readonly #places = new Map<string, Place>();

  constructor(stacks: Stacks) {
    const templates = Object.entries(stacks).map(([stack, template]) => [stack, template.toJSON()] as const);
    this.#resources = templates.flatMap(([stack, { Resources = {} }]) =>
      Object.entries<Properties>(Resources).map(([id, { Type: type, Properties: properties = {} }]) => {
        if (UNKNOWN.test(type) || SENDERS.some((name) => properties[name] !== undefined)) {
          throw notFollowed(`${id} (${type})`);
        }
        return { stack, id, type, properties };
      }),
    );
    this.#exports = new Map(
      templates.flatMap(([stack, { Outputs = {} }]) =>
        Object.values<Properties>(Outputs).flatMap(({ Value, Export }) =>
          Export === undefined ? [] : [[Export.Name, () => this.render(Value, stack)] as const],
        ),
      ),
    );
    for (const { stack, id, type, properties } of this.#resources) {
      const [kind] = NAMED_BY[type] ?? [];
      if (kind === undefined) continue;
      const key = keyOf(this.#arnOf(stack, id));
      if (this.#places.has(key)) throw new Error(`There are two of ${key}.`);
      this.#places.set(key, { kind, name: id.replace(/[0-9A-F]{8}$/, ''), properties });
    }
    for (const { stack, id, type, properties } of this.ofType(
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::CompositeAlarm',
    )) {
      const actions = ALARM_ACTIONS.flatMap((name) => listOf(properties[name])).map((action) =>
        keyOf(this.render(action, stack)),
      );
      if (actions.some((action) => action.startsWith(KEYS.function))) throw notFollowed(`${id} (${type})`);
    }
    this.#places.set(DEFAULT_BUS, { kind: 'bus', name: 'default', properties: {} });
  }

  ofType(...types: readonly string[]): readonly Resource[] {
    return this.#resources.filter(({ type }) => types.includes(type));
  }

  entries(): readonly (readonly [string, Place])[] {
    return [...this.#places];
  }

  at(key: string): Place {
    const place = this.#places.get(key);
    if (place === undefined) throw new Error(`Nothing is known of ${key}.`);
    return place;
  }

  /**
   * The key of the target of an ARN, or of the name of a function or bus. The target may be in none of the templates.
   */
  keyFor(value: unknown, stack: string, kindOfName?: Kind): string {
    const text = this.render(value, stack);
    const isName = kindOfName !== undefined && !text.startsWith('arn:');
    const named = isName ? wholeFunction(`${KEYS[kindOfName]}${text.replace(/^[^:]*:function:/, '')}`) : keyOf(text);
    const key = named.replace(/(table\/[^/]+)\/stream\/.*$/, '$1');
    if (this.#places.has(key)) return key;
    const [kind] = kinds.filter((known) => key.startsWith(KEYS[known]));
    if (kind === undefined) throw notFollowed(key);
    this.#places.set(key, { kind, name: key, properties: {} });
    return key;
  }

  /** The value as CloudFormation would resolve it, but without account, region and the hashes in names. */
  render(value: unknown, stack: string): string {
    if (typeof value === 'string') return value;
    const [[name, argument] = [], ...others] = Object.entries(value ?? {});
    if (others.length > 0) throw new Error(`This is no reference: ${JSON.stringify(value)}`);
    if (name === 'Ref') return PSEUDO[argument] ?? this.#nameOf(stack, argument);
    if (name === 'Fn::GetAtt') return this.#attributeOf(stack, argument);
    if (name === 'Fn::Join') return this.#list(argument[1], stack).join(argument[0]);
    if (name === 'Fn::Select') return this.#list(argument[1], stack)[Number(argument[0])] ?? '';
    if (name === 'Fn::ImportValue') {
      const exported = this.#exports.get(this.render(argument, stack));
      if (exported !== undefined) return exported();
    }
    throw new Error(`What is ${JSON.stringify(value)} in ${stack}? Have test/infra/message-loops.ts read it.`);
  }

  #list(value: unknown, stack: string): readonly string[] {
    if (Array.isArray(value)) return value.map((item) => this.render(item, stack));
    const [[name, argument] = []] = Object.entries(value ?? {});
    if (name !== 'Fn::Split') throw new Error(`This is no list: ${JSON.stringify(value)}`);
    return this.render(argument[1], stack).split(argument[0]);
  }

  #attributeOf(stack: string, [id = '', attribute]: readonly string[]): string {
    const arn = this.#arnOf(stack, id);
    if (attribute === 'Arn') return arn;
    return attribute === 'StreamArn' ? `${arn}/stream/latest` : `${arn}.${attribute}`;
  }

  #arnOf(stack: string, id: string): string {
    const name = this.#nameOf(stack, id);
    const type = this.#resource(stack, id)?.type ?? '';
    if (type === 'AWS::IAM::Role') return `arn:aws:iam::ACCOUNT:role/${name}`;
    const [kind] = NAMED_BY[type] ?? [];
    if (kind === undefined) return `arn:aws:other:REGION:ACCOUNT:${name}`;
    const [service, ...rest] = KEYS[kind].split(':');
    return `arn:aws:${service}:REGION:ACCOUNT:${rest.join(':')}${name}`;
  }

  #nameOf(stack: string, id: string): string {
    const { type = '', properties = {} } = this.#resource(stack, id) ?? {};
    const property = type === 'AWS::IAM::Role' ? 'RoleName' : (NAMED_BY[type]?.[1] ?? '');
    const given = properties[property];
    return given === undefined ? `${stack}.${id}` : this.render(given, stack);
  }

  #resource(stack: string, id: string): Resource | undefined {
    return this.#resources.find((resource) => resource.stack === stack && resource.id === id);
  }
}

const notFollowed = (what: string): Error =>
  new Error(`${what} may hand messages on, and test/infra/message-loops.ts cannot follow it: have it do so.`);

const kinds: readonly Kind[] = ['function', 'queue', 'table', 'bus'];

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'REGION',
  'AWS::AccountId': 'ACCOUNT',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** An ARN, or a pattern of ARNs, without partition, region and account, because not every stack knows them. */
const keyOf = (arn: string): string => {
  if (arn === '*') return '*';
  const [, , service = '*', , , ...name] = arn.split(':');
  return wholeFunction(`${service}:${name.join(':') || '*'}`);
};

/** Treats each version of a function as the function. */
const wholeFunction = (key: string): string => key.replace(/^(lambda:function:[^:]+):.*$/, '$1');

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** From each place to the places that a message can reach next. */
function edgesOf(places: Places): Edges {
  const edges = new Map<string, Set<string>>();
  const add = (from: string, to: string) => edges.set(from, (edges.get(from) ?? new Set()).add(to));

  for (const [from, to] of [...grantedSends(places), ...deliveries(places), ...failures(places)]) add(from, to);
  return edges;
}

type Edge = readonly [from: string, to: string];

/** What functions may send, by their roles' policies and the queues' own policies. */
function grantedSends(places: Places): readonly Edge[] {
  const statements = statementsByRole(places);
  return places.ofType('AWS::Lambda::Function').flatMap(({ stack, id, properties }) => {
    const role = places.render(properties['Role'], stack);
    const granted = statements.get(role);
    if (granted === undefined) throw new Error(`The role of ${id} is in none of the templates.`);
    const from = places.keyFor({ 'Fn::GetAtt': [id, 'Arn'] }, stack);
    return places
      .entries()
      .filter(([to, { kind }]) => granted.some((statement) => allowsSending(statement, kind, to)))
      .map(([to]) => [from, to] as const);
  });
}

interface Statement {
  readonly actions: readonly RegExp[];
  readonly resources: readonly RegExp[];
}

const allowsSending = ({ actions, resources }: Statement, kind: Kind, key: string): boolean =>
  SENDS[kind].some((send) => actions.some((action) => action.test(send))) &&
  resources.some((resource) => resource.test(key));

/** By the role's ARN. It assumes that conditions hold and denials do not. */
function statementsByRole(places: Places): ReadonlyMap<string, readonly Statement[]> {
  const read = (document: Properties, stack: string) =>
    listOf(document['Statement']).flatMap((statement: Properties) => readStatement(places, statement, stack));
  const types = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];
  const policies = places.ofType(...types).map(({ stack, id, properties }) => ({
    name: places.render({ Ref: id }, stack),
    roles: listOf(properties['Roles'] ?? properties['RoleName']).map((role) => places.render(role, stack)),
    statements: read(properties['PolicyDocument'], stack),
  }));
  const open = [...statementsOfResources(places), ...permissions(places)];

  return new Map(
    places.ofType('AWS::IAM::Role').map(({ stack, id, properties }) => {
      const name = places.render({ Ref: id }, stack);
      const arn = places.render({ 'Fn::GetAtt': [id, 'Arn'] }, stack);
      const managed = listOf(properties['ManagedPolicyArns'])
        .map((policy) => places.render(policy, stack))
        .filter((policy) => !HARMLESS.test(policy));
      const foreign = managed.find((policy) => !policies.some((own) => own.name === policy));
      if (foreign !== undefined) throw new Error(`What does the policy ${foreign} of ${id} allow?`);
      const statements = [
        ...policies
          .filter((policy) => policy.roles.includes(name) || managed.includes(policy.name))
          .flatMap((policy) => policy.statements),
        ...listOf(properties['Policies']).flatMap(({ PolicyDocument }) => read(PolicyDocument, stack)),
        ...open.filter(({ principals }) => principals.some((principal) => principal.test(keyOf(arn)))),
      ];
      return [arn, statements] as const;
    }),
  );
}

function readStatement(places: Places, statement: Properties, stack: string): readonly Statement[] {
  const { Effect, Action, NotAction, Resource, NotResource } = statement;
  if (Effect !== 'Allow') return [];
  if (NotAction !== undefined || NotResource !== undefined) {
    throw new Error(`A statement that says what it does not allow: ${JSON.stringify(statement)}`);
  }
  return [
    {
      actions: listOf(Action).map((action) => matching(places.render(action, stack))),
      resources: listOf(Resource).map((resource) => matching(keyOf(places.render(resource, stack)))),
    },
  ];
}

interface OpenStatement extends Statement {
  readonly principals: readonly RegExp[];
}

/** What the policies of queues and tables allow to roles, by patterns of the roles' ARNs. */
const statementsOfResources = (places: Places): readonly OpenStatement[] => {
  const queues = places
    .ofType('AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy')
    .map(({ stack, id, properties }) => ({ stack, id, document: properties['PolicyDocument'] }));
  const tables = places
    .ofType('AWS::DynamoDB::Table')
    .map(({ stack, id, properties }) => ({ stack, id, document: properties['ResourcePolicy']?.PolicyDocument }));
  return [...queues, ...tables].flatMap(({ stack, id, document }) =>
    listOf(document?.Statement).flatMap((statement: Properties) => {
      const { Effect, Principal, NotPrincipal } = statement;
      if (Effect === 'Allow' && NotPrincipal !== undefined) throw notFollowed(`The policy ${id} with NotPrincipal`);
      // A service has no role.
      const principals = listOf(Principal === '*' ? '*' : Principal?.['AWS']).map((principal) =>
        matching(keyOf(places.render(principal, stack))),
      );
      return readStatement(places, statement, stack).map((read) => ({ ...read, principals }));
    }),
  );
};

/** What functions' own policies allow to roles. */
const permissions = (places: Places): readonly OpenStatement[] =>
  places.ofType('AWS::Lambda::Permission').flatMap(({ stack, id, properties }) => {
    const { Action, FunctionName, Principal } = properties;
    const principal = places.render(Principal, stack);
    if (FOLLOWED_SERVICES.includes(principal)) return [];
    if (/^[\w.-]+\.amazonaws\.com$/.test(principal))
      throw notFollowed(`${principal}, which ${id} lets call a function,`);
    return [
      {
        actions: [matching(Action)],
        resources: [matching(places.keyFor(FunctionName, stack, 'function'))],
        principals: [matching(keyOf(principal))],
      },
    ];
  });

/** From queues and tables through event source mappings, and from buses through rules. */
const deliveries = (places: Places): readonly Edge[] => [
  ...places
    .ofType('AWS::Lambda::EventSourceMapping')
    .map(({ stack, properties: { EventSourceArn, FunctionName } }): Edge => {
      return [places.keyFor(EventSourceArn, stack), places.keyFor(FunctionName, stack, 'function')];
    }),
  ...places.ofType('AWS::Events::Rule').flatMap(({ stack, properties }) => {
    const { EventBusName: bus, EventPattern: pattern, Targets: targets } = properties;
    // A schedule has no event pattern.
    if (pattern === undefined) return [];
    const from = bus === undefined ? DEFAULT_BUS : places.keyFor(bus, stack, 'bus');
    return listOf(targets)
      .flatMap(({ Arn, DeadLetterConfig }) => [Arn, ...listOf(DeadLetterConfig?.Arn)])
      .map((target): Edge => [from, places.keyFor(target, stack)]);
  }),
];

/** Where AWS puts messages that could not be processed. */
const failures = (places: Places): readonly Edge[] => [
  ...places.ofType('AWS::SQS::Queue').flatMap(({ stack, id, properties: { RedrivePolicy } }) => {
    const from = places.keyFor({ 'Fn::GetAtt': [id, 'Arn'] }, stack);
    return listOf(RedrivePolicy?.deadLetterTargetArn).map((to): Edge => [from, places.keyFor(to, stack)]);
  }),
  ...places.ofType('AWS::Lambda::Function').flatMap(({ stack, id, properties: { DeadLetterConfig } }) => {
    const from = places.keyFor({ 'Fn::GetAtt': [id, 'Arn'] }, stack);
    return listOf(DeadLetterConfig?.TargetArn).map((to): Edge => [from, places.keyFor(to, stack)]);
  }),
  ...places
    .ofType('AWS::Lambda::EventSourceMapping', 'AWS::Lambda::EventInvokeConfig')
    .flatMap(({ stack, properties: { FunctionName, DestinationConfig = {} } }) => {
      const { OnFailure, OnSuccess } = DestinationConfig;
      const from = places.keyFor(FunctionName, stack, 'function');
      return [...listOf(OnFailure?.Destination), ...listOf(OnSuccess?.Destination)].map(
        (to): Edge => [from, places.keyFor(to, stack)],
      );
    }),
];

/** Policies have single values or lists. */
const listOf = (value: Properties | undefined): readonly Properties[] => (value === undefined ? [] : [value].flat());

/** The pattern of a policy. Actions are case-insensitive. */
const matching = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[\\^$.+()|[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

/** All cycles that pass through no place twice, each once. */
function cyclesIn(edges: Edges): readonly (readonly string[])[] {
  const places = [...edges.keys()];
  const waysOn = (start: number, path: readonly string[]): readonly (readonly string[])[] =>
    [...(edges.get(path.at(-1) ?? '') ?? [])].flatMap((next) => {
      if (next === path[0]) return [path];
      // Cycles through an earlier place were found from there.
      return places.indexOf(next) > start && !path.includes(next) ? waysOn(start, [...path, next]) : [];
    });
  return places.flatMap((place, start) => waysOn(start, [place]));
}
