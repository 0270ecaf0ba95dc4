import { isDeepStrictEqual } from 'node:util';
import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';

/** The parts of a CloudFormation template that upgrades depend on. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
}

/** The stacks that are deployed together, by name. */
export type Templates = Readonly<Record<string, Template>>;

/** Types of resources that hold what nobody can recreate, and what they hold. */
const LASTING: ReadonlyMap<string, string> = new Map([
  ['AWS::DynamoDB::Table', 'its records'],
  ['AWS::DynamoDB::GlobalTable', 'its records'],
  ['AWS::SQS::Queue', 'what waits in it, and its address'],
  ['AWS::Events::EventBus', 'the rules that others have on it'],
  ['AWS::Events::Archive', 'the events in it'],
  ['AWS::Events::Rule', 'its name'],
  ['AWS::SecretsManager::Secret', 'the credentials in it'],
  ['AWS::Logs::LogGroup', 'the logs in it'],
  ['AWS::ApiGateway::RestApi', 'its address'],
  ['AWS::ApiGateway::Stage', 'its address'],
  ['AWS::ApiGatewayV2::Api', 'its address'],
  ['AWS::ApiGatewayV2::Stage', 'its address'],
  ['AWS::ApiGatewayV2::DomainName', 'what its DNS record points at'],
]);

const TABLES: readonly string[] = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

type Properties = Readonly<Record<string, unknown>>;

/** What must not happen to a property, at any depth of a resource, while the resource stays. */
interface Guard {
  readonly types: readonly string[];
  readonly property: RegExp;
  readonly isWorse: (was: readonly unknown[], is: readonly unknown[]) => boolean;
  readonly problem: string;
}

const isOther = (was: readonly unknown[], is: readonly unknown[]): boolean => !isDeepStrictEqual(was, is);
/** Adding what was not there before is allowed. */
const isOtherThanBefore = (was: readonly unknown[], is: readonly unknown[]): boolean =>
  was.length > 0 && isOther(was, is);
const isFewerWith =
  (has: (value: unknown) => boolean) =>
  (was: readonly unknown[], is: readonly unknown[]): boolean =>
    is.filter(has).length < was.filter(has).length;
const isShorterThan =
  (unset: number) =>
  ([was = unset]: readonly unknown[], [is = unset]: readonly unknown[]): boolean =>
    // A value that is not a number may be any number.
    was !== is && !(Number(is) > Number(was));

const GUARDS: readonly Guard[] = [
  {
    types: TABLES,
    property: /^DeletionProtectionEnabled$/,
    isWorse: isFewerWith((value) => String(value) === 'true'),
    problem: 'is no longer protected from being deleted',
  },
  {
    types: TABLES,
    property: /^PointInTimeRecoveryEnabled$/,
    isWorse: isFewerWith((value) => String(value) === 'true'),
    problem: 'can no longer be restored to a point in time',
  },
  {
    types: TABLES,
    property: /^TimeToLiveSpecification$/,
    isWorse: isOtherThanBefore,
    problem: 'lets its records expire otherwise',
  },
  {
    types: ['AWS::SecretsManager::Secret'],
    property: /^(GenerateSecretString|SecretString)$/,
    isWorse: isOther,
    problem: 'is filled anew, and the credentials in it lost',
  },
  {
    types: ['AWS::SQS::Queue'],
    property: /^MessageRetentionPeriod$/,
    isWorse: isShorterThan(345_600),
    problem: 'keeps messages for a shorter time',
  },
  {
    types: ['AWS::Logs::LogGroup', 'AWS::Events::Archive'],
    property: /^Retention(In)?Days$/,
    isWorse: isShorterThan(Number.POSITIVE_INFINITY),
    problem: 'keeps what is in it for a shorter time',
  },
  {
    types: [...LASTING.keys()],
    property: /^(KMSMasterKeyId|KmsMasterKeyId|KmsKeyId|KmsKeyIdentifier)$/,
    isWorse: isFewerWith((key) => key !== ''),
    problem: 'is no longer encrypted with its own key',
  },
  {
    types: ['AWS::Lambda::EventSourceMapping'],
    property: /^(EventSourceArn|StartingPosition)$/,
    isWorse: isOther,
    problem: 'reads from elsewhere: what waits where it read is not told, or told twice',
  },
];

/**
 * The properties by which AWS tells resources of a type apart. CloudFormation cannot replace a resource by one of
 * another id with the same identity, because it removes the old one last.
 */
const IDENTITIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::ApiGateway::GatewayResponse', ['RestApiId', 'ResponseType']],
  ['AWS::ApiGateway::Method', ['RestApiId', 'ResourceId', 'HttpMethod']],
  ['AWS::ApiGatewayV2::ApiMapping', ['DomainName', 'ApiMappingKey']],
  ['AWS::ApiGatewayV2::Route', ['ApiId', 'RouteKey']],
  ['AWS::CloudWatch::Alarm', ['AlarmName']],
  ['AWS::CloudWatch::Dashboard', ['DashboardName']],
  ['AWS::Lambda::EventInvokeConfig', ['FunctionName', 'Qualifier']],
  ['AWS::Lambda::EventSourceMapping', ['EventSourceArn', 'FunctionName']],
]);

/**
 * What would go wrong if a deployment were updated at once from some templates to others: what would be lost, and what
 * CloudFormation or the service behind it would refuse. The list is empty if one deploy is an upgrade.
 */
export const upgradeProblems = (before: Templates, after: Templates): string[] =>
  Object.entries(before).flatMap(([stack, template]) => {
    const next = after[stack];
    if (next === undefined) return [`${stack}: nothing updates this stack any more.`];
    const changes = changesIn(template, next);
    const replaced = new Set(changes.filter(({ change }) => isReplaced(change)).map(({ id }) => id));
    const problems = [
      ...changes.flatMap((changed) => resourceProblems(changed)),
      ...takenIdentities(template, next),
      ...exportProblems(template, next, importsOf(before), replaced),
    ];
    return problems.map((problem) => `${stack}: ${problem}`);
  });

interface Changed {
  readonly id: string;
  readonly change: ResourceDifference;
}

const changesIn = (before: Template, after: Template): Changed[] => {
  const changes: Changed[] = [];
  fullDiff(before, after).resources.forEachDifference((id, change) => changes.push({ id, change }));
  return changes;
};

const REPLACEMENTS: readonly ResourceImpact[] = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];
const REMOVALS: readonly ResourceImpact[] = [ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN];

const isReplaced = ({ changeImpact }: ResourceDifference): boolean => REPLACEMENTS.includes(changeImpact);

const resourceProblems = (changed: Changed): string[] => [...losses(changed), ...worsened(changed)];

/** The problems with the properties of a resource that stays. */
const worsened = ({ id, change }: Changed): string[] => {
  const { oldResourceType: type = '', oldValue, newValue } = change;
  if (oldValue === undefined || newValue === undefined) return [];
  return GUARDS.filter(
    ({ types, property, isWorse }) =>
      types.includes(type) && isWorse(named(property, oldValue.Properties), named(property, newValue.Properties)),
  ).map(({ problem }) => `${type} ${id} ${problem}.`);
};

/** The values of all properties of this name, at any depth. */
const named = (property: RegExp, value: unknown): unknown[] => {
  if (Array.isArray(value)) return value.flatMap((entry) => named(property, entry));
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .flatMap(([name, member]) => (property.test(name) ? [member] : named(property, member)));
};

const losses = ({ id, change }: Changed): string[] => {
  const type = change.oldResourceType ?? '';
  const loss = LASTING.get(type);
  // A new resource loses nothing.
  if (loss === undefined || change.oldValue === undefined) return [];
  if (REMOVALS.includes(change.changeImpact)) return [`${type} ${id} is removed, and ${loss} with it.`];
  if (isReplaced(change)) return [`${type} ${id} is replaced${because(change)}, and ${loss} lost.`];
  const isDropped = (policy: string) => outlives(change.oldValue?.[policy]) && !outlives(change.newValue?.[policy]);
  const condition = change.newValue?.['Condition'];
  return [
    ...(isDropped('DeletionPolicy') ? [`${type} ${id} would no longer outlive its stack, nor would ${loss}.`] : []),
    ...(isDropped('UpdateReplacePolicy')
      ? [`${type} ${id} would no longer outlive being replaced, nor would ${loss}.`]
      : []),
    ...(condition !== undefined && condition !== change.oldValue['Condition']
      ? [
          `${type} ${id} is there only under the condition ${condition}: without it, it is removed, and ${loss} with it.`,
        ]
      : []),
    ...(TABLES.includes(type) ? tableProblems(id, change) : []),
  ];
};

/** The changed properties that force a replacement. */
const because = ({ propertyUpdates }: ResourceDifference): string => {
  const names = Object.entries(propertyUpdates)
    .filter(([, { changeImpact }]) => changeImpact !== undefined && REPLACEMENTS.includes(changeImpact))
    .map(([name]) => name);
  return names.length === 0 ? '' : ` for its ${names.join(' and ')}`;
};

const outlives = (deletionPolicy: unknown): boolean =>
  typeof deletionPolicy === 'string' && deletionPolicy.startsWith('Retain');

/** Changes that DynamoDB refuses for an existing table, although CloudFormation's documentation calls them updates. */
const tableProblems = (id: string, { oldProperties = {}, newProperties = {} }: ResourceDifference): string[] => {
  const was = indexesOf(oldProperties, 'GlobalSecondaryIndexes');
  const is = indexesOf(newProperties, 'GlobalSecondaryIndexes');
  const localWas = indexesOf(oldProperties, 'LocalSecondaryIndexes');
  const localIs = indexesOf(newProperties, 'LocalSecondaryIndexes');
  const come = [...is.keys()].filter((name) => !was.has(name));
  const go = [...was.keys()].filter((name) => !is.has(name));
  const changed = [...was.keys()].filter((name) => is.has(name) && !isDeepStrictEqual(was.get(name), is.get(name)));
  const differs = (property: string) => !isDeepStrictEqual(oldProperties[property], newProperties[property]);
  const indexChanges = [...come.map((name) => `+${name}`), ...go.map((name) => `-${name}`)];
  return [
    ...(indexChanges.length > 1
      ? [`Table ${id} takes one change of indexes at a time: ${indexChanges.join(' ')}.`]
      : []),
    ...changed.map((name) => `Table ${id} cannot change its index ${name}: one of another name is needed.`),
    ...(isDeepStrictEqual(localWas, localIs) ? [] : [`Table ${id} cannot change its local indexes.`]),
    ...(oldProperties['StreamSpecification'] && differs('StreamSpecification')
      ? [`Table ${id} gets another stream, and the changes that wait in the old one are not told.`]
      : []),
  ];
};

/** A table's indexes by name, with the types of their keys and without their capacity. */
const indexesOf = (properties: Properties, list: string): Map<unknown, unknown> => {
  const types = new Map(
    listIn(properties, 'AttributeDefinitions').map((attribute) => [attribute['AttributeName'], attribute]),
  );
  return new Map(
    listIn(properties, list).map((index) => [
      index['IndexName'],
      {
        keys: listIn(index, 'KeySchema').map((key) => [key, types.get(key['AttributeName'])]),
        projection: projectionOf(index['Projection']),
      },
    ]),
  );
};

/** The order of attributes does not matter. */
const projectionOf = (projection: unknown): unknown => {
  if (!isRecord(projection)) return projection;
  const { NonKeyAttributes: attributes, ...rest } = projection;
  return { ...rest, attributes: new Set(Array.isArray(attributes) ? attributes : []) };
};

const isRecord = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listIn = (properties: Properties, name: string): Properties[] => {
  const list = properties[name];
  return Array.isArray(list) ? list.filter(isRecord) : [];
};

/** New resources with the identity of an old resource that is removed only after they are made. */
const takenIdentities = (before: Template, after: Template): string[] => {
  const taken = new Map(
    identitiesIn(before)
      .filter(({ id }) => !(id in after.Resources))
      .map(({ id, identity }) => [identity, id]),
  );
  return identitiesIn(after)
    .filter(({ id, identity }) => !(id in before.Resources) && taken.has(identity))
    .map(({ id, identity }) => `${id} cannot be made while ${taken.get(identity)} is there: both are ${identity}.`);
};

const identitiesIn = ({ Resources }: Template) =>
  Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const names = IDENTITIES.get(Type);
    const values = names?.map((name) => Properties[name]);
    // Without a name, CloudFormation makes one up.
    if (values === undefined || values.every((value) => value === undefined)) return [];
    return [{ id, identity: `${Type} ${JSON.stringify(values)}` }];
  });

/**
 * Exports that other stacks import cannot be removed or changed, not even in the deploy that recreates those stacks.
 */
const exportProblems = (
  before: Template,
  after: Template,
  imports: ReadonlySet<string>,
  replaced: ReadonlySet<string>,
): string[] => {
  const next = exportsOf(after);
  return [...exportsOf(before)].flatMap(([name, value]) => {
    if (!imports.has(name)) return [];
    if (!next.has(name)) return [`Export ${name} is removed while it is imported.`];
    if (!isDeepStrictEqual(next.get(name), value)) return [`Export ${name} is changed while it is imported.`];
    const resources = [...replaced].filter((id) => refersTo(value, id));
    return resources.map((id) => `Export ${name} is changed while it is imported: ${id} is replaced.`);
  });
};

/** Finds `Ref` and `Fn::GetAtt`, where the id stands alone, and texts of `Fn::Sub`. */
const refersTo = (value: unknown, id: string): boolean => new RegExp(`["{]${id}["}.]`).test(JSON.stringify(value));

const exportsOf = ({ Outputs = {} }: Template): Map<string, unknown> =>
  new Map(
    Object.values(Outputs).flatMap(({ Export, Value }) =>
      Export === undefined ? [] : [[JSON.stringify(Export.Name), Value] as const],
    ),
  );

/** What the stacks of a deployment import from each other. */
const importsOf = (templates: Templates): Set<string> => {
  const imports = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    if (!isRecord(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (name === 'Fn::ImportValue') imports.add(JSON.stringify(member));
      else collect(member);
    }
  };
  Object.values(templates).forEach(collect);
  return imports;
};
