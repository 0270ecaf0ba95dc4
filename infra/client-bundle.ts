import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** Of `textgate/client` in one file, for any engine of JavaScript: what is of Node alone does not build. */
export const clientBundle = {
  entryPoints: [fileURLToPath(new URL('../functions/client/index.ts', import.meta.url))],
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  logLevel: 'warning',
} as const satisfies BuildOptions;
