import type { OpenMessages } from '../ports.ts';
import { freshMinutes, oldestAgeMinutes, timeAgo } from '../timing.ts';
import { type AgeWindow, ageWindows, windowsDue } from './age-windows.ts';

const minuteMillis = 60_000;

/** Sorts after the keys of all times. */
const afterAllTimes = '9';

/** A part of the open index: the messages of a shard between two times. */
export interface Range {
  readonly shard: string;
  readonly window: string;
  /** A time, or the key of the last message looked at. */
  readonly after: string;
  readonly until: string;
}

/** Where a sweep stopped or got no answer. The next sweep continues here. */
export type LeftOver = Pick<Range, 'shard' | 'window' | 'after'>;

type Stretch = Pick<Range, 'shard' | 'window'>;

const isSameStretch = (one: Stretch, other: Stretch): boolean =>
  one.shard === other.shard && one.window === other.window;

/** `places` without the ones in `gone`. */
export const placesWithout = (places: readonly LeftOver[], gone: readonly LeftOver[]): readonly LeftOver[] =>
  places.filter((place) => !gone.some((other) => isSameStretch(place, other) && place.after === other.after));

/** Adds a place. A stretch keeps only its first place, because all behind that is left as well. */
export const withLeft = (left: readonly LeftOver[], place: LeftOver): readonly LeftOver[] => {
  const isHere = (other: LeftOver) => isSameStretch(other, place);
  const noted = left.find(isHere);
  if (noted === undefined) return [...left, place];
  return place.after < noted.after ? left.map((other) => (isHere(other) ? place : other)) : left;
};

/**
 * The ranges due in the minute of `now`. Ranges that were left come first and start where they were left. Then come
 * messages that wait and have a validity, then the youngest others. Without `handsOver`, waiting messages are included
 * only if they must be given up by now.
 */
export const rangesDue = (
  now: Date,
  interval: number,
  { shards, waitingShards }: Pick<OpenMessages, 'shards' | 'waitingShards'>,
  left: readonly LeftOver[],
  handsOver: boolean,
): readonly Range[] => {
  const minute = Math.floor(now.getTime() / minuteMillis);
  const ago = (minutes: number) => timeAgo(now, minutes);
  const isDue = (window: AgeWindow, index: number) =>
    windowsDue(minute, interval, index, shards.length).some(({ name }) => name === window.name);

  const turnOf = (range: Range) => {
    const turn = left.findIndex((place) => isSameStretch(place, range));
    return turn === -1 ? left.length : turn;
  };

  // These always start at the beginning. The shards are sorted by when messages are given up, and every sweep may find
  // new ones at the front.
  const waiting = waitingShards.map(
    (shard): Range => ({ shard, window: 'waiting', after: '0', until: handsOver ? afterAllTimes : through(ago(0)) }),
  );
  const ranges = ageWindows.flatMap((window) =>
    shards.flatMap((shard, index): Range[] => {
      const rest = left.find((place) => isSameStretch(place, { shard, window: window.name }));
      if (rest === undefined && !isDue(window, index)) return [];
      return [{ shard, window: window.name, after: rest?.after ?? ago(window.until), until: ago(window.from) }];
    }),
  );
  // Messages older than all windows are closed, and so leave the index.
  const closing = shards.map(
    (shard): Range => ({ shard, window: 'closing', after: '0', until: ago(oldestAgeMinutes) }),
  );
  // If there is more to do than one sweep can do, young messages would otherwise keep old ones from ever having a turn.
  return [...waiting, ...ranges, ...closing].toSorted((a, b) => turnOf(a) - turnOf(b));
};

/** The ranges of the fresh messages. */
export const freshRanges = (now: Date, shards: readonly string[]): readonly Range[] =>
  shards.map((shard) => ({
    shard,
    window: 'fresh',
    after: timeAgo(now, freshMinutes),
    until: now.toISOString(),
  }));

/** Sorts after all keys of this time: in a key `#` follows the time, and `$` is the next character. */
const through = (time: string): string => `${time}$`;

/** The time at the start of a key of the index. */
export const timeIn = (key: string): Date => new Date(key.slice(0, key.indexOf('#')));
