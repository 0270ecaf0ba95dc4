import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UnknownAccountError } from '../../../../functions/accounts/errors.ts';
import { StoreUnavailableError } from '../../../../functions/messages/errors.ts';
import type { Suppression } from '../../../../functions/messages/ports.ts';
import { suppressionCommands } from '../../../../infra/cli/admin/suppression-commands.ts';
import { addEntries, readEntries } from '../../../../infra/cli/admin/suppression-import.ts';
import { anAccount } from '../../../support/clients/api-events.ts';
import { memorySuppressions } from '../../../support/fakes/memory-suppressions.ts';
import { now, swissMobiles } from '../../../support/model/messages.ts';

describe('a file of numbers', () => {
  test('has one a line, with or without a reason; comments and blank lines are left out', () => {
    const text = [
      '\ufeff# exported',
      '',
      '+41791234567',
      ' 079 123 45 68 , STOP by SMS, on Monday ',
      '"+41791234569";"STOP"',
      '0049 151 23456789\tSTOP',
      '+1 201 555 0123',
      '  # the end',
      '+41900123456',
    ];

    const read = readEntries(text.join('\r\n'), 'CH');

    expect(read).toEqual({
      entries: [
        { number: '+41791234567' },
        { number: '+41791234568', reason: 'STOP by SMS, on Monday' },
        { number: '+41791234569', reason: 'STOP' },
        { number: '+4915123456789', reason: 'STOP' },
        { number: '+12015550123' },
        { number: '+41900123456' },
      ],
      badLines: [],
    });
  });

  test('has lines that are none told by their place, which do not stop the others', () => {
    const text = `number,reason\n+41791234567\n+4179\n0791234568,${'x'.repeat(201)}\n0791234569\n`;

    const { entries, badLines } = readEntries(text, 'CH');

    expect(entries.map(({ number }) => number)).toEqual(['+41791234567', '+41791234569']);
    expect(badLines).toEqual([
      { line: 1, problem: expect.stringContaining('letters') },
      { line: 3, problem: 'The number is too short.' },
      { line: 4, problem: 'The reason has 201 characters; at most 200 are allowed.' },
    ]);
  });

  test('has national numbers only where they can be read', () => {
    expect(readEntries('0791234567\n+41791234568', undefined)).toMatchObject({
      entries: [{ number: '+41791234568' }],
      badLines: [{ line: 1, problem: expect.stringContaining('--region') }],
    });
  });

  test('has a number once, with its last reason', () => {
    expect(readEntries('+41791234567,first\n079 123 45 67,second', 'CH').entries).toEqual([
      { number: '+41791234567', reason: 'second' },
    ]);
  });
});

describe('entries', () => {
  const entries = swissMobiles(100).map((number) => ({ number }));

  test('are written 25 at once, and may be written again', async () => {
    const list = memorySuppressions();
    let atOnce = 0;
    let most = 0;
    const add = async (account: string, wanted: Suppression) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise(setImmediate);
      atOnce -= 1;
      return list.add(account, wanted);
    };

    await addEntries({ add }, 'acc_shop', entries.slice(0, 60), now);
    await addEntries({ add }, 'acc_shop', entries, new Date(now.getTime() + 1));

    expect(most).toBe(25);
    const { suppressions } = await list.page('acc_shop', 1_000);
    expect(suppressions.map(({ number }) => number)).toEqual(entries.map(({ number }) => number));
    expect(suppressions[0]).toMatchObject({ by: 'admin', createdAt: now.toISOString() });
  });

  test('that the store does not take are tried again', async () => {
    const list = memorySuppressions();
    let calls = 0;
    const add = async (account: string, wanted: Suppression) => {
      calls += 1;
      if (calls === 1) throw new StoreUnavailableError('The database did not answer. Try again.');
      return list.add(account, wanted);
    };

    await addEntries({ add }, 'acc_shop', entries.slice(0, 2), now);

    expect((await list.page('acc_shop', 10)).suppressions).toHaveLength(2);
  });
});

describe('the command', () => {
  const aStore = () => {
    const suppressions = memorySuppressions();
    const findAccount = async (id: string) => (id === 'acc_shop' ? anAccount({ region: 'CH' }) : undefined);
    return { suppressions, findAccount };
  };

  /** Runs a command on what it needs of a store. */
  const run = (store: object, name: string, options: Record<string, string>, input = '') =>
    suppressionCommands[name]?.run(store as never, { id: '', options, flags: new Set() }, async () => input);

  test("imports a file, or what comes by standard input, and reads it in the account's region", async () => {
    const store = aStore();
    const folder = await mkdtemp(join(tmpdir(), 'textgate-suppressions-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'numbers.csv');
    await writeFile(file, '079 123 45 67,STOP\nnobody\n');

    const imported = await run(store, 'suppression import', { account: 'acc_shop', file });
    const again = await run(store, 'suppression import', { account: 'acc_shop', file: '-' }, '0791234567\n0791234568');

    expect(imported).toMatchObject({ account: 'acc_shop', suppressed: 1, badLines: [{ line: 2 }] });
    expect(again).toMatchObject({ suppressed: 2, badLines: [] });
    expect(await run(store, 'suppression list', { account: 'acc_shop' })).toMatchObject([
      { number: '+41791234567', by: 'admin', reason: 'STOP' },
      { number: '+41791234568', by: 'admin' },
    ]);
  });

  test('lists all, however many pages there are', async () => {
    const store = aStore();
    store.suppressions.put('acc_shop', ...swissMobiles(1_001));

    expect(await run(store, 'suppression list', { account: 'acc_shop' })).toHaveLength(1_001);
  });

  test('knows the account and the region, or writes nothing', async () => {
    const store = aStore();

    await expect(run(store, 'suppression import', { account: 'acc_x', file: '-' }, '0791234567')).rejects.toThrow(
      UnknownAccountError,
    );
    await expect(
      run(store, 'suppression import', { account: 'acc_shop', file: '-', region: 'XX' }, '0791234567'),
    ).rejects.toThrow('Unknown country "XX".');
  });
});
