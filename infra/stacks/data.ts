import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AccountTable } from '../constructs/account-table.ts';
import { MessageTable } from '../constructs/message-table.ts';
import { UpstreamGateway } from '../constructs/upstream-gateway.ts';
import type { Settings } from '../settings.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** What outlives a deployment: the records, the accounts and the gateway's credentials. */
export class DataStack extends Stack {
  readonly messages: MessageTable;
  readonly accounts: AccountTable;
  readonly gateway: UpstreamGateway;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    this.messages = new MessageTable(this, 'Messages', settings);
    this.accounts = new AccountTable(this, 'Accounts', settings);
    this.gateway = new UpstreamGateway(this, 'Gateway', settings);

    new CfnOutput(this, 'MessagesTableName', { value: this.messages.table.tableName });
    new CfnOutput(this, 'AccountsTableName', { value: this.accounts.table.tableName });
    new CfnOutput(this, 'GatewaySecretArn', { value: this.gateway.secretArn });
  }
}
