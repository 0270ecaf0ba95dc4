import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Of properties a few cases do: each is tried with every mutant that it reaches.
process.env['FC_RUNS'] ??= '5';

/** The unit tests that may kill mutants; `MUTATION_TESTS` names folders, as in `unit/messages unit/api`, which is quicker. */
const folders = (process.env['MUTATION_TESTS'] ?? 'unit').split(' ');

/** They take seconds even with few cases, or need many cases to meet all that they look for, or mock modules. */
const slow = [
  'test/unit/accounts/authenticate-login.test.ts',
  'test/unit/cli/**',
  'test/unit/invariants/**',
  'test/unit/simulation/**',
  'test/unit/webhooks/deliver.test.ts',
  'test/unit/xmlrpc/mutation.test.ts',
];

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    exclude: slow,
    environment: 'node',
    testTimeout: 60_000,
    // Three times as quick. Each mutant has workers of its own all the same.
    isolate: false,
  },
});
