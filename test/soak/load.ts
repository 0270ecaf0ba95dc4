import { seeded } from '../support/runner/seeded.ts';

type Door = 'https' | 'event' | 'xml-rpc';

/** What one client asks for, once or, until it has an answer, again. */
export interface LoadRequest {
  readonly door: Door;
  /** Of the request, however often it is made. Events have none of their choice. */
  readonly key: string;
  /** No other request of the load has it: with the recipient it marks a message. */
  readonly text: string;
  readonly to: readonly string[];
  /** Sent for a later time, and cancelled. */
  readonly isCanceled: boolean;
}

const largestBatch = 40;
/** Ends with status 4 at the simulated gateway (infra/local/simulator/magic-numbers.ts). */
const failingNumber = '+41790000014';

/** So many messages as requests of mixed sizes through all doors; the same for the same seed. */
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
