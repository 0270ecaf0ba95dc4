import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createForget, type ForgetReport } from '../../../functions/messages/forget.ts';
import { createCompleteIndexes } from '../../../functions/store/complete-indexes.ts';
import { createMessageList } from '../../../functions/store/message-list.ts';
import { createMessageStore } from '../../../functions/store/messages.ts';

/** @param number in E.164 */
export type ForgetInTables = (account: string, number: string) => Promise<ForgetInTablesReport>;

export interface ForgetInTablesReport extends ForgetReport {
  /** Ids of records that this version cannot read. They were left as they are. */
  readonly unreadable: readonly string[];
}

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly accounts: string;
  readonly retentionDays: number;
}

export const createForgetInTables = (options: Options): ForgetInTables => {
  const { client, table } = options;
  const indexes = createCompleteIndexes({ client, table, clock: Date.now });
  return async (account, number) => {
    const unreadable = new Set<string>();
    const store = createMessageStore({ ...options, onUnreadable: (key) => unreadable.add(String(key)) });
    const { list } = createMessageList({ client, table, find: store.find, indexes });
    return { ...(await createForget({ list, store })(account, number)), unreadable: [...unreadable] };
  };
};
