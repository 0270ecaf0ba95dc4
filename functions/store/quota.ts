import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { RateLimitedError } from '../messages/errors.ts';
import type { Limits, Quota, QuotaView } from '../messages/ports.ts';
import { accountKey } from './account-item.ts';
import { transact } from './transaction.ts';
import { unavailable } from './unavailable.ts';

interface Options {
  readonly client: DynamoDBClient;
  /** The accounts' table. */
  readonly table: string;
  readonly clock: () => Date;
}

/** The present window of a limit. */
interface Window {
  readonly name: 'minute' | 'day';
  readonly limit: number;
  /** The beginning of an RFC 3339 time: `2030-06-01T12:00` or `2030-06-01`. */
  readonly start: string;
  /** Milliseconds since 1970. */
  readonly end: number;
}

const minuteMillis = 60_000;
const dayMillis = 24 * 60 * minuteMillis;

/**
 * Each window of an account with limits has a counter beside the account. DynamoDB deletes it some time after the
 * window has ended.
 */
export const createQuota = ({ client, table, clock }: Options): Quota => ({
  take: async (account, limits, count) => {
    const windows = windowsAt(clock(), limits);
    const refused = await transact(
      client,
      windows.map((window) => addition(table, account, window, count)),
    );
    const full = windows.findLast((_, index) => refused[index]);
    if (full) throw rateLimited(full, clock());
  },
});

export const createQuotaView = ({ client, table, clock }: Options): QuotaView => ({
  refusalOf: async (account, limits, count) => {
    const windows = windowsAt(clock(), limits);
    const sent = await Promise.all(
      windows.map(async ({ start }) => {
        const Key = counterKey(account, start);
        const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
        const { Item } = await client.send(command).catch(unavailable);
        return Number(Item?.['sent']?.N ?? 0);
      }),
    );
    const full = windows.findLast(({ limit }, index) => (sent[index] ?? 0) + count > limit);
    return full && rateLimited(full, clock());
  },
});

const counterKey = (account: string, start: string) => marshall({ pk: accountKey(account).pk, sk: `SENT#${start}` });

const rateLimited = ({ name, limit, end }: Window, now: Date): RateLimitedError =>
  new RateLimitedError(name, limit, secondsUntil(end, now));

const windowsAt = (now: Date, { perMinute, perDay }: Limits): readonly Window[] => {
  const time = now.toISOString();
  const endOf = (millis: number) => (Math.floor(now.getTime() / millis) + 1) * millis;
  return [
    ...(perMinute === undefined
      ? []
      : [{ name: 'minute', limit: perMinute, start: time.slice(0, 16), end: endOf(minuteMillis) } as const]),
    ...(perDay === undefined
      ? []
      : [{ name: 'day', limit: perDay, start: time.slice(0, 10), end: endOf(dayMillis) } as const]),
  ];
};

/** Adds to a window's counter, on condition that the sum is within the limit. */
const addition = (table: string, account: string, { limit, start, end }: Window, count: number): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: counterKey(account, start),
    UpdateExpression: 'SET expiresAt = :expiry ADD sent :count',
    ConditionExpression: 'attribute_not_exists(sent) OR sent <= :room',
    ExpressionAttributeValues: marshall({ ':expiry': end / 1000, ':count': count, ':room': limit - count }),
  },
});

const secondsUntil = (end: number, now: Date): number => Math.max(1, Math.ceil((end - now.getTime()) / 1000));
