import { describe, expect, it } from 'vitest';
import { numberOf, only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';

/** The table with this partition key. */
function tableBy(key: string, context?: Record<string, unknown>) {
  const tables = resourcesOf(synthesized(context).data, 'AWS::DynamoDB::Table');
  return only(tables.filter(({ properties }) => properties.KeySchema[0].AttributeName === key));
}

const hashAndRange = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

describe('the messages table', () => {
  it('streams both images of each change, deletes expired items, and can be restored', () => {
    expect(tableBy('id').properties).toMatchObject({
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  const namesOf = (context?: Record<string, unknown>): string[] =>
    tableBy('id', context).properties.GlobalSecondaryIndexes.map(({ IndexName }: { IndexName: string }) => IndexName);

  it('has one index that version 0.1.0 did not have, and more when they are asked for', () => {
    expect(namesOf()).toEqual(['byAccount', 'open', 'byReference']);
    expect(namesOf({ indexes: '' })).toEqual(['byAccount', 'open']);
    expect(namesOf({ indexes: 'status,to' })).toEqual(['byAccount', 'open', 'byFailure', 'byRecipient']);
  });

  it('is looked up by filters within an account, in indexes that hold nothing but keys', () => {
    const keys = { reference: 'reference', to: 'to', status: 'failure' };
    for (const [filter, key] of Object.entries(keys)) {
      expect(tableBy('id', { indexes: filter }).properties.GlobalSecondaryIndexes[2]).toMatchObject({
        KeySchema: [
          { AttributeName: 'account', KeyType: 'HASH' },
          { AttributeName: key, KeyType: 'HASH' },
          { AttributeName: 'createdKey', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      });
    }
  });

  it('lists by account, and has the open messages apart with no more than a sweep needs', () => {
    expect(tableBy('id', { indexes: '' }).properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'byAccount',
        KeySchema: hashAndRange('account', 'createdKey'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['to', 'reference'] },
      },
      {
        IndexName: 'open',
        KeySchema: hashAndRange('openShard', 'openKey'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['gatewayId', 'status', 'account', 'version'] },
      },
    ]);
  });
});

describe.each([
  ['accounts', 'pk', 'sk'],
  ['deliveries', 'webhook', 'id'],
])('the table of %s', (_, hash, range) => {
  it('has its keys, deletes expired items, and can be restored', () => {
    expect(tableBy(hash).properties).toMatchObject({
      KeySchema: hashAndRange(hash, range),
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });
});

it('deliveries are found by due time, by state and by message, in indexes that hold little but keys', () => {
  expect(tableBy('webhook').properties.GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'due',
      KeySchema: hashAndRange('dueShard', 'dueKey'),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['account'] },
    },
    {
      IndexName: 'byState',
      KeySchema: hashAndRange('stateKey', 'stateSort'),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    { IndexName: 'byMessage', KeySchema: hashAndRange('message', 'id'), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ]);
});

describe.each(['id', 'pk', 'webhook'])('the table by %s', (key) => {
  it('goes with a dev stack', () => {
    expect(tableBy(key)).toMatchObject({ deletionPolicy: 'Delete', properties: { DeletionProtectionEnabled: false } });
  });

  it('outlives the stack of any other stage', () => {
    expect(tableBy(key, { stage: 'prod' })).toMatchObject({
      deletionPolicy: 'Retain',
      properties: { DeletionProtectionEnabled: true },
    });
  });
});

describe("the gateway's credentials", () => {
  it('are not in the template', () => {
    synthesized().data.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { SecretStringTemplate: '{"user":"unset"}', GenerateStringKey: 'password' },
    });
  });

  it('can be a secret that exists: ours stays all the same, for stacks that still use it when Data is deployed', () => {
    const { data } = synthesized({ gatewaySecretName: 'sms/credentials' });

    expect(numberOf(data, 'AWS::SecretsManager::Secret')).toBe(1);
    data.hasOutput('GatewaySecretArn', { Value: 'sms/credentials' });
  });
});

describe('the outputs', () => {
  it('name the resources that the admin command and callers need', () => {
    const { data, api } = synthesized();

    const names = ['MessagesTableName', 'AccountsTableName', 'DeliveriesTableName', 'GatewaySecretArn'];
    for (const name of names) data.hasOutput(name, {});
    api.hasOutput('ApiUrl', {});
  });
});
