import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** Builds `textgate/client` into one file, for any JavaScript engine. An import of a Node module makes the build fail. */
export const clientBundle = {
  entryPoints: [fileURLToPath(new URL('../functions/client/index.ts', import.meta.url))],
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  logLevel: 'warning',
} as const satisfies BuildOptions;
