import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { AccountTable } from './account-table.ts';
import { DeliveryTable } from './delivery-table.ts';
import { MessageTable } from './message-table.ts';
import { Upstream } from './upstream.ts';

/** What outlives a deployment: the records, the accounts and the credentials for the upstream gateway. */
export class GatewayData extends Construct {
  readonly messages: MessageTable;
  readonly accounts: AccountTable;
  readonly deliveries: DeliveryTable;
  readonly upstream: Upstream;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.messages = new MessageTable(this, 'Messages', settings);
    this.accounts = new AccountTable(this, 'Accounts', settings);
    this.deliveries = new DeliveryTable(this, 'Deliveries', settings);
    this.upstream = new Upstream(this, 'Gateway', settings);
  }
}
