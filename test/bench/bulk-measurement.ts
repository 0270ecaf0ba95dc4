import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import * as v from 'valibot';
import { forkIn } from './fork-in.ts';

const measured = v.object({
  rows: v.number(),
  requests: v.number(),
  outcome: v.string(),
  sent: v.number(),
  planMillis: v.number(),
  sendMillis: v.number(),
  /** Resident memory, in bytes. */
  peakOfPlan: v.number(),
  peak: v.number(),
});

export type MeasuredJob = v.InferOutput<typeof measured>;

interface Asked {
  readonly url: string;
  readonly apiKey: string;
  readonly rows: number;
  /** Messages per second. */
  readonly rate: number;
}

/** Plans and sends a file of so many personal messages, in its own process. */
export const measureJob = async (asked: Asked, signal: AbortSignal): Promise<MeasuredJob> => {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-bulk-'));
  try {
    const file = join(folder, 'campaign.csv');
    await pipeline(Readable.from(linesOf(asked.rows)), createWriteStream(file));
    const env = { FILE: file, URL: asked.url, KEY: asked.apiKey, RATE: String(asked.rate), TEXT: text };
    const job = v.parse(measured, await forkIn(await bundled(folder), env, signal).message);
    if (job.outcome !== 'done' || job.sent !== asked.rows) throw new Error(`${job.outcome}, ${job.sent} sent.`);
    return job;
  } finally {
    await rm(folder, { recursive: true });
  }
};

/**
 * Bundled into one file, as the package has it. The sources would take 40 MB more, because Node reads them as
 * TypeScript.
 */
const bundled = async (folder: string): Promise<string> => {
  const program = join(folder, 'bulk-job-process.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('bulk-job-process.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return pathToFileURL(program).href;
};

const text = 'Hello {first_name}, your order {order} is ready to be fetched at {shop}. Bring this code: {code}';

function* linesOf(rows: number): Generator<string> {
  yield 'mobile;first_name;order;shop;code\n';
  for (let row = 0; row < rows; row += 1) yield `+4179${1_000_000 + row};Ada;B-${row};Bern;${row % 9973}\n`;
}
