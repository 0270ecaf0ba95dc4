import { afterEach, beforeEach, type MockInstance, vi } from 'vitest';

/**
 * Keeps the log of this file's tests off the terminal. @returns a function that gives what the current test has logged
 */
export const logLines = (): (() => Record<string, unknown>[]) => {
  let write: MockInstance<typeof process.stdout.write>;
  beforeEach(() => {
    write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    write.mockRestore();
  });
  return () => write.mock.calls.map(([line]) => JSON.parse(String(line)));
};
