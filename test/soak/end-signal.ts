import { CutOffError } from './cut-off-error.ts';

/**
 * Aborted by the first signal to end. Later ones change nothing: npm repeats those that the terminal has sent already.
 */
export const endSignal = (): AbortSignal => {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => controller.abort(new CutOffError(`It was interrupted (${name}).`)));
  }
  return controller.signal;
};
