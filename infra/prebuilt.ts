import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** Beside this file's folder in the package, and in dist/ of the repository, where `npm run build` puts it. */
const BUNDLES = new URL(import.meta.url.endsWith('.ts') ? '../dist/bundles/' : '../bundles/', import.meta.url);

/**
 * The bundled code of an entry like `api/send`, as the package has it: a construct cannot wait for a bundler.
 * @throws Error when it has not been built
 */
export function prebuilt(entry: string): Code {
  const folder = fileURLToPath(new URL(entry, BUNDLES));
  if (!existsSync(folder)) throw new Error(`The functions are not bundled (${folder} is missing): npm run build`);
  return Code.fromAsset(folder);
}
