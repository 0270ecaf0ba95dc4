import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleInto } from '../../../infra/bundle.ts';
import { functionPlugins } from '../../../infra/bundle-plugins.ts';
import { cpuOfImport } from '../fresh-process.ts';
import { median } from '../quantities.ts';
import { nodeStartMillis } from './assumptions.ts';

const entry = 'api/send';
const rounds = 9;

/** CPU milliseconds, all threads, of a new Node process that loads the bundle of `send`. */
export const measureStart = async (signal: AbortSignal): Promise<number> => {
  const out = await mkdtemp(join(tmpdir(), 'textgate-bench-'));
  try {
    const source = fileURLToPath(new URL(`../../../functions/${entry}.ts`, import.meta.url));
    await bundleInto(out, { [entry]: source }, functionPlugins);
    const found: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      found.push(await cpuOfImport(join(out, entry, 'index.mjs'), { signal }));
    }
    return nodeStartMillis + median(found);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};
