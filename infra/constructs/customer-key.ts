import { Aws } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

type KeySetting = Pick<Settings, 'encryptionKeyArn'>;

/**
 * What a role may do with the customer's key, and only when a service asks for it on the role's behalf. The CDK's own
 * grants on a key hold for direct calls as well, have more actions, and are for all keys where it is another account's.
 */
export interface KeyUse {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly conditions: Record<string, Record<string, string>>;
}

/** The customer's key, if data is to be encrypted with one. */
export const customerKey = (scope: Construct, { encryptionKeyArn }: KeySetting): IKey | undefined =>
  encryptionKeyArn === undefined ? undefined : Key.fromKeyArn(scope, 'Key', encryptionKeyArn);

/**
 * What it takes to read what a service keeps: the service decrypts its data key on the reader's behalf. A table takes no
 * more to be written, since DynamoDB made its data key under a grant of its own. Nothing, where there is no customer's key.
 */
export const toRead = (setting: KeySetting, service: 'dynamodb' | 'secretsmanager' | 'sqs'): readonly KeyUse[] =>
  use(setting, service, ['kms:Decrypt']);

/** What it takes to send to a queue: SQS has a data key made on the sender's behalf, and tries it. */
export const toSend = (setting: KeySetting): readonly KeyUse[] =>
  use(setting, 'sqs', ['kms:GenerateDataKey', 'kms:Decrypt']);

function use({ encryptionKeyArn }: KeySetting, service: string, actions: readonly string[]): readonly KeyUse[] {
  if (encryptionKeyArn === undefined) return [];
  // With this ending in all of AWS's partitions.
  const conditions = { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } };
  return [{ actions, resource: encryptionKeyArn, conditions }];
}
