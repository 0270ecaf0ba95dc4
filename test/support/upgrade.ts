import { isDeepStrictEqual } from 'node:util';
import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';

/** A CloudFormation template, as far as it matters here. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The stacks that are deployed together, by their names. */
export type Templates = Readonly<Record<string, Template>>;

/** Resources that hold what nobody can make again, and what that is. */
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

/**
 * By what AWS tells resources of a type apart: one that becomes another resource under the same cannot be made, because
 * the old one is removed only after it.
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
 * What would go wrong if a deployment were updated at once from templates to others: what would be lost, and what
 * CloudFormation or the service behind it would refuse. Nothing, where one deploy is an upgrade.
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

const resourceProblems = ({ id, change }: Changed): string[] => {
  const type = change.oldResourceType ?? '';
  const loss = LASTING.get(type);
  // What is new loses nothing.
  if (loss === undefined || change.oldValue === undefined) return [];
  if (REMOVALS.includes(change.changeImpact)) return [`${type} ${id} is removed, and ${loss} with it.`];
  if (isReplaced(change)) return [`${type} ${id} is replaced${because(change)}, and ${loss} lost.`];
  return [
    ...(outlives(change.oldValue['DeletionPolicy']) && !outlives(change.newValue?.['DeletionPolicy'])
      ? [`${type} ${id} would no longer outlive its stack, nor would ${loss}.`]
      : []),
    ...(TABLES.includes(type) ? tableProblems(id, change) : []),
  ];
};

/** The properties that cannot be changed in place. */
const because = ({ propertyUpdates }: ResourceDifference): string => {
  const names = Object.entries(propertyUpdates)
    .filter(([, { changeImpact }]) => changeImpact !== undefined && REPLACEMENTS.includes(changeImpact))
    .map(([name]) => name);
  return names.length === 0 ? '' : ` for its ${names.join(' and ')}`;
};

const outlives = (deletionPolicy: unknown): boolean =>
  typeof deletionPolicy === 'string' && deletionPolicy.startsWith('Retain');

/** What DynamoDB does not do to a table that exists, though CloudFormation's own documents call it an update. */
const tableProblems = (id: string, { oldProperties = {}, newProperties = {} }: ResourceDifference): string[] => {
  const was = indexesOf(oldProperties);
  const is = indexesOf(newProperties);
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
    ...(differs('LocalSecondaryIndexes') ? [`Table ${id} cannot change its local indexes.`] : []),
    ...(oldProperties['StreamSpecification'] && differs('StreamSpecification')
      ? [`Table ${id} gets another stream, and the changes that wait in the old one are not told.`]
      : []),
  ];
};

/** What the indexes of a table are, by name: with the types of their keys, without their capacity. */
const indexesOf = (properties: Readonly<Record<string, unknown>>): Map<unknown, unknown> => {
  const types = new Map(
    listIn(properties, 'AttributeDefinitions').map((attribute) => [attribute['AttributeName'], attribute]),
  );
  return new Map(
    listIn(properties, 'GlobalSecondaryIndexes').map((index) => [
      index['IndexName'],
      {
        keys: listIn(index, 'KeySchema').map((key) => [key, types.get(key['AttributeName'])]),
        projection: index['Projection'],
      },
    ]),
  );
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listIn = (properties: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>>[] => {
  const list = properties[name];
  return Array.isArray(list) ? list.filter(isRecord) : [];
};

/** Resources of another id that are to be made while those are there that they are to follow. */
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
    // Without a name, CloudFormation makes up one.
    if (values === undefined || values.every((value) => value === undefined)) return [];
    return [{ id, identity: `${Type} ${JSON.stringify(values)}` }];
  });

/** Exports that other stacks import cannot be removed or changed, not even in the deploy that makes those stacks anew. */
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
    const resources = [...replaced].filter((id) => JSON.stringify(value).includes(`"${id}"`));
    return resources.map((id) => `Export ${name} is changed while it is imported: ${id} is replaced.`);
  });
};

const exportsOf = ({ Outputs = {} }: Template): Map<string, unknown> =>
  new Map(
    Object.values(Outputs).flatMap(({ Export, Value }) =>
      Export === undefined ? [] : [[JSON.stringify(Export.Name), Value] as const],
    ),
  );

/** What the stacks of a deployment import from one another. */
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
  Object.values(templates).forEach((template) => {
    collect(template.Resources);
    collect(template.Outputs);
  });
  return imports;
};
