import middy from '@middy/core';
import * as v from 'valibot';
import { type FollowUp, leaveToSchedule, untilOf } from '../bus/follow-up.ts';
import { helpRequestIn } from '../bus/help.ts';
import type { OpenMessages } from '../messages/ports.ts';
import { recordFindings, recordLeft, type ServiceStates } from '../messages/service-state.ts';
import { freshRanges, placesWithout, rangesDue, timeIn } from '../messages/sweep/ranges.ts';
import { type AskHelper, createShare, type HelpRequest, startOf } from '../messages/sweep/share.ts';
import type { Sweep } from '../messages/sweep/sweep.ts';
import { logger, setInvocation } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { askHelper, followUp, readCredits, serviceStates, sweep, sweepSettings } from '../wiring/events.ts';
import { clock } from '../wiring/messages.ts';
import { reportSweep, type SweepFigures } from './metrics.ts';

interface Dependencies {
  readonly sweep: Sweep;
  readonly open: OpenMessages;
  readonly states: ServiceStates;
  /** @throws UpstreamError */
  readonly readCredits: () => Promise<number | undefined>;
  readonly followUp: FollowUp;
  readonly askHelper: AskHelper;
  readonly clock: () => Date;
  readonly report: (figures: SweepFigures) => void;
  /** Minutes between scheduled sweeps. */
  readonly interval: number;
  /** Fewer credits than this are low. */
  readonly creditsThreshold: number;
  /** How many helpers share the schedule's sweep if it is too long. 0: none. */
  readonly helpers: number;
}

const minutesPerHour = 60;

/** What reading the credits shows about the upstream. Empty: they were not read. */
interface Health {
  readonly reachable?: boolean;
  readonly credits?: number;
  readonly loginRefused?: boolean;
}

/**
 * The schedule's sweep: all windows that are due, what the last sweep left, and the health of the upstream. `time`
 * comes from the schedule, not the clock, so that a late or repeated sweep covers what was due then. If there is too
 * much for one sweep, helpers share it.
 */
export const sweepAll = (dependencies: Dependencies) => {
  const { sweep, open, states, followUp, clock, report, interval, creditsThreshold, helpers } = dependencies;
  const onFailure = (error: unknown) => logger.warn('the sweep could not be shared', { error });
  const shareWith = helpers > 0 ? createShare({ ...dependencies, onFailure }) : undefined;

  /**
   * Credits are read every hour, and at each sweep while the upstream is down: the first accepted login is its
   * recovery.
   */
  const askForCredits = async (time: Date, isDown: boolean): Promise<Health> => {
    const minute = Math.floor(time.getTime() / 60_000);
    if (!isDown && minute % minutesPerHour >= interval) return {};
    try {
      const credits = await dependencies.readCredits();
      if (credits !== undefined) return { reachable: true, credits, loginRefused: false };
      // An upstream that refuses the login takes no message either.
      logger.error('the gateway does not accept the login');
      return { reachable: false, loginRefused: true };
    } catch (error) {
      logger.warn('credits could not be read', { error });
      return { reachable: false };
    }
  };

  return async (deadline: number, time: Date): Promise<void> => {
    const state = await states.read();
    const isDown = state.upstream === 'unreachable';
    const asked = askForCredits(time, isDown);
    // While the upstream is down, this question is the probe, and nothing is handed over before its answer. Otherwise
    // it runs beside the sweep, because after the sweep there may be no time left.
    const handsOver = !isDown || (await asked).reachable === true;
    const ranges = rangesDue(time, interval, open, state.left, handsOver);
    const share = shareWith?.({ handsOver, deadline });
    const [result, health] = await Promise.all([sweep(ranges, deadline, handsOver, share), asked]);
    // An upstream may tell its credits and still take no messages, so the sweep's own finding counts more. But if it
    // refuses the login it takes no message, even if it answers the sweep's questions with faults.
    const reachable = health.loginRefused ? false : (result.reachable ?? health.reachable);
    const { credits } = health;
    const resumed = placesWithout(state.left, result.given);
    const findings = { reachable, credits, left: result.left, resumed };
    await recordFindings(states, state, findings, creditsThreshold, clock);
    report({
      ...result,
      oldestOpenMillis: await oldestOpen(open, clock()),
      isDown: reachable === undefined ? isDown : !reachable,
      credits,
      loginRefused: health.loginRefused,
    });
    // Fresh messages here mean that a scheduled one has come due, or that the chain of follow-ups has broken.
    if (result.fresh > 0) await followUp(result.newest).catch(leaveToSchedule);
  };
};

/**
 * Helps the schedule's sweep with some of its ranges. It asks for no help itself; what it leaves, the next sweep does.
 */
export const sweepShared = ({ sweep, states, followUp, clock, report }: Dependencies) => {
  return async (deadline: number, { ranges, handsOver, deadline: common }: HelpRequest): Promise<void> => {
    const result = await sweep(ranges, Math.min(deadline, common), handsOver);
    await recordLeft(states, { left: result.left, resumed: ranges.map(startOf) }, clock);
    report(result);
    if (result.fresh > 0) await followUp(result.newest).catch(leaveToSchedule);
  };
};

/**
 * A follow-up checks only fresh messages, and asks for one more follow-up while there are any, if `until` and the
 * newest of them allow it. It hands nothing over: an upstream that is down should not be tried every few seconds.
 */
export const sweepFresh = ({ sweep, open, followUp, clock, report }: Dependencies) => {
  return async (deadline: number, until?: Date): Promise<void> => {
    const result = await sweep(freshRanges(clock(), open.shards), deadline, false);
    report(result);
    // A failure here would block the queue until the visibility timeout of the request ends.
    if (result.fresh > 0) await followUp(result.newest, until).catch(leaveToSchedule);
  };
};

/** Does what a request in the queue asks for. */
export const sweepAsked = (dependencies: Dependencies) => {
  const [help, look] = [sweepShared(dependencies), sweepFresh(dependencies)];
  return async (deadline: number, body: unknown): Promise<void> => {
    const request = helpRequestIn(body);
    await (request === undefined ? look(deadline, untilOf(body)) : help(deadline, request));
  };
};

/**
 * The age of the oldest open message, in milliseconds, without those with a validity that wait: each sweep closes those
 * in time.
 */
const oldestOpen = async (open: OpenMessages, now: Date): Promise<number> => {
  const pages = await Promise.all(open.shards.map((shard) => open.page(shard, '0', now.toISOString(), 1)));
  const [oldest] = pages.flatMap(({ entries }) => entries.map(({ key }) => key)).sort();
  return oldest === undefined ? 0 : now.getTime() - timeIn(oldest).getTime();
};

const parts = once((): Dependencies => {
  const { interval, creditsThreshold, helpers } = sweepSettings();
  return {
    ...sweep(),
    states: serviceStates(),
    readCredits: readCredits(),
    followUp: followUp(),
    askHelper: askHelper(),
    clock,
    report: reportSweep,
    interval,
    creditsThreshold,
    helpers,
  };
});

/** The event of the schedule, or of the queue of requests. The latter has records. */
const sweepEvent = v.object({
  Records: v.exactOptional(v.array(v.object({ body: v.unknown() }))),
  time: v.fallback(v.optional(v.pipe(v.string(), v.toDate())), undefined),
});

/** The runtime logs errors too, but not as JSON, so a search for level `error` would miss them. */
const reporting = middy<unknown, void>().use({ onError: ({ error }) => logger.error('sweep failed', { error }) });

/** Called by AWS. */
export const handler = reporting.handler(async (event, context) => {
  setInvocation({ requestId: context.awsRequestId });
  const { Records, time = clock() } = v.parse(sweepEvent, event);
  const deadline = clock().getTime() + context.getRemainingTimeInMillis();
  // Records come one at a time.
  await (Records === undefined ? sweepAll(parts())(deadline, time) : sweepAsked(parts())(deadline, Records[0]?.body));
});
