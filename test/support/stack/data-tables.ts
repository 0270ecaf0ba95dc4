import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseSettings } from '../../../infra/settings.ts';
import { DataStack } from '../../../infra/stacks/data.ts';
import type { TableShape } from './create-table.ts';

/** The tables as the data stack defines them. */
export interface DataTables {
  readonly messages: TableShape;
  readonly accounts: TableShape;
  readonly deliveries: TableShape;
}

/** Synthesizes the data stack only: the others would take time for nothing. */
export const dataTables = (): DataTables => {
  const tables = Object.entries(dataTemplate().findResources('AWS::DynamoDB::Table'));
  const shapeOf = (part: string): TableShape => {
    const [table] = tables.filter(([id]) => id.includes(part)).map(([, { Properties }]) => Properties);
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = table ?? {};
    return { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode };
  };
  return {
    messages: shapeOf('MessagesTable'),
    accounts: shapeOf('AccountsTable'),
    deliveries: shapeOf('DeliveriesTable'),
  };
};

const dataTemplate = (): Template => {
  const outdir = mkdtempSync(join(tmpdir(), 'textgate-tables-'));
  try {
    return Template.fromStack(
      new DataStack(new App({ outdir }), 'Data', { settings: parseSettings({ indexes: 'reference,to,status' }) }),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
};
