import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { decodeResponse } from '../../functions/xmlrpc/decode.ts';
import { encodeResponse } from '../../functions/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../functions/xmlrpc/value.ts';

interface Deserializer {
  deserializeMethodResponse(stream: Readable, done: (error: Error | null, value: unknown) => void): void;
}
const PackageDeserializer: new () => Deserializer = createRequire(import.meta.url)('xmlrpc/lib/deserializer.js');

const entries = 1000;
const rounds = 15;
const warmUps = 5;

export interface DecodeBench {
  readonly bytes: number;
  /** Median wall-clock milliseconds of one decoding. */
  readonly ours_ms: number;
  readonly theirs_ms: number;
  readonly ratio: number;
  /** Median bytes that one decoding allocates. */
  readonly ours_heap: number;
  readonly theirs_heap: number;
}

/** Decodes a `get_status` reply for 1,000 messages with our decoder and with the `xmlrpc` package's, turn by turn. */
export const benchDecode = async (): Promise<DecodeBench> => {
  const [ours_ms, theirs_ms] = await inTurns(milliseconds);
  const heap: [number, number] = JSON.parse(
    // Only where the collector stays quiet while a decoding runs does the heap's growth tell what it allocates.
    execFileSync(process.execPath, ['--expose-gc', '--min-semi-space-size=128', import.meta.filename], {
      encoding: 'utf8',
    }),
  );
  return {
    bytes: document.byteLength,
    ours_ms,
    theirs_ms,
    ratio: theirs_ms / ours_ms,
    ours_heap: heap[0],
    theirs_heap: heap[1],
  };
};

type Decode = () => unknown;

const decodeOurs: Decode = () => decodeResponse(document, { maxBytes: document.byteLength });

const decodeTheirs: Decode = () =>
  new Promise((resolve, reject) => {
    const done = (error: Error | null, value: unknown) => (error ? reject(error) : resolve(value));
    new PackageDeserializer().deserializeMethodResponse(Readable.from([document]), done);
  });

const inTurns = async (measure: (decode: Decode) => Promise<number>): Promise<[number, number]> => {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    ours.push(await measure(decodeOurs));
    theirs.push(await measure(decodeTheirs));
  }
  return [median(ours.slice(warmUps)), median(theirs.slice(warmUps))];
};

const milliseconds = async (decode: Decode): Promise<number> => {
  const start = performance.now();
  await decode();
  return performance.now() - start;
};

const heapGrowth = async (decode: Decode): Promise<number> => {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  await decode();
  return process.memoryUsage().heapUsed - before;
};

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const statusReply = (): XmlRpcValue =>
  Array.from({ length: entries }, (_, index) => {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const members: [string, XmlRpcValue][] = [
      ['from', 'Example AG'],
      ['to', `4179${String(index).padStart(7, '0')}`],
      ['length', 142],
      ['sent_date', '2026-11-22 14:05:00'],
      ['sent_status', 1],
      ['sent_status_text', 'OK'],
      ['last_date', '2026-11-22 14:05:07'],
      ['last_status', 1],
      ['last_status_text', 'Delivered to the recipient device'],
    ];
    return [id, new Map(members)];
  });

const document = Buffer.from(encodeResponse(statusReply()));

if (import.meta.main) console.log(JSON.stringify(await inTurns(heapGrowth)));
