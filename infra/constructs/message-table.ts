import { StreamViewType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { byAccount, lookupIndexes, openIndex } from '../../functions/store/message-indexes.ts';
import type { TableIndex } from '../../functions/store/table-index.ts';
import type { Settings } from '../settings.ts';
import { toRead } from './customer-key.ts';
import { recordTable } from './record-table.ts';
import type { ServiceFunction } from './service-function.ts';

/** How records are changed. A metered account's records change together with its balance, in a transaction (`PutItem`). */
const WRITES = ['dynamodb:PartiQLUpdate', 'dynamodb:PutItem'] as const;

/** The table of messages, one record each. Writes are PartiQL batches, the only DynamoDB call with many independent conditional writes. */
export class MessageTable extends Construct {
  readonly table: Table;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    const lookups = settings.indexes.map((filter) => lookupIndexes[filter]);
    this.table = recordTable(this, settings, {
      key: ['id'],
      indexes: [byAccount, openIndex, ...lookups],
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
  }

  /** Lets a function add records, and read and change them. */
  grantRecording(fn: ServiceFunction): void {
    this.#give(fn, [...WRITES, 'dynamodb:PartiQLInsert', 'dynamodb:BatchGetItem']);
  }

  /** Lets a function read records by id. */
  grantReading(fn: ServiceFunction): void {
    this.#give(fn, ['dynamodb:BatchGetItem']);
  }

  /** Lets a function read and change records that exist. */
  grantChanging(fn: ServiceFunction): void {
    this.#give(fn, [...WRITES, 'dynamodb:BatchGetItem']);
  }

  /** Lets a function list an account's records by all indexes: it finds out itself which of them the table has. */
  grantListing(fn: ServiceFunction, indexes: readonly TableIndex[] = Object.values(lookupIndexes)): void {
    this.#give(fn, ['dynamodb:BatchGetItem', 'dynamodb:DescribeTable']);
    for (const index of [byAccount, ...indexes]) this.#giveIndex(fn, index);
  }

  /** Lets a function list an account's records to one recipient. */
  grantListingByRecipient(fn: ServiceFunction): void {
    this.grantListing(fn, [lookupIndexes.to]);
  }

  /** Lets a function list and change the open messages, and keep the sweeps' own record. */
  grantSweeping(fn: ServiceFunction): void {
    this.#give(fn, [...WRITES, 'dynamodb:PartiQLInsert', 'dynamodb:BatchGetItem', 'dynamodb:GetItem']);
    this.#giveIndex(fn, openIndex);
  }

  /** Lets a function read the table's stream, which is encrypted like the table. */
  grantReadingChanges(fn: ServiceFunction): void {
    const actions = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
    fn.give({
      environment: {},
      statements: [
        // The only action on streams that takes no resource.
        { actions: ['dynamodb:ListStreams'], resource: '*' },
        { actions, resource: this.streamArn },
        ...toRead(this.#settings, 'dynamodb'),
      ],
    });
  }

  /** The stream of the table's changes. */
  get streamArn(): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error('The table of messages has no stream: make it with `stream`.');
    return tableStreamArn;
  }

  #giveIndex(fn: ServiceFunction, { name }: TableIndex): void {
    const resource = `${this.table.tableArn}/index/${name}`;
    fn.give({ environment: {}, statements: [{ actions: ['dynamodb:Query'], resource }] });
  }

  #give(fn: ServiceFunction, actions: readonly string[]): void {
    fn.give({
      environment: {
        MESSAGES_TABLE: this.table.tableName,
        RETENTION_DAYS: String(this.#settings.retentionDays),
      },
      statements: [{ actions, resource: this.table.tableArn }, ...toRead(this.#settings, 'dynamodb')],
    });
  }
}
