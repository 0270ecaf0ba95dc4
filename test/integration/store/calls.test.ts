import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createCalls } from '../../../functions/store/calls.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createAccountTable } from '../../support/stack/tables.ts';

const table = `accounts-${randomUUID()}`;
const { client, faults } = emulatedDynamoDB(inject('emulatorUrl'));
const now = new Date('2030-06-01T12:00:20.000Z');
const calls = createCalls({ client, table, clock: () => now });
let mark = { attempt: '', call: 0 };
const begin = (by = 'me') => calls.begin(mark, by);

beforeAll(() => createAccountTable(client, table));

beforeEach(() => {
  Object.assign(faults, { before: undefined, after: undefined });
  mark = { attempt: randomUUID(), call: 0 };
});

describe('a call', () => {
  test('that has begun cannot be fenced any more', async () => {
    expect(await begin()).toBe('begun');
    expect(await calls.fence(mark)).toBe('begun');
  });

  test('begins once: another is told that it is taken, and who began it that it has', async () => {
    const asked = await Promise.all(['me', 'you', 'them'].map((by) => begin(by)));

    expect(asked.toSorted()).toEqual(['begun', 'taken', 'taken']);
    expect(await Promise.all(['me', 'you', 'them'].map((by) => begin(by)))).toEqual(asked);
  });

  test('that another has begun is not one’s own to give up', async () => {
    await begin();

    expect(await calls.giveUp(mark, 'kept', 'you')).toBe('taken');
    expect(await calls.giveUp(mark, 'kept', 'me')).toBe('begun');
    expect(await calls.fence(mark)).toBe('begun');
  });

  test('that is fenced cannot begin any more', async () => {
    expect(await calls.fence(mark)).toBe('fenced');
    expect(await begin()).toBe('fenced');
    expect(await calls.fence(mark)).toBe('fenced');
  });

  test('that has begun cannot be given up any more: it may have been made for others', async () => {
    await begin();

    expect(await calls.giveUp(mark, 'closed', 'me')).toBe('begun');
  });

  test('that is given up is left to the sweeps where its records are kept', async () => {
    expect(await calls.giveUp(mark, 'kept', 'me')).toBe('fenced');
  });

  test('that is given up neither begins nor is fenced any more', async () => {
    expect(await calls.giveUp(mark, 'closed', 'me')).toBe('given_up');
    expect(await begin()).toBe('given_up');
    expect(await calls.fence(mark)).toBe('given_up');
  });

  test('is one of its run, and has its own number', async () => {
    await calls.fence(mark);

    expect(await calls.begin({ ...mark, call: 1 }, 'me')).toBe('begun');
    expect(await calls.begin({ ...mark, attempt: randomUUID() }, 'me')).toBe('begun');
  });

  test('is decided once, however many ask at once', async () => {
    const asked = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? begin() : calls.fence(mark)));

    expect(new Set(await Promise.all(asked)).size).toBe(1);
  });

  test('that begins is told so although the answer was lost', async () => {
    let lost = 0;
    faults.after = () => {
      lost += 1;
      if (lost === 1) throw new Error('socket hang up');
    };

    expect(await begin()).toBe('unknown');
    expect(await begin()).toBe('begun');
  });

  test('is not known where the store does not answer', async () => {
    faults.before = () => {
      throw new Error('socket hang up');
    };

    expect(await begin()).toBe('unknown');
    expect(await calls.fence(mark)).toBe('unknown');
  });

  test('is forgotten after a week', async () => {
    await begin();

    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    const own = Items.find(({ pk }) => pk?.S === `CALL#${mark.attempt}#0`);
    expect(Number(own?.['expiresAt']?.N)).toBe(Math.floor(now.getTime() / 1000) + 7 * 86_400);
  });
});
