import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Due, DueEntry } from '../webhooks/ports.ts';
import { dueIndex } from './delivery-indexes.ts';
import { dueShardOf, dueShards } from './delivery-item.ts';
import { createIndexPages } from './index-pages.ts';
import { kindOf } from './lane-item.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Called with the key of an entry that cannot be read. */
  readonly onUnreadable: (key: unknown) => void;
}

const entrySchema = v.object({ webhook: v.string(), id: v.string(), account: v.string(), dueKey: v.string() });

const entriesPerPage = 1_000;

export const createDue = ({ client, table, onUnreadable }: Options): Due => {
  const page = createIndexPages({
    client,
    table,
    index: dueIndex,
    read: (item): DueEntry => {
      const { dueKey, ...entry } = v.parse(entrySchema, unmarshall(item));
      return { ...entry, key: dueKey, kind: kindOf(entry.id) };
    },
    onUnreadable,
  });
  return {
    shards: dueShards,
    shardOf: dueShardOf,
    page: (shard, after, until) => page(shard, after, until, entriesPerPage),
  };
};
