import type { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'vitest';
import { only, resourcesOf } from '../support/stack/synthesized.ts';

/** The one resource of a type whose construct has the name. */
export const resourceNamed = (template: Template, type: string, name: string) =>
  only(resourcesOf(template, type).filter(({ id }) => new RegExp(`${name}[0-9A-F]{8}$`).test(id)));

/** The properties of the function that a construct became. */
export const functionOf = (template: Template, name: string) =>
  resourceNamed(template, 'AWS::Lambda::Function', name).properties;

/** A key of the customer's. */
export const KEY_ARN = 'arn:aws:kms:eu-central-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** What a policy statement gives access to, by what its reference says. */
const TARGETS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^"${KEY_ARN}"$`), 'key'],
  [/MessagesTable.*StreamArn/, 'stream'],
  ...['byAccount', 'byReference', 'byRecipient', 'byFailure', 'open'].map(
    (index) => [new RegExp(`MessagesTable.*/index/${index}\\b`), `messages/${index}`] as const,
  ),
  [/MessagesTable/, 'messages'],
  [/AccountsTable/, 'accounts'],
  ...['due', 'byState', 'byMessage'].map(
    (index) => [new RegExp(`DeliveriesTable.*/index/${index}\\b`), `deliveries/${index}`] as const,
  ),
  [/DeliveriesTable/, 'deliveries'],
  [/GatewayCredentials/, 'gateway credentials'],
  [/RequestsQueue|[:/][\w-]+-requests"/, 'requests'],
  [/LifecycleDeadLetters/, 'lifecycle dead letters'],
  [/FollowUpsQueue/, 'follow-ups'],
  [/DeliveriesQueue|[:/][\w-]+-deliveries\.fifo"/, 'rounds'],
  [/EventsBus/, 'bus'],
];

/** What of ours a reference leads to, by the logical id in it. */
export const targetOf = (reference: string): string =>
  TARGETS.find(([pattern]) => pattern.test(reference))?.[1] ?? reference;

function target(resource: unknown, ownLog: string): string {
  const text = JSON.stringify(resource);
  if (text === JSON.stringify({ 'Fn::GetAtt': [ownLog, 'Arn'] })) return 'own log';
  return targetOf(text);
}

/** The service, of this region, that has to ask for what a statement allows. */
const VIA =
  /^\{"StringEquals":\{"kms:ViaService":\{"Fn::Join":\["",\["(\w+)\.",\{"Ref":"AWS::Region"\},"\.amazonaws\.com"\]\]\}\}\}$/;

/** The two conditions that our policies know: how a table's keys begin, and for which service a key is used. */
const conditionsIn = (condition: Record<string, Record<string, string[]>> | undefined): string[] => {
  if (condition === undefined) return [];
  const [, service] = JSON.stringify(condition).match(VIA) ?? [];
  if (service !== undefined) return ['via', service];
  const keys = condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? [];
  // A request without a key would have nothing but keys that begin so.
  const hasKey = { Null: { 'dynamodb:LeadingKeys': 'false' } };
  expect(condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys }, ...hasKey });
  return keys;
};

/** `action target` for each thing that the function's role allows. */
export function grantsOf(template: Template, name: string): string[] {
  const { Role, LoggingConfig } = functionOf(template, name);
  const [role] = Role['Fn::GetAtt'];
  const ofRole = resourcesOf(template, 'AWS::IAM::Policy').filter(({ properties }) =>
    properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role),
  );
  return ofRole
    .flatMap(({ properties }) => properties.PolicyDocument.Statement)
    .flatMap(({ Effect, Action, Resource, Condition, ...rest }) => {
      expect({ Effect, ...rest }).toEqual({ Effect: 'Allow' });
      const targets = [Resource]
        .flat()
        .map((resource) => target(resource, LoggingConfig.LogGroup.Ref))
        .map((name) => [name, ...conditionsIn(Condition)].join(' '));
      return [Action].flat().flatMap((action) => targets.map((name) => `${action} ${name}`));
    })
    .sort();
}

/**
 * Whether grants, as `grantsOf` tells them, allow an action on a target, with these partition keys. What no statement
 * allows is denied, and ours deny nothing: that is all of IAM's evaluation that our policies need.
 */
export const allows = (
  grants: readonly string[],
  { action, resource, keys }: { readonly action: string; readonly resource: string; readonly keys: readonly string[] },
): boolean => grants.some((grant) => covers(grant, `${action} ${resource}`, keys));

/** `ForAllValues:StringLike`: every key begins as one of the patterns does. */
const covers = (grant: string, call: string, keys: readonly string[]): boolean => {
  if (grant === call) return true;
  if (!grant.startsWith(`${call} `)) return false;
  const beginnings = grant
    .slice(call.length + 1)
    .split(' ')
    .map((pattern) => pattern.replace(/\*$/, ''));
  return keys.length > 0 && keys.every((key) => beginnings.some((beginning) => key.startsWith(beginning)));
};

/** What every function may do: write its own log, and traces, which know no resources. */
export const BASE = [
  'logs:CreateLogStream own log',
  'logs:PutLogEvents own log',
  'xray:PutTelemetryRecords "*"',
  'xray:PutTraceSegments "*"',
];

export const CREDENTIALS = 'secretsmanager:GetSecretValue gateway credentials';

/** What AWS asks of whoever uses data that is encrypted with a customer managed key, by what is done with the data. */
const KEY_USES: readonly (readonly [RegExp, string])[] = [
  [/^dynamodb:(?!ListStreams)/, 'kms:Decrypt key via dynamodb'],
  [/^secretsmanager:GetSecretValue /, 'kms:Decrypt key via secretsmanager'],
  [/^sqs:(Receive|Send)Message /, 'kms:Decrypt key via sqs'],
  [/^sqs:SendMessage /, 'kms:GenerateDataKey key via sqs'],
];

/** What a function with these grants may do with the customer's key, where there is one. */
export const keyGrantsFor = (grants: readonly string[]): string[] =>
  KEY_USES.filter(([pattern]) => grants.some((grant) => pattern.test(grant))).map(([, use]) => use);

/** Looking which webhooks accounts have. */
export const LOOKING_AT_WEBHOOKS = 'dynamodb:BatchGetItem accounts WEBHOOKS#*';

/** Noting which calls of a large request have begun. */
export const NOTING_CALLS = 'dynamodb:UpdateItem accounts CALL#*';

/** Looking whether numbers are on an account's suppression list. */
export const LOOKING_AT_SUPPRESSIONS = 'dynamodb:BatchGetItem accounts SUPPRESSED#*';

/** Recording what webhooks are to hear of, and calling the deliverer. */
export const RECORDING_NEWS = [LOOKING_AT_WEBHOOKS, 'dynamodb:PartiQLInsert deliveries', 'sqs:SendMessage rounds'];

/** Reading and changing records; those of accounts with credits together with the balance. */
export const CHANGING = [
  'dynamodb:BatchGetItem messages',
  'dynamodb:PartiQLUpdate messages',
  'dynamodb:PutItem messages',
  'dynamodb:UpdateItem accounts ACCOUNT#*',
];
