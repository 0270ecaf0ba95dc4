import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { GatewayData } from './gateway-data.ts';

/** Outputs what the admin command needs (infra/cli/admin/outputs.ts), and the secret that a person fills. */
export function outputData(
  scope: Construct,
  { messages, accounts, deliveries, upstream }: GatewayData,
  settings: Settings,
): void {
  new CfnOutput(scope, 'MessagesTableName', { value: messages.table.tableName });
  new CfnOutput(scope, 'AccountsTableName', { value: accounts.table.tableName });
  new CfnOutput(scope, 'DeliveriesTableName', { value: deliveries.table.tableName });
  // The admin command writes records, and must not change how long they are kept.
  new CfnOutput(scope, 'RetentionDays', { value: String(settings.retentionDays) });
  new CfnOutput(scope, 'GatewaySecretArn', { value: upstream.secretId });
}
