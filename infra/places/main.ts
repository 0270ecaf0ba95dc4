#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { inSources } from './in-sources.ts';

/** `textgate-places FOLDER < LOG`: copies standard input, with the places in the sources. */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error(
    "Name the folder of the function's bundle, below dist/bundles: see the runbook, infra/stacks/README.md.",
  );
  process.exitCode = 2;
} else {
  process.stdout.write(
    await inSources(await text(process.stdin), folder).catch((error: unknown) => {
      console.error(
        `The source map in ${folder} cannot be read. Name the folder of a bundle; in the repository, run npm run build first. ${error instanceof Error ? error.message : error}`,
      );
      process.exit(2);
    }),
  );
}
