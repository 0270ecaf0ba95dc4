import { describe, expect, it } from 'vitest';
import { only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';
import { KEY_ARN } from './function-grants.ts';

const own = synthesized({ encryptionKeyArn: KEY_ARN });
const none = synthesized();

describe("with a customer's key", () => {
  it('the tables are encrypted with it, and so their stream and backups', () => {
    const tables = resourcesOf(own.data, 'AWS::DynamoDB::Table').map(({ properties }) => properties.SSESpecification);

    const encryption = { KMSMasterKeyId: KEY_ARN, SSEEnabled: true, SSEType: 'KMS' };
    expect(tables).toEqual([encryption, encryption, encryption]);
  });

  it('every queue is encrypted with it, and not by SQS', () => {
    for (const { id, properties } of resourcesOf(own.events, 'AWS::SQS::Queue')) {
      expect(properties.KmsMasterKeyId, id).toBe(KEY_ARN);
      expect(properties.SqsManagedSseEnabled, id).toBeUndefined();
    }
  });

  it('the queues take messages from whom they took them', () => {
    const policiesOf = ({ events }: typeof own) => resourcesOf(events, 'AWS::SQS::QueuePolicy');

    expect(policiesOf(own)).toEqual(policiesOf(none));
  });

  it("the gateway's credentials are encrypted with it", () => {
    expect(only(resourcesOf(own.data, 'AWS::SecretsManager::Secret')).properties.KmsKeyId).toBe(KEY_ARN);
  });

  it('the archive of events is encrypted with it', () => {
    expect(only(resourcesOf(own.events, 'AWS::Events::Archive')).properties.KmsKeyIdentifier).toBe(KEY_ARN);
  });

  it('the bus is not: it could not promise to deliver every event', () => {
    expect(only(resourcesOf(own.events, 'AWS::Events::EventBus')).properties.KmsKeyIdentifier).toBeUndefined();
  });

  it('the key itself is left alone', () => {
    for (const template of Object.values(own)) expect(template.findResources('AWS::KMS::Key')).toEqual({});
  });
});

describe("without a customer's key", () => {
  it.each(Object.entries(none))('the stack %s names no key, and no function may use any', (_, template) => {
    expect(JSON.stringify(template)).not.toMatch(/kms:|"KMSMasterKeyId"|"KmsMasterKeyId"|"KmsKeyId"/);
  });
});
