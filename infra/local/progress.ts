/** Called with each step as it begins. */
export type Progress = (step: string) => void;

/** Prints each step with the seconds since the start. */
export function showProgress(write: (line: string) => void): Progress {
  const start = performance.now();
  return (step) => write(`[${((performance.now() - start) / 1000).toFixed(0).padStart(3)} s] ${step}`);
}
