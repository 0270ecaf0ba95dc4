import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bundleInto } from '../../infra/bundle.ts';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../infra/constructs/gateway-events.ts';
import { median, milliseconds } from './quantities.ts';
import type { Bench, Row } from './row.ts';

const rounds = 21;
const reference = 'sdk-clients';
const aimedAt = 'api/send';
const aimedRatio = 1.3;

/**
 * The time a fresh Node takes to import each function's bundle, against a bundle of the three SDK clients alone, built
 * in the same way. The processes take turns, so that a busy machine slows them all.
 */
export const coldStart: Bench = async (signal) => {
  const out = await mkdtemp(join(tmpdir(), 'textgate-bench-'));
  try {
    const names = [reference, aimedAt, ...[...API_ENTRIES, ...EVENT_ENTRIES].filter((entry) => entry !== aimedAt)];
    await bundleInto(out, Object.fromEntries(names.map((name) => [name, sourceOf(name)])));
    const times = new Map(names.map((name): [string, number[]] => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, measured] of times) measured.push(await importTime(join(out, name, 'index.mjs'), signal));
    }
    const alone = median(times.get(reference) ?? []);
    return names.slice(1).map((name) => row(name, median(times.get(name) ?? []), alone));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};

const row = (name: string, time: number, alone: number): Row => ({
  what: `import of ${name}`,
  figure: milliseconds(time),
  reference: `${milliseconds(alone)}, the SDK clients alone`,
  ratio: time / alone,
  ...(name === aimedAt && { aim: `≤ ${aimedRatio}×`, met: time / alone <= aimedRatio }),
});

const sourceOf = (name: string): string =>
  fileURLToPath(new URL(name === reference ? './sdk-clients.ts' : `../../functions/${name}.ts`, import.meta.url));

const importTime = async (bundle: string, signal: AbortSignal): Promise<number> => {
  const script = `const start = performance.now(); await import(${JSON.stringify(pathToFileURL(bundle).href)});
    console.log(performance.now() - start)`;
  // As little around it as Lambda has: neither this shell's variables nor its NODE_OPTIONS.
  const options = { env: { AWS_REGION: 'eu-central-2' }, signal };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], options);
  return Number(stdout);
};
