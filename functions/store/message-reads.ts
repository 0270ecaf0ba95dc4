import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { MessageStore } from '../messages/ports.ts';
import { readBatches } from './batch-reads.ts';
import { fromItem } from './message-item.ts';
import { readEach } from './read-each.ts';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Called with the key of a record that cannot be read. The record counts as absent; the others are not affected. */
  readonly onUnreadable: (key: unknown) => void;
}

/** The reads are consistent: they find a message as soon as it is recorded. */
export const createFind = ({ client, table, onUnreadable }: Options): MessageStore['find'] => {
  return async (ids) => {
    const keys = [...new Set(ids)].map((id) => marshall({ id }));
    const items = await readBatches({ client, table, keys });
    const messages = readEach(items, fromItem, (item) => onUnreadable(item['id']?.S));
    return new Map(messages.map((message) => [message.id, message]));
  };
};
