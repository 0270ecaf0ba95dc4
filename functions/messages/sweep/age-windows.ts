import { oldestAgeMinutes } from '../timing.ts';

/**
 * How often a message's status is asked for, by its age. The age decides, and not a time kept in the record: to put a
 * message off after each check would cost a write, and two more in the index, for every check of every message.
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
 * The windows to look through in a minute (counted since 1970), for one of the shards: each has its own minute, so
 * that the work of a long period is spread over it. Sweeps run every `interval` minutes.
 */
export const windowsDue = (minute: number, interval: number, shard: number, shards: number): readonly AgeWindow[] =>
  ageWindows.filter(({ every }) => {
    const offset = Math.floor((shard * every) / shards);
    const period = (at: number) => Math.floor((at + offset) / every);
    return period(minute) !== period(minute - interval);
  });
