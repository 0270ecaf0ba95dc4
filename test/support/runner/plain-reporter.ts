import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

/** Ends a run with the plain line that CI systems read: `N passed, N failed`. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[], reason: TestRunEndReason): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      // A file that fails to load has no tests. It counts as one failure.
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
      }
    }
    // A failing set-up, or finding no tests, fails the run but belongs to no test.
    if (reason !== 'passed' && failed === 0) failed = 1;
    process.on('exit', () => console.log(`${passed} passed, ${failed} failed`));
  }
}
