/**
 * Mutation testing, now and then and by hand: test/README.md says how. `--mutate` names the files.
 *
 * It remembers results (`incremental`), so that a second run tries only what has changed, and what had survived.
 */
export default {
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/words.mjs'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  ignorers: ['words'],
  // What runs once, on import: each would need all tests. `MUTATION_STATIC=1` has them tried, too.
  ignoreStatic: process.env['MUTATION_STATIC'] !== '1',
  // To rewrite ours it would need TypeScript below 7, and nothing here is built.
  tsconfigFile: 'none',
  incremental: true,
  incrementalFile: '.local/mutation/incremental.json',
  tempDirName: '.local/mutation/sandbox',
  ignorePatterns: ['/.local', '/dist', '/cdk.out'],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: '.local/mutation/report.json' },
  concurrency: 2,
};
