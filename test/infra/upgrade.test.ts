import { describe, expect, it } from 'vitest';
import type { Settings } from '../../infra/settings.ts';
import { deployments, ownStack } from '../support/stack/deployments.ts';
import { releasedTemplates } from '../support/stack/released.ts';
import { upgradeProblems } from '../support/stack/upgrade.ts';

const released = await releasedTemplates();

const present = deployments();

describe.each(Object.entries(released))('%s', (name, before) => {
  it('is upgraded from the last version by one deploy, and loses nothing', () => {
    expect(upgradeProblems(before, present[name] ?? {})).toEqual([]);
  });
});

it('every deployment that is tried was one of the last version', () => {
  expect(Object.keys(present)).toEqual(Object.keys(released));
});

// biome-ignore lint/suspicious/noExplicitAny: a test changes what it knows to be there
type Changeable = Record<string, any>;

/** The app as it was released, and the problems of a changed one. */
const app = released['the app as it is'] ?? {};
const problemsOf = (change: (stacks: Changeable) => void): string[] => {
  const changed = structuredClone(app) as Changeable;
  change(changed);
  return upgradeProblems(app, changed);
};

const { 'textgate-prod-data': data, 'textgate-prod-events': events, 'textgate-prod-api': api } = app as Changeable;

/** The id of the first resource of a type whose id contains a name. */
const idOf = ({ Resources }: Changeable, type: string, name = ''): string => {
  const found = Object.entries<Changeable>(Resources).find(([id, { Type }]) => Type === type && id.includes(name));
  if (found === undefined) throw new Error(`There is no ${type} ${name}`);
  return found[0];
};

/** Gives a construct another id, so also its resource and every reference to it. */
const renamed = (stacks: Changeable, id: string): void => {
  const text = JSON.stringify(stacks).replaceAll(`"${id}"`, `"Renamed${id}"`);
  Object.assign(stacks, JSON.parse(text));
};

const DATA = 'textgate-prod-data';
const EVENTS = 'textgate-prod-events';
const TABLE = 'AWS::DynamoDB::Table';
const messages = idOf(data, TABLE, 'Messages');
const tableIn = (stacks: Changeable) => stacks[DATA].Resources[messages].Properties;

describe('an upgrade would fail, or lose something', () => {
  it.each([
    ['a table', data, TABLE, 'its records'],
    ['a secret', data, 'AWS::SecretsManager::Secret', 'the credentials in it'],
    ['a queue', events, 'AWS::SQS::Queue', 'what waits in it, and its address'],
    ['the bus', events, 'AWS::Events::EventBus', 'the rules that others have on it'],
    ['the archive of events', events, 'AWS::Events::Archive', 'the events in it'],
    ['a rule', events, 'AWS::Events::Rule', 'its name'],
    ["a function's log", events, 'AWS::Logs::LogGroup', 'the logs in it'],
    ['the HTTPS API', api, 'AWS::ApiGatewayV2::Api', 'its address'],
    ['the XML-RPC API', api, 'AWS::ApiGateway::RestApi', 'its address'],
  ])('if %s got another construct id', (_, template, type, loss) => {
    const id = idOf(template, type);

    const problems = problemsOf((stacks) => renamed(stacks, id));

    expect(problems).toContainEqual(expect.stringContaining(`${type} ${id} is removed, and ${loss} with it.`));
  });

  it('if a table got another key', () => {
    const problems = problemsOf((stacks) => {
      tableIn(stacks).KeySchema[0].AttributeName = 'account';
    });

    expect(problems).toContain(`${DATA}: ${TABLE} ${messages} is replaced for its KeySchema, and its records lost.`);
  });

  it('if a table got or lost two indexes at once', () => {
    const add = (stacks: Changeable, name: string) =>
      tableIn(stacks).GlobalSecondaryIndexes.push({ ...tableIn(stacks).GlobalSecondaryIndexes[0], IndexName: name });

    const added = problemsOf((stacks) => ['first', 'second'].map((name) => add(stacks, name)));
    let removed = '';
    const exchanged = problemsOf((stacks) => {
      removed = tableIn(stacks).GlobalSecondaryIndexes.pop().IndexName;
      add(stacks, 'first');
    });

    expect(added).toEqual([`${DATA}: Table ${messages} takes one change of indexes at a time: +first +second.`]);
    expect(exchanged).toEqual([
      `${DATA}: Table ${messages} takes one change of indexes at a time: +first -${removed}.`,
    ]);
  });

  it.each([
    ['keys', (index: Changeable) => index['KeySchema'].pop()],
    ['attributes', (index: Changeable) => index['Projection'].NonKeyAttributes.push('text')],
  ])('if an index got other %s', (_, change) => {
    const problems = problemsOf((stacks) => change(tableIn(stacks).GlobalSecondaryIndexes[0]));

    expect(problems).toEqual([
      `${DATA}: Table ${messages} cannot change its index byAccount: one of another name is needed.`,
    ]);
  });

  it('if the attribute of a key got another type', () => {
    const problems = problemsOf((stacks) => {
      const attributes: Changeable[] = tableIn(stacks).AttributeDefinitions;
      for (const attribute of attributes)
        if (attribute['AttributeName'] === 'openKey') attribute['AttributeType'] = 'N';
    });

    expect(problems).toEqual([expect.stringContaining('cannot change its index open')]);
  });

  it('if a table got a local index, or another stream', () => {
    const problems = problemsOf((stacks) => {
      tableIn(stacks).LocalSecondaryIndexes = [{ IndexName: 'local' }];
      tableIn(stacks).StreamSpecification.StreamViewType = 'NEW_IMAGE';
    });

    expect(problems).toEqual([
      expect.stringContaining('cannot change its local indexes'),
      expect.stringContaining('gets another stream'),
    ]);
  });

  it('if the queue of requests or the bus was called otherwise', () => {
    const queue = idOf(events, 'AWS::SQS::Queue', 'RequestsQueue');
    const bus = idOf(events, 'AWS::Events::EventBus');

    const problems = problemsOf((stacks) => {
      stacks[EVENTS].Resources[queue].Properties.QueueName = 'sms-requests';
      stacks[EVENTS].Resources[bus].Properties.Name = 'sms';
    });

    expect(problems).toContainEqual(expect.stringContaining(`${queue} is replaced for its QueueName`));
    expect(problems).toContainEqual(expect.stringContaining(`${bus} is replaced for its Name`));
    // Resources that belong to the bus are replaced with it.
    expect(problems).toContainEqual(expect.stringContaining('AWS::Events::Archive'));
  });

  it('if a resource that is kept today would be deleted with its stack', () => {
    const problems = problemsOf((stacks) => {
      stacks[DATA].Resources[messages].DeletionPolicy = 'Delete';
    });

    expect(problems).toEqual([expect.stringContaining(`${messages} would no longer outlive its stack`)]);
  });

  const secret = idOf(data, 'AWS::SecretsManager::Secret');
  const deadLetters = idOf(events, 'AWS::SQS::Queue', 'RequestsDeadLetters');
  const log = idOf(events, 'AWS::Logs::LogGroup');
  const archive = idOf(events, 'AWS::Events::Archive');
  const changes = idOf(events, 'AWS::Lambda::EventSourceMapping', 'Changes');

  it.each<[string, string, string, (resource: Changeable) => void, string]>([
    [
      'the protection of a table was turned off',
      DATA,
      messages,
      ({ Properties }) => Object.assign(Properties, { DeletionProtectionEnabled: false }),
      'no longer protected from being deleted',
    ],
    [
      'the protection of a table was left out',
      DATA,
      messages,
      ({ Properties }) => delete Properties.DeletionProtectionEnabled,
      'no longer protected from being deleted',
    ],
    [
      'the backups of a table were turned off',
      DATA,
      messages,
      ({ Properties }) =>
        Object.assign(Properties.PointInTimeRecoverySpecification, { PointInTimeRecoveryEnabled: false }),
      'no longer be restored',
    ],
    [
      'the backups of a table were left out',
      DATA,
      messages,
      ({ Properties }) => delete Properties.PointInTimeRecoverySpecification,
      'no longer be restored',
    ],
    [
      'records expired by another attribute',
      DATA,
      messages,
      ({ Properties }) => Object.assign(Properties.TimeToLiveSpecification, { AttributeName: 'createdAt' }),
      'expire otherwise',
    ],
    [
      'records expired no more',
      DATA,
      messages,
      ({ Properties }) => delete Properties.TimeToLiveSpecification,
      'expire otherwise',
    ],
    [
      'what is kept when it is replaced was not any more',
      DATA,
      messages,
      (resource) => Object.assign(resource, { UpdateReplacePolicy: 'Delete' }),
      'no longer outlive being replaced',
    ],
    [
      'what is kept when its stack goes was not any more',
      DATA,
      secret,
      (resource) => delete resource['DeletionPolicy'],
      'no longer outlive its stack',
    ],
    [
      'a table was there only under a condition',
      DATA,
      messages,
      (resource) => Object.assign(resource, { Condition: 'Wanted' }),
      'only under the condition Wanted',
    ],
    [
      'a secret was made up anew',
      DATA,
      secret,
      ({ Properties }) => Object.assign(Properties.GenerateSecretString, { PasswordLength: 40 }),
      'is filled anew',
    ],
    [
      'a secret was given',
      DATA,
      secret,
      ({ Properties }) => Object.assign(Properties, { SecretString: '{}' }),
      'is filled anew',
    ],
    [
      'a queue kept its messages for a shorter time',
      EVENTS,
      deadLetters,
      ({ Properties }) => Object.assign(Properties, { MessageRetentionPeriod: 86_400 }),
      'keeps messages for a shorter time',
    ],
    [
      'a queue kept its messages as long as one does that does not say',
      EVENTS,
      deadLetters,
      ({ Properties }) => delete Properties.MessageRetentionPeriod,
      'keeps messages for a shorter time',
    ],
    [
      'a log was kept for a shorter time',
      EVENTS,
      log,
      ({ Properties }) => Object.assign(Properties, { RetentionInDays: 7 }),
      'keeps what is in it for a shorter time',
    ],
    [
      'events were kept for a shorter time',
      EVENTS,
      archive,
      ({ Properties }) => Object.assign(Properties, { RetentionDays: 7 }),
      'keeps what is in it for a shorter time',
    ],
    [
      'a stream was read from another position',
      EVENTS,
      changes,
      ({ Properties }) => Object.assign(Properties, { StartingPosition: 'LATEST' }),
      'reads from elsewhere',
    ],
    [
      'a function was fed by another stream',
      EVENTS,
      changes,
      ({ Properties }) =>
        Object.assign(Properties, { EventSourceArn: 'arn:aws:dynamodb:eu-central-2:1:table/t/stream/s' }),
      'reads from elsewhere',
    ],
  ])('if %s', (_, stack, id, change, problem) => {
    const problems = problemsOf((stacks) => change(stacks[stack].Resources[id]));

    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems.join()).toContain(id);
  });

  it.each([
    ['a table', DATA, TABLE, (properties: Changeable) => delete properties['SSESpecification']],
    ['a queue', EVENTS, 'AWS::SQS::Queue', (properties: Changeable) => delete properties['KmsMasterKeyId']],
  ])('if %s lost its own key', (_, stack, type, change) => {
    const before = released["the app with a customer's key"] ?? {};
    const after = structuredClone(before) as Changeable;
    const id = idOf(after[stack], type);
    change(after[stack].Resources[id].Properties);

    expect(upgradeProblems(before, after)).toEqual([
      `${stack}: ${type} ${id} is no longer encrypted with its own key.`,
    ]);
  });

  it('if a replica of a global table lost a property of the table', () => {
    const replica = {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    };
    const withReplicas = (...Replicas: object[]) => ({
      Shop: { Resources: { Global: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas } } } },
    });

    expect(upgradeProblems(withReplicas(replica, replica), withReplicas(replica, {}))).toEqual([
      expect.stringContaining('no longer protected'),
      expect.stringContaining('no longer be restored'),
    ]);
  });

  it.each(['Conditions', 'Outputs'])('if an export went that %s of another stack import', (section) => {
    const importing = { 'Fn::ImportValue': 'shared' };
    const before: Changeable = {
      One: { Resources: {}, Outputs: { Shared: { Value: 'x', Export: { Name: 'shared' } } } },
      Two: { Resources: {}, [section]: { Known: { 'Fn::Equals': [importing, 'x'], Value: importing } } },
    };

    expect(upgradeProblems(before, { ...before, One: { Resources: {} } })).toEqual([
      'One: Export "shared" is removed while it is imported.',
    ]);
  });

  it.each([
    { 'Fn::Sub': `x-\${Fn}` },
    { 'Fn::Sub': [`\${Fn.Arn}:\${other}`, { other: 'x' }] },
    { 'Fn::GetAtt': 'Fn.Arn' },
  ])('if the resource in an export %j was replaced', (Value) => {
    const named = (FunctionName: string) => ({
      One: {
        Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName } } },
        Outputs: { Shared: { Value, Export: { Name: 'shared' } } },
      },
      Two: { Resources: { User: { Type: 'AWS::SNS::Topic', Properties: { Name: { 'Fn::ImportValue': 'shared' } } } } },
    });

    expect(upgradeProblems(named('a'), named('b'))).toEqual([
      'One: Export "shared" is changed while it is imported: Fn is replaced.',
    ]);
  });

  it('if an export went that another stack imports, or became another', () => {
    const [first, second] = Object.entries<Changeable>(data.Outputs).filter(([, { Export }]) => Export !== undefined);
    if (first === undefined || second === undefined) throw new Error('Nothing is exported');

    const problems = problemsOf((stacks) => {
      delete stacks[DATA].Outputs[first[0]];
      stacks[DATA].Outputs[second[0]].Value = { Ref: 'Another' };
    });

    expect(problems).toEqual([
      `${DATA}: Export "${first[1]['Export'].Name}" is removed while it is imported.`,
      `${DATA}: Export "${second[1]['Export'].Name}" is changed while it is imported.`,
    ]);
  });

  it('if the resource behind an export that another stack imports was replaced', () => {
    const sweeper = idOf(events, 'AWS::Lambda::Function', 'SweepStatuses');

    const problems = problemsOf((stacks) => {
      stacks[EVENTS].Resources[sweeper].Properties.FunctionName = 'sweeper';
    });

    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`Export ".*" is changed while it is imported: ${sweeper} is replaced`)),
    ]);
  });

  it('if a stack was left behind', () => {
    expect(problemsOf((stacks) => delete stacks[EVENTS])).toEqual([`${EVENTS}: nothing updates this stack any more.`]);
  });

  it('if an alarm, a route or an event source moved to another construct', () => {
    const moved = [
      ['textgate-prod-monitoring', 'AWS::CloudWatch::Alarm'],
      ['textgate-prod-api', 'AWS::ApiGatewayV2::Route'],
      [EVENTS, 'AWS::Lambda::EventSourceMapping'],
    ] as const;

    for (const [stack, type] of moved) {
      const id = idOf((app as Changeable)[stack], type);
      const problems = problemsOf((stacks) => renamed(stacks, id));

      expect(problems).toEqual([
        expect.stringContaining(`${stack}: Renamed${id} cannot be made while ${id} is there: both are ${type}`),
      ]);
    }
  });
});

describe('the indexes of the list', () => {
  const steps: readonly Settings['indexes'][] = [['reference'], ['reference', 'to'], ['reference', 'to', 'status']];

  it('come one with each deploy, and go the same way', () => {
    const stacks = steps.map((indexes) => ownStack({ indexes }));

    let before = released["a stack of one's own as it is"] ?? {};
    for (const after of [...stacks, ...stacks.toReversed()]) {
      expect(upgradeProblems(before, after)).toEqual([]);
      before = after;
    }
  });

  it('cannot come all at once', () => {
    const [last = []] = steps.slice(-1);

    expect(upgradeProblems(released["a stack of one's own as it is"] ?? {}, ownStack({ indexes: last }))).toEqual([
      expect.stringMatching(/takes one change of indexes at a time:( \+by\w+){2,}\.$/),
    ]);
  });
});

describe('an upgrade is safe', () => {
  it('that adds resources, outputs, settings of functions, and one index with its attribute', () => {
    const problems = problemsOf((stacks) => {
      const queue = stacks[EVENTS].Resources[idOf(events, 'AWS::SQS::Queue', 'RequestsDeadLetters')];
      stacks[EVENTS].Resources.Another = queue;
      stacks[DATA].Outputs.Another = { Value: 'x', Export: { Name: 'another' } };
      stacks[EVENTS].Resources[idOf(events, 'AWS::Lambda::Function')].Properties.Environment.Variables.ANOTHER = 'x';
      tableIn(stacks).AttributeDefinitions.push({ AttributeName: 'another', AttributeType: 'S' });
      tableIn(stacks).GlobalSecondaryIndexes.push({
        IndexName: 'byAnother',
        KeySchema: [{ AttributeName: 'another', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      });
    });

    expect(problems).toEqual([]);
  });

  it('that writes the attributes of an index in another order', () => {
    const problems = problemsOf((stacks) => {
      for (const { Projection } of tableIn(stacks).GlobalSecondaryIndexes) Projection.NonKeyAttributes?.reverse();
    });

    expect(problems).toEqual([]);
  });

  it('that drops an export which nobody imports', () => {
    const unused = { Value: 'x', Export: { Name: 'unused' } };
    const before = structuredClone(app) as Changeable;
    before[DATA].Outputs.Unused = unused;

    expect(upgradeProblems(before, app)).toEqual([]);
  });

  it('that keeps more, or encrypts with another key', () => {
    const problems = problemsOf((stacks) => {
      tableIn(stacks).SSESpecification = { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: 'key' };
      const log = idOf(events, 'AWS::Logs::LogGroup');
      stacks[EVENTS].Resources[log].Properties.RetentionInDays = 90;
      const other = idOf(events, 'AWS::Logs::LogGroup', 'Sweep');
      delete stacks[EVENTS].Resources[other].Properties.RetentionInDays;
      const queue = idOf(events, 'AWS::SQS::Queue', 'RequestsQueue');
      stacks[EVENTS].Resources[queue].Properties.MessageRetentionPeriod = 1_209_600;
    });

    expect(problems).toEqual([]);
  });
});
