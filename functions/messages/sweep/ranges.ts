import type { OpenMessages } from '../ports.ts';
import { freshMinutes, oldestAgeMinutes, timeAgo } from '../timing.ts';
import { type AgeWindow, ageWindows, windowsDue } from './age-windows.ts';

const minuteMillis = 60_000;

/** Behind the keys of all times. */
const afterAllTimes = '9';

/** A stretch of the open index: the messages of a shard that stand there after one time and before another. */
export interface Range {
  readonly shard: string;
  readonly window: string;
  /** A time, or the key of the last message looked at. */
  readonly after: string;
  readonly until: string;
}

/** Where a sweep stopped, or had no answer: the next one goes on from here. */
export type LeftOver = Pick<Range, 'shard' | 'window' | 'after'>;

type Stretch = Pick<Range, 'shard' | 'window'>;

const isSameStretch = (one: Stretch, other: Stretch): boolean =>
  one.shard === other.shard && one.window === other.window;

/** The places that are not among these. */
export const placesWithout = (places: readonly LeftOver[], gone: readonly LeftOver[]): readonly LeftOver[] =>
  places.filter((place) => !gone.some((other) => isSameStretch(place, other) && place.after === other.after));

/** What is left, and one place more: of several in one stretch the first, for what is behind it is left as well. */
export const withLeft = (left: readonly LeftOver[], place: LeftOver): readonly LeftOver[] => {
  const isHere = (other: LeftOver) => isSameStretch(other, place);
  const noted = left.find(isHere);
  if (noted === undefined) return [...left, place];
  return place.after < noted.after ? left.map((other) => (isHere(other) ? place : other)) : left;
};

/**
 * The ranges that are due in the minute of `now`: first what was left, where it was left; then what waits and has a validity,
 * and the youngest messages. Without `handsOver`, of what waits only what is given up by now.
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

  // From the beginning, whatever was left: what is given up first comes first, and all of it leaves these shards in the end.
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
  // What is older than all windows is closed, and so leaves the index.
  const closing = shards.map(
    (shard): Range => ({ shard, window: 'closing', after: '0', until: ago(oldestAgeMinutes) }),
  );
  // While there is more to do than a sweep can, the young would keep the old from ever having their turn.
  return [...waiting, ...ranges, ...closing].toSorted((a, b) => turnOf(a) - turnOf(b));
};

/** The messages of the last two minutes, for which fresh news matters most. */
export const freshRanges = (now: Date, shards: readonly string[]): readonly Range[] =>
  shards.map((shard) => ({
    shard,
    window: 'fresh',
    after: timeAgo(now, freshMinutes),
    until: now.toISOString(),
  }));

/** Behind the keys of this time: in them `#` follows it, and `$` is the next character. */
const through = (time: string): string => `${time}$`;

/** The time that a key of the index begins with. */
export const timeIn = (key: string): Date => new Date(key.slice(0, key.indexOf('#')));
