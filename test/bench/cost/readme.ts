import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../row.ts';
import { costSections } from './cost.ts';
import { withSections } from './readme-text.ts';

const README = fileURLToPath(new URL('README.md', import.meta.url));

/** Runs the benchmark and writes its figures into this folder's README. */
export const costIntoReadme: Bench = async (signal) => {
  const sections = await costSections(signal);
  await writeFile(README, withSections(await readFile(README, 'utf8'), sections));
  return sections.flatMap(({ rows }) => rows);
};
