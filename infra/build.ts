import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntries, bundleInto } from './bundle.ts';
import { API_ENTRIES } from './constructs/gateway-api.ts';
import { EVENT_ENTRIES } from './constructs/gateway-events.ts';
import { run } from './local/process-group.ts';

/**
 * `npm run build`: dist/ is what `textgate/infra` is to other people's CDK apps. The constructs, compiled, because Node
 * strips no types in node_modules; the functions, bundled, because a construct cannot wait for a bundler; and the admin
 * command, bundled with the AWS SDK, which such an app need not have.
 */
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const CONFIG = fileURLToPath(new URL('tsconfig.build.json', import.meta.url));
const ADMIN = fileURLToPath(new URL('admin/main.ts', import.meta.url));

await rm(DIST, { recursive: true, force: true });
await Promise.all([
  run(process.execPath, [TSC, '-p', CONFIG], { title: 'tsc' }),
  bundleEntries(join(DIST, 'bundles'), [...API_ENTRIES, ...EVENT_ENTRIES]),
  bundleInto(DIST, { admin: ADMIN }),
]);
