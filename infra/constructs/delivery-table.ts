import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { byMessage, byState, dueIndex } from '../../functions/store/delivery-indexes.ts';
import type { TableIndex } from '../../functions/store/table-index.ts';
import type { Settings } from '../settings.ts';
import { toRead } from './customer-key.ts';
import { recordTable } from './record-table.ts';
import type { ServiceFunction } from './service-function.ts';

/** The table of deliveries to webhooks: one record each, in a partition for each webhook. */
export class DeliveryTable extends Construct {
  readonly table: Table;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.table = recordTable(this, settings, { key: ['webhook', 'id'], indexes: [dueIndex, byState, byMessage] });
  }

  /** Lets a function add deliveries. */
  grantRecording(fn: ServiceFunction): void {
    this.#give(fn, ['dynamodb:PartiQLInsert']);
  }

  /** Lets a function find due deliveries and change them, and keep lanes and errands. */
  grantDelivering(fn: ServiceFunction): void {
    const ofLanes = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'];
    this.#give(fn, ['dynamodb:BatchGetItem', 'dynamodb:PartiQLUpdate', ...ofLanes]);
    this.#giveIndexes(fn, [dueIndex, byState]);
  }

  /** Lets a function list deliveries and requeue them, read lanes, and leave errands. */
  grantKeeping(fn: ServiceFunction): void {
    const ofLanes = ['dynamodb:GetItem', 'dynamodb:PutItem'];
    this.#give(fn, ['dynamodb:BatchGetItem', 'dynamodb:PartiQLUpdate', 'dynamodb:Query', ...ofLanes]);
    this.#giveIndexes(fn, [byState, byMessage]);
  }

  #giveIndexes(fn: ServiceFunction, indexes: readonly TableIndex[]): void {
    for (const { name } of indexes) {
      fn.give({
        environment: {},
        statements: [{ actions: ['dynamodb:Query'], resource: `${this.table.tableArn}/index/${name}` }],
      });
    }
  }

  #give(fn: ServiceFunction, actions: readonly string[]): void {
    fn.give({
      environment: { DELIVERIES_TABLE: this.table.tableName },
      statements: [{ actions, resource: this.table.tableArn }, ...toRead(this.#settings, 'dynamodb')],
    });
  }
}
