import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  type StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { TableIndex } from '../../functions/store/table-index.ts';
import { isDisposable, type Settings } from '../settings.ts';
import { customerKey } from './customer-key.ts';

interface Shape {
  /** The names of the key's attributes: the partition key, and the sort key if there is one. */
  readonly key: readonly [string, string?];
  readonly indexes?: readonly TableIndex[];
  readonly stream?: StreamViewType;
}

const string = (name: string) => ({ name, type: AttributeType.STRING });

/** A table that is encrypted, restorable to any second of 35 days, paid by the request, and kept when its stack goes (except in `dev`). */
export function recordTable(scope: Construct, settings: Settings, { key, indexes = [], stream }: Shape): Table {
  const encryptionKey = customerKey(scope, settings);
  const [partition, sort] = key;
  const table = new Table(scope, 'Table', {
    partitionKey: string(partition),
    ...(sort !== undefined && { sortKey: string(sort) }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(encryptionKey === undefined ? { encryption: TableEncryption.AWS_MANAGED } : { encryptionKey }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expiresAt',
    ...(stream && { stream }),
    deletionProtection: !isDisposable(settings),
    removalPolicy: isDisposable(settings) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  for (const index of indexes) {
    table.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKeys: index.partition.map(string),
      sortKey: string(index.sort),
      ...(index.others.length === 0
        ? { projectionType: ProjectionType.KEYS_ONLY }
        : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.others] }),
    });
  }
  return table;
}
