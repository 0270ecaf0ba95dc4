import {
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterRestore } from '../../../functions/messages/restore.ts';
import { eachOf } from '../../../functions/runtime/concurrency.ts';
import { isCarriedOut } from '../../../functions/store/condition.ts';
import { userKey } from '../../../functions/store/login-item.ts';
import { fromItem, type Item, indexKeys, toItem } from '../../../functions/store/message-item.ts';
import { markRestored } from '../../../functions/store/restored.ts';
import { serviceStateId } from '../../../functions/store/service-states.ts';
import { CommandError } from '../errors.ts';

export const restorableTables = ['messages', 'accounts'] as const;

export type RestorableTable = (typeof restorableTables)[number];

/** How many records of a backup were added, or left out and why. */
interface RestoreReport {
  added: number;
  /** Added messages with an unknown outcome: it came after the backup. */
  indeterminate: number;
  /** The live table has a record with this key, which may be newer. */
  present: number;
  /** Older than the retention time. */
  expired: number;
  /** This version cannot read them. */
  unreadable: number;
  /** Users of added logins. One of them may have been revoked after the backup: a revoked login looks like a lost one. */
  readonly logins: string[];
}

/**
 * Copies the records of a table, restored from a backup under another name, that the live table lacks. It overwrites none,
 * and may be repeated.
 */
export type Restore = (from: string, table: RestorableTable) => Promise<RestoreReport>;

interface Options {
  readonly client: DynamoDBClient;
  readonly tables: Readonly<Record<RestorableTable, string>>;
  readonly retentionDays: number;
  readonly clock: () => Date;
}

const partitionKeys: Readonly<Record<RestorableTable, string>> = { messages: 'id', accounts: 'pk' };
const writesAtOnce = 40;

export const createRestore = ({ client, tables, retentionDays, clock }: Options): Restore => {
  const keysOf = async (TableName: string): Promise<string> => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return (Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName).join();
  };

  async function* itemsOf(TableName: string): AsyncGenerator<Item> {
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) yield* Items;
  }

  /** @returns false if the live table has a record with this key */
  const put = async (table: RestorableTable, Item: Item): Promise<boolean> => {
    const isNew = `attribute_not_exists(${partitionKeys[table]})`;
    const command = new PutItemCommand({ TableName: tables[table], Item, ConditionExpression: isNew });
    return isCarriedOut(client.send(command));
  };

  const restoreMessage = async (item: Item, report: RestoreReport): Promise<void> => {
    // The sweeps' own record is out of date; they make a new one.
    if (item['id']?.S === serviceStateId) return;
    const message = readable(item);
    if (message === undefined) {
      report.unreadable += 1;
      return;
    }
    const now = clock();
    const after = afterRestore(message, now);
    const isNews = after.status !== message.status;
    // A backup of version 0.1.0 lacks an index key.
    const record = after === message ? { ...item, ...marshall(indexKeys(message)) } : toItem(after, retentionDays);
    const isAdded = await put('messages', isNews ? record : markRestored(record, now));
    count(report, isAdded);
    if (isAdded && isNews) report.indeterminate += 1;
  };

  const restoreOfAccount = async (item: Item, report: RestoreReport): Promise<void> => {
    const user = userIn(item['sk']?.S);
    if (user !== undefined && (await isOthers(user, item['account']?.S))) {
      report.present += 1;
      return;
    }
    const isAdded = await put('accounts', item);
    count(report, isAdded);
    const login = userIn(item['pk']?.S);
    if (isAdded && login !== undefined) report.logins.push(login);
  };

  /** Whether the user belongs to another account by now. If this account listed it too, it could revoke the other's login. */
  const isOthers = async (user: string, account: string | undefined): Promise<boolean> => {
    const command = new GetItemCommand({
      TableName: tables.accounts,
      Key: marshall(userKey(user)),
      ConsistentRead: true,
    });
    const { Item } = await client.send(command);
    return Item !== undefined && Item['account']?.S !== account;
  };

  const isExpired = ({ expiresAt }: Item): boolean =>
    expiresAt?.N !== undefined && Number(expiresAt.N) * 1000 < clock().getTime();

  return async (from, table) => {
    const report: RestoreReport = { added: 0, indeterminate: 0, present: 0, expired: 0, unreadable: 0, logins: [] };
    const restore = table === 'messages' ? restoreMessage : restoreOfAccount;
    if ((await keysOf(from)) !== (await keysOf(tables[table]))) {
      throw new CommandError(`The table ${from} is not a copy of the ${table} table: it has other keys.`);
    }
    await eachOf(itemsOf(from), writesAtOnce, async (item) => {
      if (isExpired(item)) report.expired += 1;
      else await restore(item, report);
    });
    return report;
  };
};

const count = (report: RestoreReport, isAdded: boolean): void => {
  if (isAdded) report.added += 1;
  else report.present += 1;
};

const readable = (item: Item) => {
  try {
    return fromItem(item);
  } catch {
    return undefined;
  }
};

/** Both items of a login have the key `LOGIN#` and its user. */
const userIn = (key: string | undefined): string | undefined => key?.match(/^LOGIN#(.+)$/s)?.[1];
