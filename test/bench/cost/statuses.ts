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
/** What the schedule's sweep reads besides: its state, what waits and has a validity, and the oldest message of each shard. */
const roundsForItself = 3;
const unitsForItself = 1 + (waitingShards.length + openShards) / 2;

/** One kind of look at the index: the messages of these ages, every so often, all in seconds. */
interface Look {
  readonly from: number;
  readonly until: number;
  readonly every: number;
  /** Of the looks at these messages, those that are made at all. */
  readonly share: number;
}

const scheduled: readonly Look[] = ageWindows.map(({ from, until, every }) => ({
  from: from * 60,
  until: until * 60,
  every: every * 60,
  share: 1,
}));

/** What finds out what becomes of messages: the sweeps of the schedule, and the looks at the fresh ones between. */
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
    // A query is rounded up to half a unit: at most so much comes to what it finds.
    { part, of: 'readUnit', amount: queries / 2 + total('checks') * measured.status.readUnits },
    { part, of: 'readUnit', amount: sweepsOfSchedule * unitsForItself },
    {
      part,
      of: 'sentGb',
      amount: (total('calls') * bytesSent.perCall + total('checks') * bytesSent.perStatus) / bytesPerGb,
    },
    // Each look is asked for by the one before it, received and deleted.
    { part, of: 'fifoRequest', amount: followUps * 3 + asksOf(month, ways, followUps) },
    ...runLogUses(sweeps, measured.sweep, deployment),
    ...traceUses(sweeps, deployment),
  ];
};

/** What the publisher adds: a batch with new messages asks for a look, each of its processes once a slot. */
const asksOf = (month: Month, { deployment, asksOncePerSlot }: Ways, followUps: number): number => {
  if (followUps === 0) return 0;
  const batches = batchesOf(month, 1, deployment);
  return asksOncePerSlot ? Math.min(batches, followUps * streamShards) : batches;
};

/** Of all time, that in which some message is fresh and open, or a look is on its way. */
const shareWithFresh = (month: Month): number => {
  const open = freshSecondsOpen(month.perRequest) + followUpSeconds;
  return 1 - Math.exp(-perSecond(requestsOf(month)) * open);
};

/** For how many seconds the last of so many messages of a request is open and fresh, on average. */
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
  // Each of the shards is asked about by itself: with few messages, in calls that are far from full.
  const calls = looks === 0 ? 0 : looks * shards * expectedCalls(checks / looks / shards);
  // The calls of a look are made at once.
  const withAny = looks === 0 ? 0 : spansWithAny(looks, checks);
  return { looks, checks, calls, withAny };
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

/** Checks of a month's messages, of the fresh ones and of all. */
export const checksOf = (messages: number): number =>
  [{ from: 0, until: freshSeconds, every: followUpSeconds, share: 1 }, ...scheduled].reduce(
    (sum, look) => sum + lookedAt(look, messages, openShards).checks,
    0,
  );
