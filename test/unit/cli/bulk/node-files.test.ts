import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeFiles } from '../../../../infra/cli/bulk/job/node-ports.ts';
import { listed } from '../../../support/bulk/iterated.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-bulk-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('files', () => {
  test('are written, cut, gone on with and put in place', async () => {
    const [draft, path] = [join(folder, 'draft'), join(folder, 'results')];
    const file = await nodeFiles.create(draft);
    await file.append('Grüezi\n');
    await file.append('half a li');
    await file.sync();
    await file.close();

    const again = await nodeFiles.goOn(draft, Buffer.byteLength('Grüezi\n'));
    await again.append('a line\n');
    await again.close();
    await nodeFiles.replace(draft, path);

    const read = await nodeFiles.read(path);
    expect(Buffer.concat(await listed(read ?? [])).toString()).toBe('Grüezi\na line\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await nodeFiles.read(draft)).toBe(undefined);
  });

  test('that somebody else writes to are not garbled', async () => {
    const path = join(folder, 'shared');
    const file = await nodeFiles.create(path);
    await file.append('ours\n');
    await writeFile(path, 'theirs, which is longer\n');

    await expect(file.append('ours\n')).rejects.toThrow('Another program is writing to');
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('theirs, which is longer\n');
  });
});

describe('a lock', () => {
  test('keeps a second process out, until it is let go', async () => {
    const path = join(folder, 'job.lock');
    // The process that runs these tests lives.
    await writeFile(path, `${process.ppid} ${hostname()}`);
    await expect(nodeFiles.lock(path)).rejects.toThrow(`process ${process.ppid} on ${hostname()}`);
    await rm(path);

    const unlock = await nodeFiles.lock(path);
    expect(await readFile(path, 'utf8')).toBe(`${process.pid} ${hostname()}`);
    await unlock();
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  test('of a process that died is taken over', async () => {
    const path = join(folder, 'stale.lock');
    await writeFile(path, `999999999 ${hostname()}`);

    const unlock = await nodeFiles.lock(path);

    expect(await readFile(path, 'utf8')).toBe(`${process.pid} ${hostname()}`);
    await unlock();
  });

  test('that cannot be taken leaves nothing behind', async () => {
    const taken = await mkdtemp(join(folder, 'taken-'));
    // No link can be put into a folder that is not there, and its own file neither.
    await expect(nodeFiles.lock(join(taken, 'none', 'job.lock'))).rejects.toThrow('ENOENT');
    await mkdir(join(taken, 'job.lock'));
    await expect(nodeFiles.lock(join(taken, 'job.lock'))).rejects.toThrow('EISDIR');

    expect(await readdir(taken)).toEqual(['job.lock']);
  });

  test('of another machine is left alone', async () => {
    const path = join(folder, 'far.lock');
    await writeFile(path, '1 elsewhere');

    await expect(nodeFiles.lock(path)).rejects.toThrow(`remove ${path}`);
  });
});
