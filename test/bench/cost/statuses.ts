import { followUpSeconds } from '../../../functions/contract/follow-ups.ts';
import { ageWindows } from '../../../functions/messages/sweep/age-windows.ts';
import { freshMinutes } from '../../../functions/messages/timing.ts';
import { openShards, waitingShards } from '../../../functions/store/message-item.ts';
import { bytesPerGb, bytesSent, callMillis, lives, secondsPerMonth, streamShards } from './assumptions.ts';
import { batchesOf } from './batches.ts';
import { runLogUses, traceUses } from './logs.ts';
import { type Month, perSecond, requestsOf, spansWithAny } from './month.ts';
import { invocationUses, type Use } from './use.ts';
import type { Ways } from './ways.ts';

const idsPerCall = 100;
const callsAtOnce = 10;
const freshSeconds = freshMinutes * 60;
const sweepsOfSchedule = secondsPerMonth / 60;
/**
 * What a scheduled sweep also reads: its state, waiting messages with a validity, and the oldest message of each shard.
 */
const roundsForItself = 3;
const unitsForItself = 1 + (waitingShards.length + openShards) / 2;

/** One kind of look at the index: how often it looks at messages of which ages, all in seconds. */
interface Look {
  readonly from: number;
  readonly until: number;
  readonly every: number;
  /** The share of the looks at these messages that happen at all. */
  readonly share: number;
}

const scheduled: readonly Look[] = ageWindows.map(({ from, until, every }) => ({
  from: from * 60,
  until: until * 60,
  every: every * 60,
  share: 1,
}));

/** What finds out the messages' statuses: scheduled sweeps, and follow-ups for fresh messages between them. */
export const statusUses = (month: Month, ways: Ways): readonly Use[] => {
  const { deployment, measured } = ways;
  const part = 'statuses';
  const fresh: Look = { from: 0, until: freshSeconds, every: followUpSeconds, share: shareWithFresh(month) };
  const shardsAskedAbout = ways.asksAboutShardsTogether ? 1 : openShards;
  const looked = (look: Look) => lookedAt(look, month.messages, shardsAskedAbout);
  const followUps = (secondsPerMonth / followUpSeconds) * fresh.share;
  const all = [fresh, ...scheduled].map(looked);
  const total = (of: keyof ReturnType<typeof lookedAt>) => all.reduce((sum, looked) => sum + looked[of], 0);
  const queries = total('looks') * openShards;
  const sweeps = followUps + sweepsOfSchedule;
  const rounds = ways.readsShardsAtOnce ? queries / openShards : queries;
  const waitMillis =
    (rounds + sweepsOfSchedule * roundsForItself) * callMillis('Query') +
    Math.max(total('calls') / callsAtOnce, Math.min(total('withAny'), sweeps)) * callMillis('gateway');
  const cpuMillis = sweeps * measured.sweep.cpuMillis + total('checks') * measured.status.cpuMillis;
  return [
    ...invocationUses(part, {
      times: sweeps,
      memoryMb: deployment.memory.sweeper,
      cpuMillis: cpuMillis / sweeps,
      waitMillis: waitMillis / sweeps,
    }),
    // DynamoDB rounds a query up to half a unit. This is the most that rounding adds.
    { part, of: 'readUnit', amount: queries / 2 + total('checks') * measured.status.readUnits },
    { part, of: 'readUnit', amount: sweepsOfSchedule * unitsForItself },
    {
      part,
      of: 'sentGb',
      amount: (total('calls') * bytesSent.perCall + total('checks') * bytesSent.perStatus) / bytesPerGb,
    },
    // Each follow-up is requested by the one before it, received and deleted.
    { part, of: 'fifoRequest', amount: followUps * 3 + asksOf(month, ways, followUps) },
    ...runLogUses(sweeps, measured.sweep, deployment),
    ...traceUses(sweeps, deployment),
  ];
};

/** What the publisher adds: a batch with new messages requests a follow-up, but each process only once per slot. */
const asksOf = (month: Month, { deployment, asksOncePerSlot }: Ways, followUps: number): number => {
  if (followUps === 0) return 0;
  const batches = batchesOf(month, 1, deployment);
  return asksOncePerSlot ? Math.min(batches, followUps * streamShards) : batches;
};

/** The share of time in which some message is fresh and open, or a follow-up is on its way. */
const shareWithFresh = (month: Month): number => {
  const open = freshSecondsOpen(month.perRequest) + followUpSeconds;
  return 1 - Math.exp(-perSecond(requestsOf(month)) * open);
};

/** How many seconds the last of a request's messages is open and fresh, on average. */
const freshSecondsOpen = (messages: number): number => {
  let [closed, from, seconds] = [0, 0, 0];
  for (const life of lives) {
    const until = Math.min(life.seconds, freshSeconds);
    seconds += (until - from) * (1 - closed ** messages);
    from = until;
    closed += life.share;
  }
  return seconds;
};

const lookedAt = ({ from, until, every, share }: Look, messages: number, shards: number) => {
  const secondsOpen = lives.reduce(
    (sum, { share: ofMessages, seconds }) => sum + ofMessages * Math.max(0, Math.min(seconds, until) - from),
    0,
  );
  const looks = (secondsPerMonth / every) * share;
  const checks = (messages * secondsOpen) / every;
  // Each shard's messages are asked about separately. With few messages, these calls are far from full.
  const calls = looks === 0 ? 0 : looks * shards * expectedCalls(checks / looks / shards);
  // The calls of a look are made at the same time.
  const withAny = looks === 0 ? 0 : spansWithAny(looks, checks);
  return { looks, checks, calls, withAny };
};

/** The mean number of calls for a Poisson distributed number of ids. */
const expectedCalls = (mean: number): number => {
  // Beyond this, the last call of each look is half full on average.
  if (mean > 500) return mean / idsPerCall + 0.5;
  let probability = Math.exp(-mean);
  let calls = 0;
  for (let ids = 1; ids < mean + 20 * Math.sqrt(mean) + 20; ids += 1) {
    probability *= mean / ids;
    calls += probability * Math.ceil(ids / idsPerCall);
  }
  return calls;
};

/** The checks of a month's messages: of the fresh ones, and of all. */
export const checksOf = (messages: number): number =>
  [{ from: 0, until: freshSeconds, every: followUpSeconds, share: 1 }, ...scheduled].reduce(
    (sum, look) => sum + lookedAt(look, messages, openShards).checks,
    0,
  );
