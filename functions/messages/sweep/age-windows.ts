import { oldestAgeMinutes } from '../timing.ts';

/**
 * How often the sweep asks for a message's status, by its age. The record does not hold the time of the next check,
 * because then every check of every message would cost one write, and two more in the index.
 */
export interface AgeWindow {
  readonly name: string;
  /** Minutes. */
  readonly from: number;
  readonly until: number;
  readonly every: number;
}

export const ageWindows: readonly AgeWindow[] = [
  { name: 'young', from: 0, until: 15, every: 1 },
  { name: 'hour', from: 15, until: 60, every: 5 },
  { name: 'day', from: 60, until: 24 * 60, every: 30 },
  { name: 'old', from: 24 * 60, until: oldestAgeMinutes, every: 180 },
];

/**
 * The windows to look through in this minute (counted since 1970) in one of the shards. Each shard has its own minute,
 * so that the work is spread over a long period. Sweeps run every `interval` minutes.
 */
export const windowsDue = (minute: number, interval: number, shard: number, shards: number): readonly AgeWindow[] =>
  ageWindows.filter(({ every }) => {
    const offset = Math.floor((shard * every) / shards);
    const period = (at: number) => Math.floor((at + offset) / every);
    return period(minute) !== period(minute - interval);
  });
