import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleInto } from '../../infra/bundle.ts';
import { functionPlugins } from '../../infra/bundle-plugins.ts';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../infra/constructs/gateway-events.ts';
import { startFirstRequests } from './first-request.ts';
import { cpuOfImport } from './fresh-process.ts';
import { median, milliseconds } from './quantities.ts';
import type { Bench, Row } from './row.ts';

const rounds = 21;
const alike = 'SDK clients alone';
const plain = 'SDK clients alone, without the plugins';

/** The greatest ratio of a bundle's time to the reference's. */
const aims: ReadonlyMap<string, number> = new Map([
  ['api/send', 1.2],
  ['api/query', 1.1],
  ['api/list', 1.1],
  ['api/cancel', 1.1],
]);

/**
 * The CPU time in which a fresh Node imports each function's bundle, against a bundle of only the three SDK clients.
 * That one is built twice: with textgate's esbuild plugins, which is the stricter measure, and without, as most people
 * would. Then the first request and the import together, because what is put off must be done in the request. The
 * processes take turns, so that a busy machine slows them all.
 */
export const coldStart: Bench = async (signal) => {
  const out = await mkdtemp(join(tmpdir(), 'textgate-bench-'));
  try {
    const entries = new Set([...aims.keys(), ...API_ENTRIES, ...EVENT_ENTRIES]);
    const functions = [...entries].map((entry) => [entry, sourceFile(`../../functions/${entry}.ts`)]);
    const references = { [alike]: sourceFile('./sdk-clients.ts'), 'bare-calls': sourceFile('./bare-calls.ts') };
    await bundleInto(out, { ...Object.fromEntries(functions), ...references }, functionPlugins);
    await bundleInto(out, { [plain]: sourceFile('./sdk-clients.ts') }, []);

    const imports = [alike, plain, ...entries].map(
      (name) => [`import of ${name}`, () => cpuOfImport(join(out, name, 'index.mjs'), { signal })] as const,
    );
    const first = await startFirstRequests(out, signal);
    try {
      const cpuOf = await inTurns([...imports, [firstSend, first.ours], [bareCalls, first.bare]]);
      const row = (what: string, reference: string): Row => ({
        what,
        figure: milliseconds(cpuOf(what)),
        reference: `${milliseconds(cpuOf(reference))}, ${reference.replace('import of ', '')}`,
        ratio: cpuOf(what) / cpuOf(reference),
      });
      const importRow = (entry: string): Row => {
        const { ratio = 0, ...found } = row(`import of ${entry}`, `import of ${alike}`);
        const aim = aims.get(entry);
        return { ...found, ratio, ...(aim !== undefined && { aim: `≤ ${aim}×`, met: ratio <= aim }) };
      };
      return [
        ...[...entries].map(importRow),
        row('import of api/send', `import of ${plain}`),
        row(firstSend, bareCalls),
      ];
    } finally {
      await first.stop();
    }
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};

const firstSend = 'import and first request of api/send';
const bareCalls = 'its calls with the bare SDK, import included';

const inTurns = async (measurements: readonly (readonly [string, () => Promise<number>])[]) => {
  const found = new Map(measurements.map(([name]): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of measurements) found.get(name)?.push(await measure());
  }
  return (name: string): number => median(found.get(name) ?? []);
};

const sourceFile = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
