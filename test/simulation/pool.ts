import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Result } from './result.ts';
import { simulate } from './run.ts';

type Brief = Omit<Result, 'lines'>;

/**
 * Runs seeds from `first` on, on all cores, until `isEnough`. Reports each run when it ends, so not in the order of
 * seeds.
 */
export const runSeeds = async (
  first: number,
  isEnough: () => boolean,
  onResult: (result: Brief) => void,
): Promise<void> => {
  let next = first;
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const give = () => {
        if (isEnough()) return resolve();
        worker.postMessage(next);
        next += 1;
      };
      worker.on('error', reject);
      worker.on('message', (result: Brief) => {
        onResult(result);
        give();
      });
      give();
    });
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL(import.meta.url), { workerData: 'seeds' }),
  );
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
};

if (!isMainThread && workerData === 'seeds') {
  parentPort?.on('message', (seed: number) => {
    void simulate({ seed }).then(({ lines: _, ...brief }) => parentPort?.postMessage(brief));
  });
}
