import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What to decode: the documents, or a number of their mutations. */
export interface Decoding {
  readonly documents: readonly Uint8Array[];
  readonly mutations?: { readonly count: number; readonly seed: number };
  /** Keeps all results. The worker's memory cannot hold them, so the test sees it run out. */
  readonly keeps?: boolean;
}

export interface Measures {
  /** How often a decoder accepted a document. */
  readonly decoded: number;
  /** CPU time of the slowest document in milliseconds. CPU time does not grow when the machine is busy. */
  readonly slowest: number;
  /** The most bytes outside the heap (in buffers) that one document took. */
  readonly mostBuffers: number;
}

/** MiB, together 64: the worker's heap with its code, and what a document may take outside it. */
export const limits = { old: 40, young: 8, buffers: 16 } as const;

/** Decodes in a thread with a bounded heap. @throws the decoder's error, or ERR_WORKER_OUT_OF_MEMORY */
export const decodeBounded = async (workerData: Decoding): Promise<Measures> => {
  const worker = new Worker(new URL('decoding-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: limits.old, maxYoungGenerationSizeMb: limits.young },
  });
  const [measures] = await once(worker, 'message');
  return measures;
};
