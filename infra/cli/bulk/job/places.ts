import { createHash } from 'node:crypto';
import { basename, dirname, extname, join } from 'node:path';
import { jobIn } from './plan-file.ts';
import type { Files } from './ports.ts';

/** The default name of a job: its file's, without folder and extension. */
export const nameOf = (file: string): string => basename(file, extname(file));

/** Paths of a job's files. */
export interface Places {
  readonly plan: string;
  readonly results: string;
  readonly lock: string;
  /** The name of an earlier job of the same CSV file. */
  readonly otherJob?: string;
}

/** `customers.results.csv` and the like, beside `customers.csv`. */
export const placesOf = (base: string): Places => ({
  plan: `${base}.plan.jsonl`,
  results: `${base}.results.csv`,
  lock: `${base}.lock`,
});

/** A file name may have 255 bytes, and an encoded letter may take nine. */
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
 * The files of a job are named after its CSV file. If another job of that file has these names, the job's own name is added:
 * `customers.december.results.csv`.
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
