import { describe, expect, test } from 'vitest';
import { deliveriesTableOf, gatewayOutputs } from '../../../../infra/cli/admin/outputs.ts';

const ofUpstream = (prefix = '', hashes: readonly [string, string, string] = ['', '', '']) => [
  [`${prefix}MessagesTableName${hashes[0]}`, `${prefix}-messages`],
  [`${prefix}AccountsTableName${hashes[1]}`, `${prefix}-accounts`],
  [`${prefix}RetentionDays${hashes[2]}`, '30'],
];

const outputsIn = (...lists: string[][][]) =>
  gatewayOutputs('Shop', new Map(lists.flat().map(([key = '', value = '']) => [key, value])));

const hashes = ['0A1B2C3D', 'FFFFFFFF', '01234567'] as const;

describe('the outputs of a gateway', () => {
  test.each([
    ['in our own stack', ofUpstream(), ''],
    ['in a construct of any name', ofUpstream('CustomersSms', hashes), 'CustomersSms'],
    ['in a construct whose name ends like a hash', ofUpstream('SmsABCDEF01', hashes), 'SmsABCDEF01'],
  ])('are found %s', (_, outputs, prefix) => {
    const others = [['ApiUrl', 'https://shop.example/']];

    expect(outputsIn(others, outputs)).toEqual({
      MessagesTableName: `${prefix}-messages`,
      AccountsTableName: `${prefix}-accounts`,
      RetentionDays: 30,
    });
  });

  test('name the table of deliveries where the deployed version has one', () => {
    const table = ['SmsDeliveriesTableName0A1B2C3D', 'deliveries'];

    expect(deliveriesTableOf(outputsIn(ofUpstream('Sms', hashes), [table]))).toBe('deliveries');
    expect(() => deliveriesTableOf(outputsIn(ofUpstream('Sms', hashes)))).toThrow('has no webhooks');
  });

  test('are told from those of somebody else that end like one of them', () => {
    const others = [['ChatMessagesTableName', 'chat']];

    expect(outputsIn(others, ofUpstream('Sms', hashes)).MessagesTableName).toBe('Sms-messages');
  });

  test('are missed by name', () => {
    expect(() => outputsIn([['SmsMessagesTableName0A1B2C3D', 'messages']])).toThrow(
      'The stack Shop lacks the outputs of textgate: AccountsTableName, MessagesTableName, RetentionDays.',
    );
  });

  test('of two gateways are not chosen from', () => {
    expect(() => outputsIn(ofUpstream('Sms', hashes), ofUpstream('Test', hashes))).toThrow(
      'The stack Shop has several SmsGateway constructs: Sms, Test.',
    );
  });
});
