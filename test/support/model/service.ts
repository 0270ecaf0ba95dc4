import { createCancel } from '../../../functions/messages/cancel.ts';
import { createDryRun } from '../../../functions/messages/dry-run.ts';
import { createHandOver, type HandOverLog } from '../../../functions/messages/hand-over.ts';
import { createDoJob } from '../../../functions/messages/jobs.ts';
import type {
  Calls,
  MessageList,
  MessageStore,
  OpenMessages,
  PutJobs,
  Quota,
  QuotaView,
  SuppressionList,
  Suppressions,
  Upstream,
} from '../../../functions/messages/ports.ts';
import { createRefresh } from '../../../functions/messages/refresh.ts';
import { createSend } from '../../../functions/messages/send.ts';
import { recordFindings, type ServiceStates } from '../../../functions/messages/service-state.ts';
import { createSuppress } from '../../../functions/messages/suppress.ts';
import { freshRanges, rangesDue } from '../../../functions/messages/sweep/ranges.ts';
import type { SweepReport } from '../../../functions/messages/sweep/report.ts';
import { createSweep } from '../../../functions/messages/sweep/sweep.ts';
import { createWithdraw } from '../../../functions/messages/withdraw.ts';

/** All ports that a run of the service uses. */
export interface Ports {
  readonly store: MessageStore;
  readonly calls: Calls;
  readonly upstream: Upstream;
  readonly open: OpenMessages;
  readonly states: ServiceStates;
  readonly quota: Quota;
  readonly suppressions: Suppressions;
  readonly clock: () => Date;
  readonly pause: (millis: number) => Promise<unknown>;
  readonly newAttempt: () => string;
  /** Absent: everything is handed over while the sender waits. */
  readonly putJobs?: PutJobs;
  readonly newId?: (now: Date) => string;
  readonly log: HandOverLog;
  readonly onFailure: (error: unknown) => void;
}

/** Includes the ports of dry runs and suppression lists. */
export interface AllPorts extends Ports {
  readonly store: MessageStore & Pick<MessageList, 'list'>;
  readonly quota: Quota & QuotaView;
  readonly suppressions: Suppressions & SuppressionList;
  readonly creditsLeft: (account: string) => Promise<number>;
}

export type Service = ReturnType<typeof aWholeService>;

/** The minutes after which a sweep has looked through every window of age. */
const everyWindow = 180;

/** The message service, built as in a container that has just started. */
export const aService = (ports: Ports) => {
  const { clock, open, states } = ports;
  const withdraw = createWithdraw(ports);
  const handOver = createHandOver(ports);
  const refresh = createRefresh(ports);
  const sweepRanges = createSweep({ ...ports, handOver });
  return {
    handOver,
    doJob: createDoJob({ ...ports, handOver, newName: ports.newAttempt }),
    send: createSend({ ...ports, handOver, withdraw }),
    cancel: createCancel({ ...ports, refresh }),
    refresh,
    sweepRanges,
    /**
     * A scheduled sweep with so many milliseconds of time. `interval`: minutes since the previous sweep; by default all
     * windows are due.
     */
    sweep: async (interval = everyWindow, handsOver = true, millis = usualMillis): Promise<SweepReport> => {
      const before = await states.read();
      const ranges = rangesDue(clock(), interval, open, before.left, handsOver);
      const report = await sweepRanges(ranges, clock().getTime() + millis, handsOver);
      await recordFindings(states, before, { ...report, credits: undefined, resumed: before.left }, 0, clock);
      return report;
    },
    /** A follow-up sweep: it looks only at fresh messages, and hands none over. */
    followUp: (millis = usualMillis): Promise<SweepReport> =>
      sweepRanges(freshRanges(clock(), open.shards), clock().getTime() + millis, false),
  };
};

/** The service with dry runs and suppression lists. */
export const aWholeService = (ports: AllPorts) => {
  const service = aService(ports);
  return {
    ...service,
    // They also get the ports that they must not use, so that tests notice if they do.
    dryRun: createDryRun(ports),
    suppress: createSuppress({ ...ports, ...service, messages: ports.store }),
  };
};

/** How much time a sweep has by default. */
const usualMillis = 60_000;
