import type { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'vitest';
import { only, resourcesOf } from '../support/stack/synthesized.ts';

/** The only resource of a type that belongs to the construct with this name. */
export const resourceNamed = (template: Template, type: string, name: string) =>
  only(resourcesOf(template, type).filter(({ id }) => new RegExp(`${name}[0-9A-F]{8}$`).test(id)));

/** The properties of the function that a construct became. */
export const functionOf = (template: Template, name: string) =>
  resourceNamed(template, 'AWS::Lambda::Function', name).properties;

/** A customer managed key. */
export const KEY_ARN = 'arn:aws:kms:eu-central-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Names for the targets of policy statements, by patterns of their references. */
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

/** The name of the resource that a reference leads to, by the logical id in the reference. */
export const targetOf = (reference: string): string =>
  TARGETS.find(([pattern]) => pattern.test(reference))?.[1] ?? reference;

function target(resource: unknown, ownLog: string): string {
  const text = JSON.stringify(resource);
  if (text === JSON.stringify({ 'Fn::GetAtt': [ownLog, 'Arn'] })) return 'own log';
  return targetOf(text);
}

/** The condition that only a service of this region may use the key for the caller. */
const VIA =
  /^\{"StringEquals":\{"kms:ViaService":\{"Fn::Join":\["",\["(\w+)\.",\{"Ref":"AWS::Region"\},"\.amazonaws\.com"\]\]\}\}\}$/;

/**
 * The two kinds of condition in textgate's policies: prefixes of a table's keys, and the service that a key is used
 * for.
 */
const conditionsIn = (condition: Record<string, Record<string, string[]>> | undefined): string[] => {
  if (condition === undefined) return [];
  const [, service] = JSON.stringify(condition).match(VIA) ?? [];
  if (service !== undefined) return ['via', service];
  const keys = condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? [];
  // Without this condition, a request without a key would be allowed.
  const hasKey = { Null: { 'dynamodb:LeadingKeys': 'false' } };
  expect(condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys }, ...hasKey });
  return keys;
};

/** `action target` for each permission of the function's role. */
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
 * Whether grants from `grantsOf` allow an action on a target with these partition keys. IAM denies whatever no
 * statement allows, and textgate's policies have no denials, so nothing more of IAM's evaluation is needed.
 */
export const allows = (
  grants: readonly string[],
  { action, resource, keys }: { readonly action: string; readonly resource: string; readonly keys: readonly string[] },
): boolean => grants.some((grant) => covers(grant, `${action} ${resource}`, keys));

/** `ForAllValues:StringLike`: each key matches one of the patterns. */
const covers = (grant: string, call: string, keys: readonly string[]): boolean => {
  if (grant === call) return true;
  if (!grant.startsWith(`${call} `)) return false;
  const beginnings = grant
    .slice(call.length + 1)
    .split(' ')
    .map((pattern) => pattern.replace(/\*$/, ''));
  return keys.length > 0 && keys.every((key) => beginnings.some((beginning) => key.startsWith(beginning)));
};

/** The grants of every function: to write its own log, and to write traces, which support no resources. */
export const BASE = [
  'logs:CreateLogStream own log',
  'logs:PutLogEvents own log',
  'xray:PutTelemetryRecords "*"',
  'xray:PutTraceSegments "*"',
];

export const CREDENTIALS = 'secretsmanager:GetSecretValue gateway credentials';

/**
 * The permissions on a customer managed key that AWS requires of users of the encrypted data, by their action on the
 * data.
 */
const KEY_USES: readonly (readonly [RegExp, string])[] = [
  [/^dynamodb:(?!ListStreams)/, 'kms:Decrypt key via dynamodb'],
  [/^secretsmanager:GetSecretValue /, 'kms:Decrypt key via secretsmanager'],
  [/^sqs:(Receive|Send)Message /, 'kms:Decrypt key via sqs'],
  [/^sqs:SendMessage /, 'kms:GenerateDataKey key via sqs'],
];

/** The permissions on the customer managed key that a function with these grants has, if there is such a key. */
export const keyGrantsFor = (grants: readonly string[]): string[] =>
  KEY_USES.filter(([pattern]) => grants.some((grant) => pattern.test(grant))).map(([, use]) => use);

/** To read which webhooks accounts have. */
export const LOOKING_AT_WEBHOOKS = 'dynamodb:BatchGetItem accounts WEBHOOKS#*';

/** To note which calls of a large request have begun. */
export const NOTING_CALLS = 'dynamodb:UpdateItem accounts CALL#*';

/** To read whether numbers are on an account's suppression list. */
export const LOOKING_AT_SUPPRESSIONS = 'dynamodb:BatchGetItem accounts SUPPRESSED#*';

/** To record the deliveries of webhooks, and to wake the deliverer. */
export const RECORDING_NEWS = [LOOKING_AT_WEBHOOKS, 'dynamodb:PartiQLInsert deliveries', 'sqs:SendMessage rounds'];

/** To read and change records; if the account has credits, together with its balance. */
export const CHANGING = [
  'dynamodb:BatchGetItem messages',
  'dynamodb:PartiQLUpdate messages',
  'dynamodb:PutItem messages',
  'dynamodb:UpdateItem accounts ACCOUNT#*',
];
