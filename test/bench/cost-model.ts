import { ageWindows } from '../../functions/messages/sweep/age-windows.ts';
import { freshMinutes } from '../../functions/messages/timing.ts';
import { openShards } from '../../functions/store/message-item.ts';
import { prices } from './prices.ts';

/**
 * How long messages stay open: an assumption, of a share each and the seconds. Four in five are delivered at once;
 * some telephones are off for minutes or hours; of one in two hundred nothing is heard.
 */
const lives = [
  { share: 0.8, seconds: 10 },
  { share: 0.15, seconds: 120 },
  { share: 0.03, seconds: 3_600 },
  { share: 0.015, seconds: 12 * 3_600 },
  { share: 0.005, seconds: 72 * 3_600 },
];

const secondsPerMonth = 30 * 86_400;
const idsPerCall = 100;
const callsAtOnce = 10;
/** Seconds that a page of the index and a call to the gateway keep a sweep waiting. */
const pageSeconds = 0.01;
const callSeconds = 0.1;
/** `memorySize` of the function, and Lambda's measure of CPU: a core has 1,769 MB. */
const memoryGb = 0.5;
const gbPerCore = 1.769 / 1.024;

/** What was measured. */
export interface UnitCosts {
  readonly cpuSecondsPerStatus: number;
  readonly readUnitsPerStatus: number;
  /** Of a message from its first record to its final one. */
  readonly writeUnitsPerMessage: number;
  /** Of putting a message off to its next check. */
  readonly writeUnitsPerReschedule: number;
}

/** Of a month. */
export interface Usage {
  readonly checks: number;
  readonly calls: number;
  readonly sweeps: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly gbSeconds: number;
  /** To the queue of follow-ups. */
  readonly queueRequests: number;
  readonly dollars: number;
}

/** One kind of look at the index: the messages of these ages, in seconds, every so often. */
interface Look {
  readonly from: number;
  readonly until: number;
  readonly every: number;
}

const scheduled: readonly Look[] = ageWindows.map(({ from, until, every }) => ({
  from: from * 60,
  until: until * 60,
  every: every * 60,
}));

const fresh = (every: number): Look => ({ from: 0, until: freshMinutes * 60, every });

/** Messages that are recorded in equal numbers all the time, with a look at the fresh ones every so many seconds. */
export const sweepUsage = (messages: number, followUpSeconds: number, costs: UnitCosts): Usage => {
  const usages = [fresh(followUpSeconds), ...scheduled].map((look) => usageOf(look, messages));
  const sum = (of: (usage: (typeof usages)[number]) => number) => usages.reduce((total, usage) => total + of(usage), 0);
  const [checks, calls, looks] = [sum((usage) => usage.checks), sum((usage) => usage.calls), sum(({ looks }) => looks)];
  const minutes = secondsPerMonth / 60;
  // Each minute also for messages that are too old, and for the oldest.
  const queries = (looks + 2 * minutes) * openShards;
  const sweeps = secondsPerMonth / followUpSeconds + minutes;
  // A query is rounded up to half a unit: at most so much comes to what it finds.
  const readUnits = queries / 2 + checks * costs.readUnitsPerStatus;
  const writeUnits = messages * costs.writeUnitsPerMessage;
  const waiting = queries * pageSeconds + Math.max(calls / callsAtOnce, Math.min(calls, sweeps)) * callSeconds;
  const gbSeconds = waiting * memoryGb + checks * costs.cpuSecondsPerStatus * gbPerCore;
  const queueRequests = followUpRequests(messages, followUpSeconds);
  return priced({ checks, calls, sweeps, readUnits, writeUnits, gbSeconds, queueRequests });
};

/** The same checks, each followed by a write that puts the message off to the next. */
export const rescheduledUsage = (messages: number, followUpSeconds: number, costs: UnitCosts): Usage => {
  const { dollars: _, ...swept } = sweepUsage(messages, followUpSeconds, costs);
  // The last check of a message finds it final.
  const writeUnits = swept.writeUnits + (swept.checks - messages) * costs.writeUnitsPerReschedule;
  return priced({ ...swept, writeUnits });
};

const usageOf = ({ from, until, every }: Look, messages: number) => {
  const secondsOpen = lives.reduce(
    (sum, { share, seconds }) => sum + share * Math.max(0, Math.min(seconds, until) - from),
    0,
  );
  const looks = secondsPerMonth / every;
  const openPerShard = ((messages / secondsPerMonth) * secondsOpen) / openShards;
  // Each of the shards is asked for by itself: with few messages, in calls that are far from full.
  return { looks, checks: (messages * secondsOpen) / every, calls: looks * openShards * expectedCalls(openPerShard) };
};

/** The mean number of calls for a number of ids that is Poisson distributed. */
const expectedCalls = (mean: number): number => {
  // Beyond this the last call of each look is half full.
  if (mean > 500) return mean / idsPerCall + 0.5;
  let probability = Math.exp(-mean);
  let calls = 0;
  for (let ids = 1; ids < mean + 20 * Math.sqrt(mean) + 20; ids += 1) {
    probability *= mean / ids;
    calls += probability * Math.ceil(ids / idsPerCall);
  }
  return calls;
};

const priced = (usage: Omit<Usage, 'dollars'>): Usage => ({
  ...usage,
  dollars:
    usage.readUnits * prices.readUnit +
    usage.writeUnits * prices.writeUnit +
    usage.sweeps * prices.lambdaRequest +
    usage.gbSeconds * prices.lambdaGbSecond +
    usage.queueRequests * prices.fifoRequest,
});

/** Lambda asks a queue with five requests at once, of 20 s each, also when it is empty. */
const polls = (secondsPerMonth / 20) * 5;

/** Each new message may come in a batch of the stream by itself, which asks for a look; so does each look. */
const followUpRequests = (messages: number, followUpSeconds: number): number =>
  messages + (secondsPerMonth / followUpSeconds) * 3 + polls;

export interface FollowUpCosts {
  /** A queue that holds one request for a look at all fresh messages. */
  readonly queue: number;
  /** The schedule's sweep goes on within its minute. */
  readonly loop: number;
  /** A queue in which each message waits for its next check. */
  readonly delayQueue: number;
}

/** Dollars a month for the looks at fresh messages, and for what drives them. */
export const followUpCosts = (messages: number, followUpSeconds: number, costs: UnitCosts): FollowUpCosts => {
  const { looks, checks, calls } = usageOf(fresh(followUpSeconds), messages);
  const checking = checks * costs.cpuSecondsPerStatus * gbPerCore * prices.lambdaGbSecond;
  const reading = ((looks * openShards) / 2 + checks * costs.readUnitsPerStatus) * prices.readUnit;
  const waiting = (seconds: number) => seconds * memoryGb * prices.lambdaGbSecond;
  const lookSeconds = openShards * pageSeconds + Math.ceil(calls / looks / callsAtOnce) * callSeconds;
  // Every message is sent anew for each check; received, deleted, read and asked for by ten at best.
  const batches = checks / 10;
  return {
    queue:
      followUpRequests(messages, followUpSeconds) * prices.fifoRequest +
      looks * prices.lambdaRequest +
      waiting(looks * lookSeconds) +
      reading +
      checking,
    loop: waiting(secondsPerMonth) + reading + checking,
    delayQueue:
      (checks + batches * 2 + polls) * prices.queueRequest +
      batches * prices.lambdaRequest +
      waiting(batches * (pageSeconds + callSeconds)) +
      (checks / 2) * prices.readUnit +
      checking,
  };
};
