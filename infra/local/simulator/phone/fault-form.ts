import { type FaultName, faultKinds, mayBeApplied, strikesCalls } from '../fault-kinds.ts';
import type { Fault } from '../faults.ts';
import { words } from './words.ts';

const day = 86_400_000;

/** What each choice of how often means to the control API. */
export const frequencies = {
  once: { times: 1 },
  five: { times: 5 },
  hundred: { times: 100 },
  tenth: { rate: 0.1 },
  half: { rate: 0.5 },
  always: {},
  short: { durationMs: 10_000 },
  minute: { durationMs: 60_000 },
  long: { durationMs: day },
} as const satisfies Record<string, Omit<Fault, 'fault'>>;

export type Frequency = keyof typeof frequencies;

export const isFrequency = (value: string): value is Frequency => Object.hasOwn(frequencies, value);

type Choice = readonly [value: Frequency, label: string];

/** The choices that a fault has, with their names; the first is the default. */
export const frequenciesOf = (name: FaultName): readonly [Choice, ...Choice[]] => {
  const { howLong, connections, howOften } = words.fault;
  switch (faultKinds[name].strikes) {
    case 'listener':
      return [
        ['short', howLong.short],
        ['minute', howLong.minute],
        ['long', howLong.always],
      ];
    case 'connection':
      return [
        ['once', connections.once],
        ['five', connections.five],
        ['hundred', connections.hundred],
      ];
    default:
      return [
        ['once', howOften.once],
        ['five', howOften.five],
        ['tenth', howOften.tenth],
        ['half', howOften.half],
        ['always', howOften.always],
      ];
  }
};

interface Wished {
  readonly name: FaultName;
  readonly frequency: Frequency;
  readonly isOnlySends: boolean;
  readonly isApplied: boolean;
  /** Seconds, as typed. */
  readonly delay: string;
}

/** The fault as the control API takes it, without what its kind does not have. */
export const faultFor = ({ name, frequency, isOnlySends, isApplied, delay }: Wished): Fault => {
  return {
    fault: name,
    ...frequencies[frequency],
    ...(strikesCalls(name) && isOnlySends && { method: 'send_message' }),
    ...(mayBeApplied(name) && isApplied && { applied: true }),
    ...(name === 'latency' && { delayMs: Math.max(0, Number(delay) * 1000) }),
  };
};
