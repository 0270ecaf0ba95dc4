import { basename, dirname, extname, join } from 'node:path';

/** A job's own name, where none is given: that of its file. */
export const nameOf = (file: string): string => basename(file, extname(file));

/** Where a job's plan and results stand: beside its file, and named after the job where it has a name of its own. */
export const placesOf = ({ name, file }: { readonly name: string; readonly file: string }) => {
  const stem = nameOf(file);
  const base = join(dirname(file), name === stem ? stem : `${stem}.${encodeURIComponent(name)}`);
  return { plan: `${base}.plan.jsonl`, results: `${base}.results.csv`, lock: `${base}.lock` };
};
