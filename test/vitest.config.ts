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

/** The order of CI: the quickest to tell of a mistake comes first. Deployments of their own wait much, and so are tried beside infra. */
const order = { unit: 0, integration: 1, infra: 2, deploy: 2, e2e: 3, 'e2e-calls': 4 } as const;

/** Property tests take as long as they have cases: up to 10 s of the usual 1,000 on a slow machine. */
const unitTimeout = 60_000 * Math.max(1, Number(process.env['FC_RUNS'] ?? 1000) / 1000);

/**
 * A tier is a folder of tests: what it may touch (network, emulator, deployed stack) follows from its name. One runs
 * after the other, so that none has to share the machine's cores with the emulator of another; but for `deploy`, whose
 * tests each deploy a stack of their own.
 */
const tier = (name: keyof typeof order, options: TierOptions = {}) => ({
  test: {
    name,
    root,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: 60_000,
    // One more than vitest would take on two cores.
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
        // Much of the time is spent waiting for the emulator.
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
        // They share one stack and one gateway: a file disturbs no other's messages. Most of the time is spent waiting.
        maxWorkers: 3,
      }),
      // What the functions were had to call by all of the end-to-end tests, on their stack.
      tier('e2e-calls'),
    ],
  },
});
