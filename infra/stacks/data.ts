import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { GatewayData } from '../constructs/gateway-data.ts';
import type { Settings } from '../settings.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** What outlives a deployment. */
export class DataStack extends Stack {
  readonly data: GatewayData;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    this.data = new GatewayData(this, 'Data', settings);

    new CfnOutput(this, 'MessagesTableName', { value: this.data.messages.table.tableName });
    new CfnOutput(this, 'AccountsTableName', { value: this.data.accounts.table.tableName });
    // The admin command changes records, and must not change how long they are kept.
    new CfnOutput(this, 'RetentionDays', { value: String(settings.retentionDays) });
    new CfnOutput(this, 'GatewaySecretArn', { value: this.data.gateway.secretArn });
  }
}
