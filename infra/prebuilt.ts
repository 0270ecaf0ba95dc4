import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/**
 * In the package it is beside this file's folder, and in the repository in dist/, where `npm run build` puts it. CommonJS has no
 * import.meta, so the build replaces these two by `__dirname` and `__filename`.
 */
const BUNDLES = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../dist/bundles' : '../bundles');

/**
 * The package's bundled code of an entry like `api/send`. It is bundled beforehand, because a construct cannot wait for a
 * bundler.
 * @throws Error if it is missing
 */
export function prebuilt(entry: string): Code {
  const folder = join(BUNDLES, entry);
  if (existsSync(folder)) return Code.fromAsset(folder);
  throw new Error(
    `The code of the function ${entry} is missing: there is no folder ${folder}. In textgate's own repository, run ` +
      'npm run build. If your app is bundled, make textgate an external package.',
  );
}
