import { Aws } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

type KeySetting = Pick<Settings, 'encryptionKeyArn'>;

/**
 * What a role may do with the customer's key, and only when a service asks for it on the role's behalf. The CDK's own grants
 * also allow direct calls and more actions, and for another account's key they allow all keys.
 */
export interface KeyUse {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly conditions: Record<string, Record<string, string>>;
}

/** The customer's key, if the settings name one. */
export const customerKey = (scope: Construct, { encryptionKeyArn }: KeySetting): IKey | undefined =>
  encryptionKeyArn === undefined ? undefined : Key.fromKeyArn(scope, 'Key', encryptionKeyArn);

/**
 * What a role needs to read a service's data: the service decrypts its data key on the reader's behalf. Writing to a table
 * needs no more, because DynamoDB made the data key under its own grant. Empty without a customer's key.
 */
export const toRead = (setting: KeySetting, service: 'dynamodb' | 'secretsmanager' | 'sqs'): readonly KeyUse[] =>
  use(setting, service, ['kms:Decrypt']);

/** What a role needs to send to a queue: SQS has a data key made on the sender's behalf, and tests it. */
export const toSend = (setting: KeySetting): readonly KeyUse[] =>
  use(setting, 'sqs', ['kms:GenerateDataKey', 'kms:Decrypt']);

function use({ encryptionKeyArn }: KeySetting, service: string, actions: readonly string[]): readonly KeyUse[] {
  if (encryptionKeyArn === undefined) return [];
  // The ending is the same in all of AWS's partitions.
  const conditions = { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } };
  return [{ actions, resource: encryptionKeyArn, conditions }];
}
