import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { statuses } from '../contract/statuses.ts';
import type { OpenMessages } from '../messages/ports.ts';
import { shardsByAge, upstreamIdOf, waitingShards } from './message-item.ts';
import { unavailable } from './unavailable.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Called with the key of an entry that is none of ours. */
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

/** A page of the index: as much as a sweep asks the upstream for in ten calls. */
const entriesPerPage = 1_000;

/** The sparse index over messages that are not final. Reads are eventually consistent: what is missed now is seen next. */
export const createOpenMessages = ({ client, table, onUnreadable }: Options): OpenMessages => ({
  shards: shardsByAge,
  waitingShards,

  page: async (shard, after, until, limit = entriesPerPage) => {
    // DynamoDB takes such a range for a mistake.
    if (after > until) return { entries: [] };
    const { Items = [], LastEvaluatedKey } = await client
      .send(
        new QueryCommand({
          TableName: table,
          IndexName: 'open',
          KeyConditionExpression: 'openShard = :shard AND openKey BETWEEN :after AND :until',
          ExpressionAttributeValues: marshall({ ':shard': shard, ':after': after, ':until': until }),
          Limit: limit,
        }),
      )
      .catch(unavailable);
    const entries = Items.flatMap((item) => {
      const read = v.safeParse(entrySchema, unmarshall(item));
      if (!read.success) onUnreadable(item['openKey']);
      // BETWEEN takes in its bounds: the one it starts after, and has been looked at.
      return read.success && read.output.key !== after ? [read.output] : [];
    });
    const next = LastEvaluatedKey?.['openKey']?.S;
    return { entries, ...(next !== undefined && { next }) };
  },
});
