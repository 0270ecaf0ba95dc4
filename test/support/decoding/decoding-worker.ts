import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { decodeCall, decodeResponse } from '../../../functions/xmlrpc/decode.ts';
import { XmlRpcDecodeError } from '../../../functions/xmlrpc/errors.ts';
import type { Decoding, Measures } from './bounded-decoding.ts';
import { mutationsOf } from './mutations.ts';

const { documents, mutations, keeps }: Decoding = workerData;
const kept: unknown[] = [];

/** @returns how many of the two decoders accepted the document. @throws any error other than a decoder's rejection */
const decodeBoth = (document: Uint8Array): number =>
  [decodeResponse, decodeCall].filter((decode) => {
    try {
      const decoded = decode(document);
      if (keeps) kept.push(decoded);
      return true;
    } catch (error) {
      if (error instanceof XmlRpcDecodeError) return false;
      throw error;
    }
  }).length;

let run = 0;
let decoded = 0;
let slowest = 0;
let mostBuffers = 0;
for (const document of mutations === undefined ? documents : mutationsOf(documents, mutations)) {
  const buffers = getHeapStatistics().external_memory;
  const start = process.threadCpuUsage();
  try {
    decoded += decodeBoth(document);
  } catch (error) {
    throw new Error(`seed ${mutations?.seed}, run ${run}`, { cause: error });
  }
  const { user, system } = process.threadCpuUsage(start);
  slowest = Math.max(slowest, (user + system) / 1000);
  mostBuffers = Math.max(mostBuffers, getHeapStatistics().external_memory - buffers);
  run += 1;
}
const measures: Measures = { decoded, slowest, mostBuffers };
parentPort?.postMessage(measures);
