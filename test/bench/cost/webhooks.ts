import { dueShards } from '../../../functions/store/delivery-item.ts';
import { outcomeOf } from '../../../functions/webhooks/outcome.ts';
import { type Row, told } from '../row.ts';
import { bytesPerGb, bytesPerStoredItem, bytesSent, secondsPerMonth } from './assumptions.ts';
import { deliverySize, deliveryUnits, livesOn, sampleDelivery } from './deliveries.ts';
import type { Invocation } from './invocations.ts';
import { runLogUses } from './logs.ts';
import { forSoMany } from './measured.ts';
import { changesInDay, simulateOutage, type Taken } from './outage.ts';
import type { Region } from './prices.ts';
import { dollars, invocationUses, lambdaSeconds, type Use } from './use.ts';
import type { Ways } from './ways.ts';

const part = 'events';
const roundsOfSchedule = secondsPerMonth / 60;
/** Sent, received and deleted. */
const requestsPerRound = 3;
/** A round looks for due deliveries when it begins and before it ends. */
const looksPerRound = 2;
const unitsPerLook = dueShards.length / 2;
const keptMonths = 1;

/** Scheduled rounds that find nothing: one look each. */
export const idleRoundUses = ({ deployment, measured }: Ways): readonly Use[] => [
  { part, of: 'fifoRequest', amount: roundsOfSchedule * requestsPerRound },
  { part, of: 'readUnit', amount: roundsOfSchedule * unitsPerLook },
  ...invocationUses(part, {
    times: roundsOfSchedule,
    memoryMb: deployment.memory.deliverer,
    ...measured.deliverNone,
  }),
];

const delivered = () => {
  const now = new Date();
  return livesOn(sampleDelivery(now), [outcomeOf({ status: 200 }, now, now)], now);
};

const roundOf = ({ measured }: Ways, deliveries: number) =>
  forSoMany(measured.deliverOne, measured.deliverMany, deliveries);

/** Deliveries that succeed at once, so many per round. Each batch of changes requests a round. */
const deliveryUses = (deliveries: number, perRound: number, ways: Ways): readonly Use[] => {
  const { deployment, measured } = ways;
  const rounds = deliveries / perRound;
  const states = delivered();
  const [recorded, last] = states;
  if (recorded === undefined || last === undefined) throw new Error('There is no delivery.');
  const { table, entries } = deliverySize(last);
  const gbOf = (bytes: number) => (deliveries * keptMonths * bytes) / bytesPerGb;
  const entryBytes = entries.reduce((sum, bytes) => sum + bytes + bytesPerStoredItem, 0);
  return [
    { part, of: 'writeUnit', amount: deliveries * deliveryUnits(states).reduce((a, b) => a + b, 0) },
    // For each delivery its record; for each round the webhook, its lane and the looks.
    { part, of: 'readUnit', amount: deliveries + rounds * (2 + looksPerRound * unitsPerLook) },
    { part, of: 'fifoRequest', amount: rounds * requestsPerRound },
    ...invocationUses(part, { times: rounds, memoryMb: deployment.memory.deliverer, ...roundOf(ways, perRound) }),
    ...recordingUses(rounds, ways),
    ...runLogUses(rounds, measured.deliverOne, deployment),
    { part, of: 'sentGb', amount: (deliveries * (bytesSent.perCall + recorded.body.length)) / bytesPerGb },
    { part: 'storage', of: 'tableGbMonth', amount: gbOf(table + bytesPerStoredItem + entryBytes) },
    { part: 'storage', of: 'recoveryGbMonth', amount: gbOf(table + bytesPerStoredItem) },
  ];
};

/** What the publisher additionally takes to record deliveries and to request a round. */
const recordingUses = (batches: number, { deployment, measured }: Ways): readonly Use[] => {
  const more = (of: 'cpuMillis' | 'waitMillis') => Math.max(0, measured.publishToWebhook[of] - measured.publishOne[of]);
  const run = { cpuMillis: more('cpuMillis'), waitMillis: more('waitMillis') };
  const uses = invocationUses(part, { times: batches, memoryMb: deployment.memory.publisher, ...run });
  return uses.filter(({ of }) => of === 'lambdaGbSecond');
};

/** Changes that request a round each, and what a webhook used of the deliverer. */
const outageUses = (changes: number, { rounds, seconds, writeUnits, readUnits, calls }: Taken, ways: Ways) => {
  const run = { cpuMillis: cpuOf(ways, rounds, calls) / rounds, waitMillis: (seconds * 1_000) / rounds };
  const uses: readonly Use[] = [
    { part, of: 'writeUnit', amount: writeUnits },
    { part, of: 'readUnit', amount: readUnits },
    { part, of: 'fifoRequest', amount: changes + rounds * 2 },
    { part, of: 'sentGb', amount: (calls * bytesSent.perCall) / bytesPerGb },
    ...recordingUses(changes, ways),
    ...invocationUses(part, { times: rounds, memoryMb: ways.deployment.memory.deliverer, ...run }),
  ];
  return uses;
};

/** A round takes as much as one that finds nothing, and each of its deliveries as much as one of many. */
const cpuOf = (ways: Ways, rounds: number, deliveries: number): number =>
  rounds * ways.measured.deliverNone.cpuMillis + deliveries * cpuOfOne(ways);

const cpuOfOne = ({ measured }: Ways): number => (measured.deliverMany.cpuMillis - measured.deliverOne.cpuMillis) / 99;

export const webhookRows = async (ways: Ways, region: Region): Promise<readonly Row[]> => {
  const { deployment } = ways;
  const { deliverer } = deployment.memory;
  const money = (uses: readonly Use[]) => `$${dollars(uses, region).toFixed(2)}`;
  const amountOf = (of: Use['of'], uses: readonly Use[]) =>
    uses.filter((use) => use.of === of).reduce((sum, { amount }) => sum + amount, 0);
  const shortly = (amount: number) =>
    amount < 1e4 ? Math.round(amount).toLocaleString('en') : `${(amount / 1e6).toFixed(2)} M`;
  const units = (uses: readonly Use[]) =>
    `${shortly(amountOf('writeUnit', uses))} writes, ${shortly(amountOf('readUnit', uses))} reads, ${shortly(amountOf('fifoRequest', uses))} requests of SQS`;

  const million = (perRound: number): Row => {
    const uses = deliveryUses(1e6, perRound, ways);
    const seconds = (1e6 / perRound) * lambdaSeconds(roundOf(ways, perRound), deliverer);
    return told(
      `a million deliveries, ${perRound === 1 ? 'one' : perRound} a round`,
      money(uses),
      `${units(uses)}, ${Math.round(seconds).toLocaleString('en')} Lambda-seconds`,
    );
  };
  const { down, after, caughtUpSeconds, isCaughtUp } = await simulateOutage();
  if (!isCaughtUp) throw new Error('Deliveries are left.');
  const outage = (what: string, changes: number, taken: Taken): Row => {
    const uses = outageUses(changes, taken, ways);
    const run: Pick<Invocation, 'cpuMillis' | 'waitMillis'> = {
      cpuMillis: cpuOf(ways, taken.rounds, taken.calls),
      waitMillis: taken.seconds * 1_000,
    };
    const seconds = Math.round(lambdaSeconds(run, deliverer)).toLocaleString('en');
    const calls = Math.round(taken.calls).toLocaleString('en');
    return told(what, money(uses), `${calls} calls, ${seconds} Lambda-seconds, ${units(uses)}`);
  };
  const cpuSeconds = deliverer / 1_769;
  return [
    million(1),
    million(10),
    million(100),
    outage(`a receiver that hangs for a day, ${changesInDay.toLocaleString('en')} changes`, changesInDay, down),
    outage('its catching up', 0, after),
    told(
      'how long it takes to catch up after two hours',
      `${Math.round(caughtUpSeconds)} s`,
      'with up to 5 minutes until the next attempt',
    ),
    told(
      `what one deliverer of ${deliverer} MB manages`,
      `${Math.round((cpuSeconds * 1_000) / cpuOfOne(ways))} deliveries a second`,
      `${cpuOfOne(ways).toFixed(1)} ms CPU each, with TLS; ${cpuSeconds.toFixed(2)} of a core`,
    ),
    told('metrics, if there are webhooks', `$${(deployment.fixed.webhookMetrics * 0.3).toFixed(2)} a month`, ''),
  ];
};
