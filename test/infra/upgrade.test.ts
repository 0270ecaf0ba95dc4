import { beforeAll, describe, expect, it } from 'vitest';
import { deployments } from '../support/deployments.ts';
import { releasedTemplates } from '../support/released.ts';
import { type Templates, upgradeProblems } from '../support/upgrade.ts';

const released = await releasedTemplates();

let present: Readonly<Record<string, Templates>>;
beforeAll(async () => {
  present = await deployments();
});

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

/** The app as it was released, and what is wrong with changes of it. */
const app = released['the app as it is'] ?? {};
const problemsOf = (change: (stacks: Changeable) => void): string[] => {
  const changed = structuredClone(app) as Changeable;
  change(changed);
  return upgradeProblems(app, changed);
};

const { 'textgate-prod-data': data, 'textgate-prod-events': events, 'textgate-prod-api': api } = app as Changeable;

/** The id of the first resource of a type whose id has a name in it. */
const idOf = ({ Resources }: Changeable, type: string, name = ''): string => {
  const found = Object.entries<Changeable>(Resources).find(([id, { Type }]) => Type === type && id.includes(name));
  if (found === undefined) throw new Error(`There is no ${type} ${name}`);
  return found[0];
};

/** A construct that is given another id: so are its resource, and all that points at it. */
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
    const exchanged = problemsOf((stacks) => {
      tableIn(stacks).GlobalSecondaryIndexes.pop();
      add(stacks, 'first');
    });

    expect(added).toEqual([`${DATA}: Table ${messages} takes one change of indexes at a time: +first +second.`]);
    expect(exchanged).toEqual([`${DATA}: Table ${messages} takes one change of indexes at a time: +first -open.`]);
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
    // What hangs on the bus goes with it.
    expect(problems).toContainEqual(expect.stringContaining('AWS::Events::Archive'));
  });

  it('if what is kept now would go with its stack', () => {
    const problems = problemsOf((stacks) => {
      stacks[DATA].Resources[messages].DeletionPolicy = 'Delete';
    });

    expect(problems).toEqual([expect.stringContaining(`${messages} would no longer outlive its stack`)]);
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
    });

    expect(problems).toEqual([]);
  });
});
