import type { PublishedEvent } from '../contract/events.ts';
import type { MetricName } from '../contract/metrics.ts';
import type { Status } from '../contract/statuses.ts';
import type { SweepReport } from '../messages/sweep/report.ts';
import { logger } from '../runtime/logger.ts';
import { type Figure, writeMetrics } from '../runtime/metric-line.ts';
import type { DeliverReport } from '../webhooks/round.ts';

/** The results of a sweep. Only the schedule's sweep, which covers everything, has the optional members. */
export interface SweepFigures extends SweepReport {
  readonly oldestOpenMillis?: number;
  /** Whether the upstream is down, as known after the sweep. */
  readonly isDown?: boolean;
  readonly credits?: number | undefined;
  /** Whether the upstream refused textgate's login. Absent: it was not asked, or did not answer. */
  readonly loginRefused?: boolean | undefined;
}

/** Reports a sweep as metrics and in one log line. */
export const reportSweep = ({ lags, left, given, ...figures }: SweepFigures): void => {
  const { oldestOpenMillis, isDown, loginRefused } = figures;
  writeMetrics([
    count('MessagesChecked', figures.checked),
    count('MessagesChanged', figures.changed),
    count('MessagesHandedOver', figures.handedOver),
    count('MessagesClosed', figures.closed),
    count('SweepFailures', figures.failedCalls),
    count('SweepRangesLeft', left.length),
    { name: 'StatusLag', unit: 'Milliseconds', value: lags },
    { name: 'OldestOpenMessage', unit: 'Seconds', value: oldestOpenMillis && Math.round(oldestOpenMillis / 1000) },
    flag('GatewayUnreachable', isDown),
    flag('GatewayLoginRefused', loginRefused),
    count('Credits', figures.credits),
    ...(oldestOpenMillis === undefined ? [] : countedElsewhere),
  ]);
  logger.info('sweep', { ...figures, left: left.length, given: given.length });
};

/** Counts messages with an end that somebody should look into. */
export const reportChanges = (events: readonly PublishedEvent[]): void => {
  const ended = (status: Status) =>
    events.filter(({ detail }) => 'status' in detail && detail.status === status).length || undefined;
  writeMetrics([
    count('MessagesFailed', ended('failed')),
    count('MessagesExpired', ended('expired')),
    count('MessagesIndeterminate', ended('indeterminate')),
  ]);
};

/** Reports a round of deliveries. Most rounds find nothing to do and report nothing. */
export const reportRound = ({ isLeft, ...done }: DeliverReport): void => {
  const { delivered, failedAttempts, failed, disabled } = done;
  writeMetrics([
    count('WebhooksDelivered', delivered || undefined),
    count('WebhookAttemptsFailed', failedAttempts || undefined),
    count('WebhookDeliveriesFailed', failed || undefined),
    count('WebhooksDisabled', disabled || undefined),
  ]);
  if (isLeft || Object.values(done).some((figure) => figure > 0)) logger.info('deliveries', { ...done, isLeft });
};

/**
 * The function itself does not fail, because its queue would wait. An alarm adds this metric to the function's
 * failures.
 */
export const reportFailedRound = (error: unknown): void => {
  writeMetrics([count('WebhookRoundsFailed', 1)]);
  logger.error('deliveries failed', { error });
};

const count = (name: MetricName, value: number | undefined): Figure => ({ name, unit: 'Count', value });

const flag = (name: MetricName, value: boolean | undefined): Figure =>
  count(name, value === undefined ? value : Number(value));

/**
 * Alarms sum these metrics, but other functions write them only if there is something to count. So the schedule's sweep
 * writes zeros: AWS does not document what a sum is if one of its metrics has never been written.
 */
const countedElsewhere = (['MessagesFailed', 'MessagesExpired', 'XmlRpcFaults', 'WebhookRoundsFailed'] as const).map(
  (name) => count(name, 0),
);
