/** Mutation testing, once in a while: see test/README.md. What is mutated is named by `--mutate`. */
export default {
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/words.mjs'],
  ignorers: ['words'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: true },
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: '.local/mutation/incremental.json',
  // Stryker reads it with TypeScript < 7 only; Node strips the types of these files by itself.
  tsconfigFile: 'none',
  checkers: [],
  ignorePatterns: ['/.local', '/dist', '/cdk.out', '/infra/cli/dist'],
  tempDirName: '.local/mutation/sandbox',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: '.local/mutation/report.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  concurrency: 2,
  // Constants and tables, which each run all tests: looked at in a run of their own.
  ignoreStatic: process.env['MUTATION_STATIC'] !== '1',
  timeoutMS: 5_000,
};
