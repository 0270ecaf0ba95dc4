import { landingMillis } from '../../../functions/messages/time-budget.ts';
import type { Post, PostAnswer } from '../../../functions/webhooks/ports.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { type Dice, diceFor } from '../dice.ts';
import type { Engine } from '../engine.ts';
import { longestLag } from '../outside.ts';
import type { Fault } from '../troubles.ts';
import { theGroups } from './groups.ts';
import type { Mood } from './script.ts';

export type Outside = ReturnType<typeof theOutside>;

/** The result of a call, and after how many milliseconds it came. */
interface Received {
  readonly answer: PostAnswer;
  readonly millis: number;
  /** The call reached the receiver. */
  readonly isTaken: boolean;
}

/** An address says whose it is: the number of its webhook, and how often that has moved. */
export const urlOf = (webhook: number, moves: number): string => `https://${webhook}.example.com/${moves}`;
export const numberIn = (url: string): number => Number(url.slice('https://'.length, url.indexOf('.')));

/**
 * What outlives every process that works on webhooks: the records of webhooks and deliveries, the queue of rounds, the
 * receivers.
 */
export const theOutside = (seed: number, engine: Engine, met: (trouble: string) => void) => {
  const memory = memoryDeliveries();
  const webhooks = memoryWebhooks();
  const moods = new Map<number, Mood>();
  const dice = diceFor(seed, 'deliverers');
  const groups = theGroups(seed, engine, dice.oneOf([1, 1, 2, 4]), memory.firstDue);

  let lagging: Dice | undefined;
  memory.hooks.isLate = (_key, arrive) => {
    const shows = () => {
      arrive();
      groups.arm();
    };
    if (lagging === undefined) engine.at(engine.now(), groups.arm);
    else engine.at(engine.now() + lagging.between(100, longestLag), shows);
    return lagging !== undefined;
  };
  memory.hooks.pageSize = dice.oneOf([3, 1_000]);

  return {
    seed,
    met,
    memory,
    webhooks,
    moods,
    groups,
    groupOf: (webhook: string) => memory.due.shards.indexOf(memory.due.shardOf(webhook)) % groups.count,
    shardsOf: (group: number) => memory.due.shards.filter((_, index) => index % groups.count === group),
    now: engine.now,
    /** From now on the indexes learn late of writes; absent: at once. */
    lag: (by: Dice | undefined) => {
      lagging = by;
    },
    land: (by: Dice, arrive: () => void): void =>
      engine.at(engine.now() + by.between(100, landingMillis - 1_000), arrive),
    receive: ({ url }: Post, by: Dice, fault: Fault | undefined): Received =>
      fault === undefined
        ? inMood(moods.get(numberIn(url)) ?? 'up', by, engine.now())
        : struck(fault, by, engine.now()),
  };
};

const answered = (status: number, millis: number, retryAfter?: string): Received => ({
  answer: { status, excerpt: `It is ${status}.`, ...(retryAfter !== undefined && { retryAfter }) },
  millis,
  isTaken: true,
});

const unanswered = (problem: string, millis: number, isTaken: boolean): Received => ({
  answer: { problem },
  millis,
  isTaken,
});

const inMood = (mood: Mood, by: Dice, now: number): Received => {
  switch (mood) {
    case 'up':
      return answered(by.oneOf([200, 200, 204]), by.between(5, 300));
    case 'slow':
      return answered(200, by.between(1_000, 14_000));
    case 'flaky':
      return by.chance(0.5) ? answered(200, by.between(5, 2_000)) : struck(by.oneOf(flaws), by, now);
    case 'failing':
      return struck('fails', by, now);
    case 'hanging':
      return struck('hangs', by, now);
    case 'refusing':
      return struck('refused', by, now);
    case 'redirecting':
      return answered(302, by.between(5, 300));
    case 'busy':
      return struck('busy', by, now);
    case 'gone':
      return struck('gone', by, now);
  }
};

const flaws = ['fails', 'refused', 'reset', 'hangs', 'busy'] as const;

const struck = (fault: Fault, by: Dice, now: number): Received => {
  switch (fault) {
    case 'gone':
      return answered(410, by.between(5, by.oneOf([300, 14_000])));
    case 'busy': {
      const seconds = by.between(1, by.oneOf([30, 3_000, 100_000]));
      const header = by.chance(0.5) ? String(seconds) : new Date(now + seconds * 1_000).toUTCString();
      return answered(by.oneOf([429, 503]), by.between(5, 300), header);
    }
    case 'fails':
      return answered(by.oneOf([500, 404, 400]), by.between(5, by.oneOf([300, 14_000])));
    case 'refused':
      return unanswered('It refused the connection.', by.between(5, 3_000), false);
    case 'hangs':
      return unanswered('No answer within 15 seconds.', 15_000, true);
    default:
      return unanswered('The connection was reset.', by.between(5, 5_000), true);
  }
};
