import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongFirstSequencer } from './support/runner/long-first-sequencer.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface TierOptions {
  readonly testTimeout?: number;
  readonly hookTimeout?: number;
  readonly globalSetup?: string[];
  readonly maxWorkers?: number;
}

/** In CI's order: the fastest first. `deploy` is mostly waiting for its own deployments, so it runs beside `infra`. */
const order = { unit: 0, integration: 1, infra: 2, deploy: 2, e2e: 3, 'e2e-calls': 4 } as const;

/** A property test with the usual 1,000 cases takes up to 10 s on a slow machine. */
const unitTimeout = 60_000 * Math.max(1, Number(process.env['FC_RUNS'] ?? 1000) / 1000);

/**
 * A tier is a folder of tests. Its name says what its tests may use (network, emulator, deployed stack). The tiers run one
 * after the other, so that none shares the machine's cores with another's emulator. The exception is `deploy`, because
 * each of its tests deploys its own stack.
 */
const tier = (name: keyof typeof order, options: TierOptions = {}) => ({
  test: {
    name,
    root,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: 60_000,
    // Vitest's default on two cores is one worker.
    maxWorkers: 2,
    sequence: { groupOrder: order[name] },
    ...options,
  },
});

export default defineConfig({
  test: {
    reporters: ['default', fileURLToPath(new URL('support/runner/plain-reporter.ts', import.meta.url))],
    sequence: { sequencer: LongFirstSequencer },
    projects: [
      tier('unit', { testTimeout: unitTimeout }),
      tier('integration', {
        // More workers than cores, because tests mostly wait for the emulator.
        maxWorkers: 4,
        hookTimeout: 120_000,
        globalSetup: ['test/support/runtime-client/setup.ts', 'test/support/stack/emulator-setup.ts'],
      }),
      tier('infra', { testTimeout: 120_000, hookTimeout: 120_000 }),
      tier('deploy', { testTimeout: 120_000, hookTimeout: 240_000 }),
      tier('e2e', {
        testTimeout: 120_000,
        hookTimeout: 240_000,
        globalSetup: ['test/support/stack/stack-setup.ts'],
        // The files share one stack and one gateway, but none touches another's messages. They mostly wait.
        maxWorkers: 3,
      }),
      // It checks what the functions called during the end-to-end tests, on the same stack.
      tier('e2e-calls'),
    ],
  },
});
