import { CutOffError } from './cut-off-error.ts';

/** Aborted by the first signal to end. npm hands on those that a terminal has sent already: others change nothing. */
export const endSignal = (): AbortSignal => {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => controller.abort(new CutOffError(`It was interrupted (${name}).`)));
  }
  return controller.signal;
};
