import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { decodeResponse } from '../../functions/xmlrpc/decode.ts';
import { encodeResponse } from '../../functions/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../functions/xmlrpc/value.ts';
import { median, megabytes, milliseconds } from './quantities.ts';
import type { Bench } from './row.ts';

interface Deserializer {
  deserializeMethodResponse(stream: Readable, done: (error: Error | null, value: unknown) => void): void;
}
const PackageDeserializer: new () => Deserializer = createRequire(import.meta.url)('xmlrpc/lib/deserializer.js');

const run = promisify(execFile);

const entries = 1000;
const rounds = 15;
const warmUps = 5;

const aimedSpeedup = 3;

/**
 * The time and memory in which textgate's decoder reads a `get_status` reply for 1,000 messages, against the decoder of
 * the `xmlrpc` package, turn by turn.
 */
export const decode: Bench = async (signal) => {
  const [ours, theirs] = await inTurns(time);
  const heap = v.parse(
    v.pipe(v.string(), v.parseJson(), v.tuple([v.number(), v.number()])),
    // The growth of the heap shows what a decoding allocates only if the collector does not run meanwhile.
    (await run(process.execPath, ['--expose-gc', '--min-semi-space-size=128', import.meta.filename], { signal }))
      .stdout,
  );
  return [
    {
      what: `decoding ${entries} entries, ${megabytes(document.byteLength)}`,
      figure: milliseconds(ours),
      reference: `${milliseconds(theirs)}, the xmlrpc package`,
      ratio: theirs / ours,
      aim: `≥ ${aimedSpeedup}× as fast`,
      met: theirs / ours >= aimedSpeedup,
    },
    {
      what: 'memory allocated by it',
      figure: megabytes(heap[0]),
      reference: `${megabytes(heap[1])}, the xmlrpc package`,
      ratio: heap[1] / heap[0],
      aim: 'less',
      met: heap[0] < heap[1],
    },
  ];
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

const time = async (decode: Decode): Promise<number> => {
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
