import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { statuses } from '../contract/statuses.ts';
import type { OpenMessages } from '../messages/ports.ts';
import { createIndexPages } from './index-pages.ts';
import { openIndex } from './message-indexes.ts';
import { shardsByAge, upstreamIdOf, waitingShards } from './message-item.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Called with the key of an entry that cannot be read. */
  readonly onUnreadable: (key: unknown) => void;
}

const entrySchema = v.pipe(
  v.object({
    id: v.string(),
    status: v.picklist(statuses),
    gatewayId: v.exactOptional(v.string()),
    openKey: v.string(),
  }),
  v.transform(({ openKey, gatewayId, ...entry }) => ({ ...entry, ...upstreamIdOf(gatewayId), key: openKey })),
);

/** A sweep asks the upstream for this many messages in ten calls. */
const entriesPerPage = 1_000;

/** Reads the index of open messages. Reads are eventually consistent: the next sweep sees what this one misses. */
export const createOpenMessages = ({ client, table, onUnreadable }: Options): OpenMessages => {
  const page = createIndexPages({
    client,
    table,
    index: openIndex,
    read: (item) => v.parse(entrySchema, unmarshall(item)),
    onUnreadable,
  });
  return {
    shards: shardsByAge,
    waitingShards,
    page: (shard, after, until, limit = entriesPerPage) => page(shard, after, until, limit),
  };
};
