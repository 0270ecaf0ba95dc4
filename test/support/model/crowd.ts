import type { OpenMessages, Upstream, UpstreamState } from '../../../functions/messages/ports.ts';
import { ageWindows, windowsDue } from '../../../functions/messages/sweep/age-windows.ts';
import { openShards, shardsByAge } from '../../../functions/store/message-item.ts';

const minute = 60_000;
const entriesPerPage = 1_000;

/** When a message's age begins, and how long it stays open: milliseconds. */
export interface Life {
  readonly since: number;
  readonly millis: number;
}

interface Options {
  readonly clock: () => Date;
  readonly pause: (millis: number) => Promise<void>;
  /** How long a call to the gateway takes, and how long a page of the index takes. */
  readonly callMillis: number;
  readonly pageMillis: number;
  /** Whether all messages are due at the beginning. If not, each was looked at when it was last due. */
  readonly areOverdue: boolean;
}

/**
 * More open messages than fit in memory as records: of each, the index and the gateway know only how long it is open.
 * They note how late each look is. The gateway has no news of any message.
 */
export const aCrowd = (lives: readonly Life[], { clock, pause, callMillis, pageMillis, areOverdue }: Options) => {
  const byAge = lives.toSorted((a, b) => a.since - b.since);
  const since = Float64Array.from(byAge, (life) => life.since);
  const end = Float64Array.from(byAge, (life) => life.since + life.millis);
  const start = clock().getTime();
  const lookedAt = since.map((created, index) => {
    if (created >= start) return created;
    return areOverdue ? start - periodAt(start - created) : lastDue(start, index % openShards, created);
  });
  const found = {
    looks: 0,
    calls: 0,
    mostCallsAtOnce: 0,
    /** Milliseconds. */
    latest: 0,
    /** Looks that were more than a minute late. */
    late: 0,
  };
  let callsAtOnce = 0;

  const look = (index: number, now: number): void => {
    const lateness = latenessOf(since[index] ?? 0, lookedAt[index] ?? 0, Math.min(now, end[index] ?? 0));
    found.latest = Math.max(found.latest, lateness);
    if (lateness > minute) found.late += 1;
    lookedAt[index] = now;
  };

  const keyOf = (index: number): string => `${new Date(since[index] ?? 0).toISOString()}#${index}`;
  const timeIn = (key: string): number => Date.parse(key.slice(0, 24));

  /** The first message of a shard after this key. */
  const firstAfter = (shard: number, key: string): number => {
    const time = key === '0' ? Number.NEGATIVE_INFINITY : timeIn(key);
    let [low, high] = [0, Math.ceil((since.length - shard) / openShards)];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((since[middle * openShards + shard] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    let index = low * openShards + shard;
    while (index < since.length && keyOf(index) <= key) index += openShards;
    return index;
  };

  const open: OpenMessages = {
    shards: shardsByAge,
    waitingShards: [],
    page: async (shard, after, until, limit = entriesPerPage) => {
      await pause(pageMillis);
      const now = clock().getTime();
      const before = Math.min(timeIn(until), now);
      const entries = [];
      let index = firstAfter(Number(shard), after);
      for (; (since[index] ?? before) < before && entries.length < limit; index += openShards) {
        if ((end[index] ?? 0) <= now) continue;
        entries.push({ id: String(index), status: 'queued' as const, upstreamId: String(index), key: keyOf(index) });
      }
      const last = entries.at(-1);
      return { entries, ...(entries.length === limit && last && { next: last.key }) };
    },
  };

  const upstream: Pick<Upstream, 'states'> = {
    states: async (ids) => {
      callsAtOnce += 1;
      found.mostCallsAtOnce = Math.max(found.mostCallsAtOnce, callsAtOnce);
      await pause(callMillis);
      callsAtOnce -= 1;
      found.calls += 1;
      found.looks += ids.length;
      const now = clock().getTime();
      for (const id of ids) look(Number(id), now);
      return new Map(ids.map((id) => [id, stillQueued]));
    },
  };

  /** Also counts messages that have been waiting since their last look. */
  const results = () => {
    const now = clock().getTime();
    for (const [index, created] of since.entries()) if (created < now && (end[index] ?? 0) > now) look(index, now);
    return found;
  };

  return { open, upstream, results };
};

const stillQueued: UpstreamState = { status: 'queued' };

/**
 * How many milliseconds too late a look at a message is: the time it spent in a window without a look, less the
 * window's period. If it was in several windows, the greatest counts.
 */
const latenessOf = (created: number, from: number, until: number): number => {
  const latenesses = ageWindows.map((window) => {
    const [begin, end] = [created + window.from * minute, created + window.until * minute];
    return Math.min(until, end) - Math.max(from, begin) - window.every * minute;
  });
  return Math.max(0, ...latenesses);
};

const periodAt = (age: number): number => {
  const window = ageWindows.find(({ from, until }) => age >= from * minute && age < until * minute);
  return (window?.every ?? 0) * minute;
};

/** When a message was last due. */
const lastDue = (now: number, shard: number, created: number): number => {
  const times = ageWindows.map(({ name, from, until }) => {
    const earliest = created + from * minute;
    let time = Math.floor(Math.min(now - minute, created + until * minute) / minute) * minute;
    while (time > earliest && !windowsDue(time / minute, 1, shard, openShards).some((due) => due.name === name))
      time -= minute;
    return time > earliest ? time : created;
  });
  return Math.max(...times);
};
