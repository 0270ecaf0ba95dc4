import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/**
 * Beside this file's folder in the package, and in dist/ of the repository, where `npm run build` puts it. CommonJS has no
 * import.meta: there, the build writes `__dirname` and `__filename` in place of these two.
 */
const BUNDLES = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../dist/bundles' : '../bundles');

/**
 * The bundled code of an entry like `api/send`, as the package has it: a construct cannot wait for a bundler.
 * @throws Error when it is not there
 */
export function prebuilt(entry: string): Code {
  const folder = join(BUNDLES, entry);
  if (existsSync(folder)) return Code.fromAsset(folder);
  throw new Error(
    `The code of the function ${entry} is missing: there is no ${folder}. In textgate's own repository, make it with ` +
      'npm run build. An app that is bundled must leave textgate out of the bundle, as an external package.',
  );
}
