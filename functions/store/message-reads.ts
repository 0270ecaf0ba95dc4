import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { MessageStore } from '../messages/ports.ts';
import { readBatches } from './batch-reads.ts';
import { fromItem } from './message-item.ts';
import { readEach } from './read-each.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Told of a record that is none of ours: it is treated as absent, and stops no others. */
  readonly onUnreadable: (key: unknown) => void;
}

/** Consistent reads: a message is found as soon as it was recorded. */
export const createFind = ({ client, table, onUnreadable }: Options): MessageStore['find'] => {
  return async (ids) => {
    const keys = [...new Set(ids)].map((id) => marshall({ id }));
    const items = await readBatches({ client, table, keys });
    const messages = readEach(items, fromItem, (item) => onUnreadable(item['id']?.S));
    return new Map(messages.map((message) => [message.id, message]));
  };
};
