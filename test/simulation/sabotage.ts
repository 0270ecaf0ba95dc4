import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eachOf } from '../../functions/runtime/concurrency.ts';
import type { Sabotage } from './fault.ts';
import { sabotaged, sabotages } from './sabotages.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the simulation needs. */
const copied = ['functions', 'test/simulation', 'test/support', 'package.json'];

/**
 * Patches one deliberate fault after the other into a copy of the sources, and prints how soon the simulation finds it.
 */
export const sabotageAll = async (): Promise<boolean> => {
  let areFound = true;
  await eachOf(sabotages, availableParallelism(), async (sabotage) => {
    const found = await find(sabotage);
    const isFound = found !== undefined && found.seeds <= sabotage.within;
    areFound &&= isFound;
    const seeds = found === undefined ? 'not' : `after ${found.seeds}`;
    console.log(
      `${isFound ? 'found ' : 'MISSED'}  ${`${seeds} seeds, at most ${sabotage.within}`.padEnd(28)} ${sabotage.name.padEnd(72)} ${found?.invariant ?? ''}`,
    );
  });
  return areFound;
};

interface Found {
  readonly seeds: number;
  readonly invariant: string;
}

const find = async (sabotage: Sabotage): Promise<Found | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'sabotage-'));
  try {
    for (const path of copied) await cp(join(root, path), join(folder, path), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, sabotage.file);
    await writeFile(file, sabotaged(await readFile(file, 'utf8'), sabotage));
    const script = join(folder, 'test/simulation/first-failure.ts');
    const { stdout } = await run(process.execPath, [script, String(sabotage.within), sabotage.part ?? 'messages']);
    const [seeds, invariant = ''] = stdout.trim().split('\t');
    return seeds === '' ? undefined : { seeds: Number(seeds), invariant };
  } finally {
    await rm(folder, { recursive: true });
  }
};
