import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A tier is a folder of tests: what it may touch (network, emulator, deployed stack) follows from its name. */
const tier = (name: string, options: { testTimeout?: number; hookTimeout?: number; globalSetup?: string[] } = {}) => ({
  test: {
    name,
    root,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: 20_000,
    ...options,
  },
});

export default defineConfig({
  test: {
    reporters: ['default', fileURLToPath(new URL('support/plain-reporter.ts', import.meta.url))],
    projects: [
      tier('unit'),
      tier('integration', {
        testTimeout: 60_000,
        hookTimeout: 120_000,
        globalSetup: ['test/support/emulator-setup.ts'],
      }),
      tier('infra', { testTimeout: 120_000, hookTimeout: 120_000 }),
      tier('e2e', { testTimeout: 120_000, hookTimeout: 240_000, globalSetup: ['test/support/stack-setup.ts'] }),
    ],
  },
});
