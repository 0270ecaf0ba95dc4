import { randomUUID } from 'node:crypto';
import { ScanCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { RateLimitedError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { createQuota, createQuotaView } from '../../../functions/store/quota.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createAccountTable } from '../../support/stack/tables.ts';

const table = `accounts-${randomUUID()}`;
const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
let time = '';
const options = { client, table, clock: () => new Date(time) };
const quota = createQuota(options);
const view = createQuotaView(options);
let account = '';

beforeAll(() => createAccountTable(client, table));

beforeEach(() => {
  Object.assign(faults, { before: undefined, after: undefined });
  time = '2030-06-01T12:00:20.000Z';
  account = `acc_${randomUUID()}`;
});

const take = (count: number, limits = { perMinute: 10, perDay: 25 }) => quota.take(account, limits, count);

const refusalOf = (taking: Promise<void>): Promise<unknown> =>
  taking.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a quota', () => {
  test('is used up, refused, and there again when the UTC minute ends', async () => {
    await take(4);
    await take(6);

    expect(await refusalOf(take(1))).toMatchObject({ name: 'RateLimitedError', window: 'minute', retryAfter: 40 });

    time = '2030-06-01T12:01:00.000Z';
    expect(await refusalOf(take(10))).toBeUndefined();
  });

  test('of a day outlasts its minutes, and ends at midnight UTC', async () => {
    for (const minute of ['01', '02', '03']) {
      time = `2030-06-01T23:${minute}:00.000Z`;
      await take(8);
    }

    time = '2030-06-01T23:59:59.500Z';
    expect(await refusalOf(take(2))).toMatchObject({ window: 'day', retryAfter: 1 });
    expect(await refusalOf(take(1))).toBeUndefined();

    time = '2030-06-02T00:00:00.000Z';
    expect(await refusalOf(take(10))).toBeUndefined();
  });

  test('counts in both windows or in none', async () => {
    await take(20, { perMinute: 100, perDay: 25 });

    expect(await refusalOf(take(6, { perMinute: 26, perDay: 25 }))).toMatchObject({ window: 'day' });

    // Had the refused one been counted in its minute, there would be no room for these.
    expect(await refusalOf(take(5, { perMinute: 25, perDay: 25 }))).toBeUndefined();
  });

  test('is looked at without being used', async () => {
    const look = (count: number, limits = { perMinute: 10, perDay: 25 }) => view.refusalOf(account, limits, count);
    await take(6);

    const looks = await Promise.all([look(4), look(5), look(5, { perMinute: 20, perDay: 10 })]);

    expect(looks).toMatchObject([
      undefined,
      { name: 'RateLimitedError', window: 'minute', retryAfter: 40 },
      { window: 'day', retryAfter: 43_180 },
    ]);
    expect(await look(4)).toBeUndefined();
    expect(await view.refusalOf(account, {}, 1000)).toBeUndefined();
    expect(await refusalOf(take(4))).toBeUndefined();
  });

  test('is one of each account', async () => {
    await take(10);
    account = `acc_${randomUUID()}`;

    expect(await refusalOf(take(10))).toBeUndefined();
  });

  test('may have one window only', async () => {
    await quota.take(account, { perDay: 3 }, 3);

    expect(await refusalOf(quota.take(account, { perDay: 3 }, 1))).toMatchObject({ window: 'day' });
    expect(await refusalOf(quota.take(account, { perMinute: 1 }, 1))).toBeUndefined();
  });

  test('never lets through more than there is, however many take at once', async () => {
    const taken = await Promise.all(
      Array.from({ length: 40 }, async () => ((await refusalOf(take(1))) === undefined ? 1 : 0)),
    );

    expect(taken.filter((one) => one === 1)).toHaveLength(10);
  });

  test('forgets each window some time after its end', async () => {
    await take(1);

    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));

    const own = Items.filter(({ pk }) => pk?.S === `ACCOUNT#${account}`);
    expect(own.map(({ sk, sent, expiresAt }) => [sk?.S, sent?.N, Number(expiresAt?.N) * 1000]).sort()).toEqual([
      ['SENT#2030-06-01', '1', Date.parse('2030-06-02T00:00:00Z')],
      ['SENT#2030-06-01T12:00', '1', Date.parse('2030-06-01T12:01:00Z')],
    ]);
  });

  test('that another taker was in the way of is tried again', async () => {
    const CancellationReasons = [{ Code: 'TransactionConflict' }, { Code: 'None' }];
    let left = 3;
    faults.before = () => {
      if (left-- > 0) throw new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons });
    };

    await take(10);

    expect(left).toBe(-1);
    expect(await refusalOf(take(1))).toBeInstanceOf(RateLimitedError);
  });

  test('whose answer is lost is not counted a second time', async () => {
    counts.requests.clear();
    faults.after = () => {
      throw new DOMException('lost', 'TimeoutError');
    };

    expect(await refusalOf(take(4))).toBeInstanceOf(StoreUnavailableError);

    expect(counts.requests.get('TransactWriteItemsCommand')).toBe(1);
  });
});
