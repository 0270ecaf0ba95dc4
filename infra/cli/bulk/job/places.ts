import { createHash } from 'node:crypto';
import { basename, dirname, extname, join } from 'node:path';
import { jobIn } from './plan-file.ts';
import type { Files } from './ports.ts';

/** A job's own name, where none is given: that of its file. */
export const nameOf = (file: string): string => basename(file, extname(file));

/** Where what is written down of a job stands. */
export interface Places {
  readonly plan: string;
  readonly results: string;
  readonly lock: string;
  /** Of the same file, and found before this one. */
  readonly otherJob?: string;
}

/** `customers.results.csv` and the like, beside `customers.csv`. */
export const placesOf = (base: string): Places => ({
  plan: `${base}.plan.jsonl`,
  results: `${base}.results.csv`,
  lock: `${base}.lock`,
});

/** File systems take 255 bytes for a name, and a letter may need nine here. */
const longest = 60;

const inFileName = (job: string): string => {
  const written = encodeURIComponent(job);
  return written.length <= longest
    ? written
    : createHash('sha256')
        .update(job)
        .digest('hex')
        .slice(0, longest / 2);
};

/**
 * The places of a job: named after its file; and after the job as well, where another job of the same file has those.
 * `customers.december.results.csv`, then.
 */
export const findPlaces = async (
  { name, file }: { readonly name: string; readonly file: string },
  files: Files,
): Promise<Places> => {
  const base = join(dirname(file), nameOf(file));
  const [ofFile, ofJob] = [placesOf(base), placesOf(`${base}.${inFileName(name)}`)];
  if ((await jobIn(files, ofJob.plan)) === name) return ofJob;
  const otherJob = await jobIn(files, ofFile.plan);
  return otherJob === undefined || otherJob === name ? ofFile : { ...ofJob, otherJob };
};
