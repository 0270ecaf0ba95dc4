import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bundleInto } from '../../infra/bundle.ts';
import { functionPlugins } from '../../infra/bundle-plugins.ts';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../infra/constructs/gateway-events.ts';
import { median, milliseconds } from './quantities.ts';
import type { Bench, Row } from './row.ts';

const rounds = 21;
const alike = 'SDK clients alone';
const plain = 'SDK clients alone, without our plugins';
const aimedAt = 'api/send';
const aimedRatio = 1.3;

/**
 * The time a fresh Node takes to import each function's bundle, against a bundle of the three SDK clients alone. That
 * one is built twice: as ours are, which is the stricter measure, and without our esbuild plugins, as most people would.
 * The processes take turns, so that a busy machine slows them all.
 */
export const coldStart: Bench = async (signal) => {
  const out = await mkdtemp(join(tmpdir(), 'textgate-bench-'));
  try {
    const entries = [aimedAt, ...[...API_ENTRIES, ...EVENT_ENTRIES].filter((entry) => entry !== aimedAt)];
    const functions = entries.map((entry) => [entry, sourceFile(`../../functions/${entry}.ts`)]);
    await bundleInto(
      out,
      { ...Object.fromEntries(functions), [alike]: sourceFile('./sdk-clients.ts') },
      functionPlugins,
    );
    await bundleInto(out, { [plain]: sourceFile('./sdk-clients.ts') }, []);

    const times = new Map([alike, plain, ...entries].map((name): [string, number[]] => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, measured] of times) measured.push(await importTime(join(out, name, 'index.mjs'), signal));
    }
    const timeOf = (name: string) => median(times.get(name) ?? []);
    const row = (entry: string, reference: string): Row => ({
      what: `import of ${entry}`,
      figure: milliseconds(timeOf(entry)),
      reference: `${milliseconds(timeOf(reference))}, ${reference}`,
      ratio: timeOf(entry) / timeOf(reference),
    });
    const aimed = (reference: string): Row => {
      const { ratio = 0, ...found } = row(aimedAt, reference);
      return { ...found, ratio, aim: `≤ ${aimedRatio}×`, met: ratio <= aimedRatio };
    };
    return [aimed(alike), aimed(plain), ...entries.slice(1).map((entry) => row(entry, alike))];
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};

const sourceFile = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const importTime = async (bundle: string, signal: AbortSignal): Promise<number> => {
  const script = `const start = performance.now(); await import(${JSON.stringify(pathToFileURL(bundle).href)});
    console.log(performance.now() - start)`;
  // As little around it as Lambda has: neither this shell's variables nor its NODE_OPTIONS.
  const options = { env: { AWS_REGION: 'eu-central-2' }, signal };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], options);
  return Number(stdout);
};
