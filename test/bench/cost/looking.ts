import { every } from '../../../functions/console/polling.ts';
import { type Row, told } from '../row.ts';
import { bytesPerGb, callMillis } from './assumptions.ts';
import { lineUses, runLogUses } from './logs.ts';
import type { Look } from './measured.ts';
import type { Region } from './prices.ts';
import { dollars, invocationUses, lambdaSeconds, type Use } from './use.ts';
import type { Ways } from './ways.ts';

const part = 'request';
/** The bytes of an answer, with TLS. */
const headerBytes = 600;

export const lookUses = (
  times: number,
  { run, readUnits, answerBytes }: Look,
  { deployment }: Ways,
): readonly Use[] => [
  { part, of: 'httpApiRequest', amount: times },
  ...invocationUses(part, { times, memoryMb: deployment.memory.send, ...run }),
  { part, of: 'readUnit', amount: times * readUnits },
  { part, of: 'sentGb', amount: (times * (answerBytes + headerBytes)) / bytesPerGb },
  ...lineUses(
    times,
    { logLines: Math.sign(deployment.accessLogBytes), logBytes: deployment.accessLogBytes },
    deployment.logDays,
  ),
  ...runLogUses(times, run, deployment),
];

/**
 * If few messages match a filter without an index, a request reads 1,000 of them (`pagesPerList`,
 * functions/store/message-list.ts) in ten steps of a hundred. A page has fifty. Once a minute the console continues
 * with four more requests (functions/console/pages/messages/walk.ts).
 */
const steps = 10;
const pages = 20;
const walksPerHour = 60;
const walkRequests = 4;

/** A week by the hour, and today: see functions/console/pages/overview/. */
const statisticsPerLook = 2;

/** For a visible tab. A hidden one requests nothing (functions/console/hooks/use-polled.ts). */
const perHour = (millis: number): number => 3_600_000 / millis;

/** What an open tab of the console costs per hour, page by page, and what a thousand requests for statistics cost. */
export const lookingRows = (ways: Ways, region: Region): readonly Row[] => {
  const { list, statistics } = ways.measured;
  // It asks the gateway whether the credentials are right, and then three questions at the same time.
  const account = { ...statistics, readUnits: 0, answerBytes: 300 };
  const { cpuMillis, waitMillis } = list.run;
  const searching = {
    run: { ...list.run, cpuMillis: pages * cpuMillis, waitMillis: steps * waitMillis },
    readUnits: pages * list.readUnits,
    answerBytes: account.answerBytes,
  };
  // A message and its deliveries. The function's runs for a list stand in for theirs, and take more.
  const ofMessage = { ...list, readUnits: 1, answerBytes: 1_500 };
  const atGateway = { ...account.run, waitMillis: 2 * callMillis('gateway') };
  const row = (what: string, asked: readonly (readonly [times: number, look: Look])[]): Row => {
    const uses = asked.flatMap(([times, look]) => lookUses(times, look, ways));
    const sum = (of: (times: number, look: Look) => number) =>
      asked.reduce((all, [times, look]) => all + of(times, look), 0);
    const seconds = sum((times, { run }) => times * lambdaSeconds(run, ways.deployment.memory.send));
    const megabytes = sum((times, { answerBytes }) => (times * (answerBytes + headerBytes)) / 1e6);
    return told(
      what,
      `$${dollars(uses, region).toFixed(4)}`,
      `${sum((times) => times)} requests, ${seconds.toFixed(0)} Lambda-seconds, ` +
        `${sum((times, { readUnits }) => times * readUnits).toFixed(0)} read units, ${megabytes.toFixed(1)} MB out`,
    );
  };
  return [
    row('an open console, an hour: the list of messages', [[perHour(every.live), list]]),
    row('an open console, an hour: the list of the few messages that are `queued`, without an index', [
      [perHour(every.live) + walkRequests * walksPerHour, searching],
    ]),
    row('an open console, an hour: a message under way, at most', [[2 * perHour(every.live), ofMessage]]),
    row('an open console, an hour: the overview', [
      [statisticsPerLook * perHour(every.rare), statistics],
      [perHour(every.rarest), { ...account, run: atGateway }],
    ]),
    row('a thousand requests for the statistics of a week, by the hour', [[1_000, statistics]]),
  ];
};
