import { seeded } from '../support/runner/seeded.ts';

type Door = 'https' | 'event' | 'xml-rpc';

/** What one client asks for, repeatedly if it gets no answer. */
export interface LoadRequest {
  readonly door: Door;
  /** The request's key in all its repetitions. An event cannot have one. */
  readonly key: string;
  /** Unique in the load. Together with the recipient it identifies a message. */
  readonly text: string;
  readonly to: readonly string[];
  /** Scheduled, and then cancelled. */
  readonly isCanceled: boolean;
}

const largestBatch = 40;
/** A message to it ends with status 4 at the simulated gateway (infra/local/simulator/magic-numbers.ts). */
const failingNumber = '+41790000014';

/** So many messages, as requests of mixed sizes through all doors. The same seed gives the same load. */
export const planLoad = (messages: number, seed: number): readonly LoadRequest[] => {
  const draw = seeded(seed);
  const requests: LoadRequest[] = [];
  for (let planned = 0; planned < messages; ) {
    const size = draw() < 0.6 ? 1 : 2 + Math.floor(draw() * (largestBatch - 1));
    const count = Math.min(size, messages - planned);
    const door = doorFor(draw());
    const first = 1_000_000 + planned;
    const to = Array.from({ length: count }, (_, index) => `+4178${first + index}`);
    if (draw() < 0.1) to.splice(0, 1, failingNumber);
    const name = `soak-${seed}-${requests.length}`;
    requests.push({ door, key: name, text: `${name}.`, to, isCanceled: door === 'https' && draw() < 0.05 });
    planned += count;
  }
  return requests;
};

const doorFor = (drawn: number): Door => {
  if (drawn < 0.7) return 'https';
  return drawn < 0.85 ? 'event' : 'xml-rpc';
};
