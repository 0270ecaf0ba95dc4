import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Unit tests that take seconds even with few cases, and so would with every mutant. */
const slow = ['test/unit/cli/bulk/killed-job.test.ts', 'test/unit/simulation/**'];

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: (process.env['MUTATION_TESTS'] ?? 'unit').split(' ').map((folder) => `test/${folder}/**/*.test.ts`),
    exclude: slow,
    environment: 'node',
    // Three times as fast; each mutant has a new worker all the same.
    isolate: false,
    testTimeout: 60_000,
  },
});
