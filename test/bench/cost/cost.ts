import { followUpSeconds } from '../../../functions/contract/follow-ups.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { lookupIndexes } from '../../../functions/store/message-indexes.ts';
import { writeUnitsOf } from '../capacity-units.ts';
import { type Bench, type Row, told } from '../row.ts';
import { secondsPerMonth } from './assumptions.ts';
import { batchesOf } from './batches.ts';
import { countingRows } from './counting.ts';
import { type Deployment, readDeployment } from './deployment.ts';
import { lookingRows } from './looking.ts';
import { measureAll } from './measured.ts';
import { idleUses, messageUses } from './model.ts';
import type { Month } from './month.ts';
import { type Priced, priceOf, type Region, regions } from './prices.ts';
import { creditUnits, guardUnits, limitUnits, unitsOfIndex, unitsOfLife } from './records.ts';
import { life, writesOf } from './sample.ts';
import { checksOf } from './statuses.ts';
import { dollars, parts } from './use.ts';
import { floorOf, present, type Ways } from './ways.ts';
import { webhookRows } from './webhooks.ts';

const aimedRatio = 1.25;
const months = [1e4, 1e6, 1e8].flatMap((messages): Month[] => [
  { messages, perRequest: 1, door: 'api' },
  { messages, perRequest: 1, door: 'event' },
  { messages, perRequest: 1_000, door: 'api' },
]);
const usual: Month = { messages: 1e6, perRequest: 1, door: 'api' };
const usualRegion: Region = 'us-east-1';

/**
 * What a month costs: quantities by the templates, by DynamoDB's rules and by measurement, times list prices (prices.ts).
 * What is assumed stands in assumptions.ts; what the floor is, in ways.ts.
 */
export const cost: Bench = async (signal) => {
  const ours = present(await measureAll(signal));
  const floor = floorOf(ours);
  return [
    ...unitRows(ours),
    ...months.flatMap((month) => regions.map((region) => monthRow(month, region, ours, floor))),
    ...parts
      .filter((part) => part !== 'fixed')
      .map((part) => ({
        what: `1 M single sends by API: ${part}`,
        figure: money(dollars(messageUses(usual, ours), usualRegion, part)),
        reference: `${money(dollars(messageUses(usual, floor), usualRegion, part))}, floor`,
      })),
    ...regions.map((region) => ({
      what: `a month without messages, ${region}`,
      figure: money(dollars(idleUses(ours), region)),
      reference: `${money(dollars(idleUses(withRouteMetrics(ours)), region))}, with metrics of each route`,
    })),
    ...otherwiseRows(ours),
    ...accountRows(ours),
    ...countingRows(
      [usual, { ...usual, messages: 1e8 }, { ...usual, perRequest: 1_000 }],
      ours.deployment,
      usualRegion,
    ),
    ...lookingRows(ours, usualRegion),
    ...(await webhookRows(ours, usualRegion)),
    ...otherDesigns(ours),
  ];
};

const perMillion = (month: Month, ways: Ways, region: Region): number =>
  (dollars(messageUses(month, ways), region) / month.messages) * 1e6;

const monthRow = (month: Month, region: Region, ours: Ways, floor: Ways): Row => {
  const figure = perMillion(month, ours, region);
  const reference = perMillion(month, floor, region);
  const how = month.perRequest === 1 ? `singly by ${month.door}` : `${month.perRequest} at a time`;
  return {
    what: `a million messages, ${shortly(month.messages)} a month, ${how}, ${region}`,
    figure: money(figure),
    reference: `${money(reference)}, floor`,
    ratio: figure / reference,
    aim: `≤ ${aimedRatio}×`,
    met: figure <= aimedRatio * reference,
  };
};

const unitRows = ({ deployment, measured }: Ways): Row[] => {
  const { indexes } = deployment;
  const units = unitsOfLife(indexes, life());
  const { send, sendThousand, publishOne, publishMany, status, sweep, startMillis } = measured;
  const run = ({ cpuMillis, waitMillis }: typeof send) =>
    `${cpuMillis.toFixed(1)} ms CPU, ${waitMillis.toFixed(0)} waiting`;
  return [
    told(
      'write units a message',
      `${units.join(' + ')}`,
      `${indexes.length} indexes; recorded, handed over, delivered`,
    ),
    ...indexRows(),
    told(
      'more for 1,000 recipients, a message',
      (guardUnits(indexes, 1_000) / 1_000).toFixed(3),
      'their first record, and notes of calls',
    ),
    told('a request to one', run(send), `${run(sendThousand)}, to 1,000`),
    told('events of one change', run(publishOne), `${run(publishMany)}, of a hundred`),
    told(
      'a sweep that finds nothing',
      `${sweep.cpuMillis.toFixed(1)} ms CPU`,
      `${status.cpuMillis.toFixed(3)} ms a status, ${status.readUnits.toFixed(3)} read units`,
    ),
    told('a new process', `${startMillis.toFixed(0)} ms CPU`, ''),
    told(
      'memory after 1,000 recipients',
      `${(sendThousand.residentBytes / 2 ** 20).toFixed(0)} MB`,
      `${deployment.memory.send} MB, of the function`,
    ),
  ];
};

/** An index for lookups costs at most one write unit a message, and none where it has nothing of it. */
const indexRows = (): Row[] => {
  const delivered = life();
  const unreferenced = delivered.map(({ reference: _, ...message }): Message => message);
  const failed = delivered.map(
    (message): Message => (isFinal(message.status) ? { ...message, status: 'failed' } : message),
  );
  return Object.values(lookupIndexes).map((index) => {
    const units = (states: readonly Message[]) => unitsOfIndex(index, states);
    const most = Math.max(units(delivered), units(failed));
    return {
      ...told(
        `write units of the index ${index.name}`,
        `${units(delivered)} a message`,
        `${units(unreferenced)} without a reference, ${units(failed)} where it failed`,
      ),
      aim: '≤ 1',
      met: most <= 1,
    };
  });
};

/** As it is, with some of the deployment otherwise. */
const deployed = (ways: Ways, changes: Partial<Deployment>): Ways => ({
  ...ways,
  deployment: { ...ways.deployment, ...changes },
});

const withRouteMetrics = (ways: Ways): Ways =>
  deployed(ways, { fixed: { ...ways.deployment.fixed, routeMetrics: true } });

/** What has been cut, and what could be: dollars a million messages. */
const otherwiseRows = (ours: Ways): Row[] => {
  const { memory } = ours.deployment;
  const { measured } = ours;
  const otherwise: Readonly<Record<string, Ways>> = {
    'before: functions are traced': deployed(ours, { tracing: true }),
    'before: Lambda logs each run': deployed(ours, { systemLines: true }),
    'before: a line for each batch of changes': {
      ...ours,
      measured: { ...measured, publishOne: { ...measured.publishOne, logLines: 1, logBytes: 130 } },
    },
    'before: each batch asks for a look': { ...ours, asksOncePerSlot: false },
    'before: the shards are read one by one': { ...ours, readsShardsAtOnce: false },
    'before: 1,769 MB for the sweeper': deployed(ours, { memory: { ...memory, sweeper: 1_769 } }),
    'setting: indexes for all filters': deployed(ours, readDeployment({ indexes: 'reference,to,status' })),
    'setting: index for no filter': deployed(ours, readDeployment({ indexes: '' })),
    'setting: no event of `submitting`': deployed(ours, readDeployment({ silentStatuses: 'submitting' })),
    'setting: no archive': deployed(ours, readDeployment({ archiveDays: 0 })),
    'setting: records kept for 30 days': deployed(ours, readDeployment({ retentionDays: 30 })),
    'not cut: 256 MB for send and publisher': deployed(ours, { memory: { ...memory, send: 256, publisher: 256 } }),
    'not cut: 512 MB for the sweeper': deployed(ours, { memory: { ...memory, sweeper: 512 } }),
    'not cut: one call about the messages of all shards': { ...ours, asksAboutShardsTogether: true },
    'not cut: changes gathered for a second': deployed(ours, { publisherWindowSeconds: 1 }),
  };
  return Object.entries(otherwise).map(([what, ways]) => {
    const more = (month: Month) => {
      const difference = perMillion(month, ways, usualRegion) - perMillion(month, ours, usualRegion);
      return `${difference < 0 ? '-' : '+'}${money(Math.abs(difference))}`;
    };
    return told(what, `${more(usual)} at 1 M a month`, `${more({ ...usual, messages: 1e8 })} at 100 M`);
  });
};

/** What some accounts cost more than others, and one of the doors: dollars a million messages. */
const accountRows = ({ deployment }: Ways): Row[] => {
  const price = (of: Priced) => priceOf(of, usualRegion);
  const more = (of: Priced, perRequest: number, recipients = 1) =>
    `+${money(((perRequest * price(of)) / recipients) * 1e6)}`;
  const row = (what: string, of: Priced, perRequest: (recipients: number) => number) =>
    told(what, `${more(of, perRequest(1))} singly`, `${more(of, perRequest(1_000), 1_000)}, 1,000 at a time`);
  const many = { ...usual, perRequest: 1_000 };
  const reads = (month: Month) => batchesOf(month, life().length, deployment) / month.messages;
  const ofReads = (month: Month) => money(reads(month) * price('readUnit') * 1e6);
  return [
    row('an account with credits', 'writeUnit', creditUnits),
    row('an account with credits: whether they are few', 'readUnit', () => 1),
    told('of each: whether its account has webhooks', `${ofReads(usual)} singly`, `${ofReads(many)}, 1,000 at a time`),
    row('an account with a limit per minute or day, each', 'writeUnit', () => limitUnits),
    told('by XML-RPC', `+${money((price('restApiRequest') - price('httpApiRequest')) * 1e6)}`, 'a REST API, singly'),
  ];
};

/** What was decided against, at a million messages a month. */
const otherDesigns = ({ deployment }: Ways): Row[] => {
  const price = (of: Priced) => priceOf(of, usualRegion);
  const [, queued] = writesOf(life());
  // As a design would keep it that sorts the index by the next check.
  const later = queued && { ...queued.after, openKey: { S: `9${queued.after['openKey']?.S ?? ''}`.slice(0, -1) } };
  const units = queued && later ? writeUnitsOf(deployment.indexes, queued.after, later) : 0;
  const reschedules = checksOf(usual.messages) - usual.messages;
  const waiting = (secondsPerMonth * deployment.memory.sweeper) / 1024;
  return [
    told(
      'another design: each check puts its message off to the next',
      `+${money(reschedules * units * price('writeUnit'))}`,
      `${(checksOf(usual.messages) / usual.messages).toFixed(1)} checks a message, ${units} write units each`,
    ),
    told(
      `another design: the sweep goes on within its minute, every ${followUpSeconds} s`,
      `${money(waiting * price('lambdaGbSecond'))} a month`,
      'whatever comes',
    ),
  ];
};

const money = (amount: number): string => `$${amount.toFixed(2)}`;

const shortly = (amount: number): string => (amount < 1e6 ? `${amount / 1e3} k` : `${amount / 1e6} M`);
