import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What is to be decoded: the documents, or so many mutations of them. */
export interface Decoding {
  readonly documents: readonly Uint8Array[];
  readonly mutations?: { readonly count: number; readonly seed: number };
  /** Whether all that is decoded is kept, which the worker's memory cannot hold: to see it end. */
  readonly keeps?: boolean;
}

export interface Measures {
  /** How many times a decoder took a document. */
  readonly decoded: number;
  /** CPU time of the slowest document in milliseconds: a machine that is busy with others makes none slower. */
  readonly slowest: number;
  /** Bytes outside of the heap, as buffers are, that one document took at most. */
  readonly mostBuffers: number;
}

/** MiB. Together 64: the worker's heap, with all of its code, and what a document may take outside of it. */
export const limits = { old: 40, young: 8, buffers: 16 } as const;

/** Decodes in a thread whose heap is bounded. @throws what the decoder threw, or ERR_WORKER_OUT_OF_MEMORY */
export const decodeBounded = async (workerData: Decoding): Promise<Measures> => {
  const worker = new Worker(new URL('decoding-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: limits.old, maxYoungGenerationSizeMb: limits.young },
  });
  const [measures] = await once(worker, 'message');
  return measures;
};
