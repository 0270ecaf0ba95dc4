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
import type { Section } from './section.ts';
import { checksOf } from './statuses.ts';
import { dollars, type Part, parts } from './use.ts';
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
const usualMonth = 'a million a month, one a request by the API, us-east-1';

const partTitles: Readonly<Record<Part, string>> = {
  request: 'the request: API Gateway, Lambda and the answer',
  records: 'the record, with its indexes',
  events: 'events: publishing, archive, counting',
  statuses: 'statuses: sweeps and looks at fresh messages',
  logs: 'logs',
  traces: 'traces, if `tracing` is set',
  storage: 'storage of records and archive',
  fixed: 'without messages',
};

/** What a month costs. `npm run bench -- cost --write` also puts the figures into the README. */
export const cost: Bench = async (signal) => (await costSections(signal)).flatMap(({ rows }) => rows);

/**
 * Quantities from the templates, from DynamoDB's rules and from measurement, times list prices (prices.ts).
 * assumptions.ts has the assumptions; ways.ts says what the floor is.
 */
export const costSections = async (signal: AbortSignal): Promise<readonly Section[]> => {
  const ours = present(await measureAll(signal));
  const floor = floorOf(ours);
  return [
    {
      title: 'A million messages',
      text:
        'Dollars a million messages, by how many are sent in a month, and how. The last column says how many times the floor ' +
        'they cost.',
      heads: ['messages', 'textgate', 'the floor'],
      rows: months.flatMap((month) => regions.map((region) => monthRow(month, region, ours, floor))),
    },
    {
      title: 'What they are spent on',
      text: `Dollars a million messages at ${usualMonth}.`,
      heads: ['part', 'textgate', 'the floor'],
      rows: parts
        .filter((part) => part !== 'fixed' && part !== 'traces')
        .map((part) => ({
          what: partTitles[part],
          figure: money(dollars(messageUses(usual, ours), usualRegion, part)),
          reference: money(dollars(messageUses(usual, floor), usualRegion, part)),
        })),
    },
    {
      title: 'Without messages',
      text:
        'Dollars a month of a deployment that sends nothing: alarms, metrics, the dashboard, idle queues, the secret, keys and ' +
        'sweeps. `monitoring: false` leaves out the alarms and the dashboard. The last column is what metrics of each route would add up to; textgate has none.',
      heads: ['region', 'textgate', 'with metrics of each route'],
      rows: regions.map((region) => ({
        what: `a month without messages, ${region}`,
        figure: money(dollars(idleUses(ours), region)),
        reference: money(dollars(idleUses(withRouteMetrics(ours)), region)),
      })),
    },
    {
      title: 'Settings that change it',
      text: 'How many dollars more or less a million messages cost, one a request by the API.',
      heads: ['setting', 'at 1 M messages a month', 'at 100 M'],
      rows: otherwiseRows(ours, settingsOtherwise(ours)),
    },
    {
      title: 'Accounts and doors',
      text: 'How many dollars more a million messages of some accounts cost, and by one of the doors.',
      heads: ['which', 'one a request', '1,000 a request'],
      rows: accountRows(ours),
    },
    {
      title: 'Webhooks',
      text:
        'A round is one run of a deliverer; changes that come together are delivered in one. The receiver that hangs answers none ' +
        'of its calls for a day, then answers each in 50 ms.',
      heads: ['what', 'dollars', 'for'],
      rows: await webhookRows(ours, usualRegion),
    },
    {
      title: 'Counting messages',
      text: 'What the statistics take of each message. It is contained in the figures above.',
      heads: ['messages', 'textgate', 'at most'],
      rows: countingRows(
        [usual, { ...usual, messages: 1e8 }, { ...usual, perRequest: 1_000 }],
        ours.deployment,
        usualRegion,
      ),
    },
    {
      title: 'Looking',
      text: 'What the open page of one person costs, and requests for statistics. A hidden page asks for nothing.',
      heads: ['what', 'dollars', 'for'],
      rows: lookingRows(ours, usualRegion),
    },
    {
      title: 'What was cut',
      text: 'How many dollars more a million messages cost before, one a request by the API.',
      heads: ['before', 'at 1 M messages a month', 'at 100 M'],
      rows: otherwiseRows(ours, before(ours)),
    },
    {
      title: 'What was not cut',
      text:
        'How many dollars less a million messages would cost. But 1,000 recipients need the memory of `send`, and many open ' +
        'messages that of the sweeper; one failed call about all shards would put all of them off; gathered changes are late.',
      heads: ['if', 'at 1 M messages a month', 'at 100 M'],
      rows: otherwiseRows(ours, notCut(ours)),
    },
    {
      title: 'Other designs',
      text: `What was decided against, at ${usualMonth}.`,
      heads: ['design', 'dollars', 'for'],
      rows: otherDesigns(ours),
    },
    {
      title: 'Quantities',
      text: 'What the figures are made of. CPU and waiting are measured; waiting assumes how long AWS takes for each call (`assumptions.ts`).',
      heads: ['what', 'figure', 'beside it'],
      rows: unitRows(ours),
    },
  ];
};

const perMillion = (month: Month, ways: Ways, region: Region): number =>
  (dollars(messageUses(month, ways), region) / month.messages) * 1e6;

const monthRow = (month: Month, region: Region, ours: Ways, floor: Ways): Row => {
  const figure = perMillion(month, ours, region);
  const reference = perMillion(month, floor, region);
  const single = month.door === 'api' ? 'one a request by the API' : 'one an event';
  const how = month.perRequest === 1 ? single : `${month.perRequest.toLocaleString('en')} a request`;
  return {
    what: `${month.messages.toLocaleString('en')} a month, ${how}, ${region}`,
    figure: money(figure),
    reference: money(reference),
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
      `recorded, handed over, delivered; ${indexes.length} indexes`,
    ),
    ...indexRows(),
    told(
      'write units more a message, with 1,000 recipients',
      (guardUnits(indexes, 1_000) / 1_000).toFixed(3),
      'for their first record, and notes of calls',
    ),
    told('a request to one recipient', run(send), `${run(sendThousand)}, to 1,000`),
    told('publishing one change', run(publishOne), `${run(publishMany)}, a hundred`),
    told(
      'a sweep that finds nothing',
      `${sweep.cpuMillis.toFixed(1)} ms CPU`,
      `${status.cpuMillis.toFixed(3)} ms a status, ${status.readUnits.toFixed(3)} read units`,
    ),
    told('the start of a new process', `${startMillis.toFixed(0)} ms CPU`, ''),
    told(
      'memory after 1,000 recipients',
      `${(sendThousand.residentBytes / 2 ** 20).toFixed(0)} MB`,
      `of ${deployment.memory.send} MB`,
    ),
  ];
};

/** An index for lookups costs at most one write unit per message, and none for a message that is not in it. */
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
        `${units(unreferenced)} without a reference, ${units(failed)} if it failed`,
      ),
      aim: '≤ 1',
      met: most <= 1,
    };
  });
};

/** The same deployment with some settings changed. */
const deployed = (ways: Ways, changes: Partial<Deployment>): Ways => ({
  ...ways,
  deployment: { ...ways.deployment, ...changes },
});

const withRouteMetrics = (ways: Ways): Ways =>
  deployed(ways, { fixed: { ...ways.deployment.fixed, routeMetrics: true } });

/** The same deployment with one change each, by the change's description. */
type Otherwise = Readonly<Record<string, Ways>>;

const settingsOtherwise = (ours: Ways): Otherwise => ({
  '`tracing: true`': deployed(ours, { tracing: true }),
  '`indexes: reference,to,status`': deployed(ours, readDeployment({ indexes: 'reference,to,status' })),
  '`indexes:` none': deployed(ours, readDeployment({ indexes: '' })),
  '`silentStatuses: submitting`': deployed(ours, readDeployment({ silentStatuses: 'submitting' })),
  '`archiveDays: 0`': deployed(ours, readDeployment({ archiveDays: 0 })),
  '`retentionDays: 30`': deployed(ours, readDeployment({ retentionDays: 30 })),
});

const before = (ours: Ways): Otherwise => {
  const { deployment, measured } = ours;
  return {
    'Lambda logs each run': deployed(ours, { systemLines: true }),
    'a log line for each batch of changes': {
      ...ours,
      measured: { ...measured, publishOne: { ...measured.publishOne, logLines: 1, logBytes: 130 } },
    },
    'each batch asks for a look at fresh messages': { ...ours, asksOncePerSlot: false },
    'the sweep reads one shard after the other': { ...ours, readsShardsAtOnce: false },
    '1,769 MB for the sweeper': deployed(ours, { memory: { ...deployment.memory, sweeper: 1_769 } }),
  };
};

const notCut = (ours: Ways): Otherwise => {
  const { memory } = ours.deployment;
  return {
    '256 MB for `send` and the publisher': deployed(ours, { memory: { ...memory, send: 256, publisher: 256 } }),
    '512 MB for the sweeper': deployed(ours, { memory: { ...memory, sweeper: 512 } }),
    'one call to the upstream gateway about the open messages of all shards': {
      ...ours,
      asksAboutShardsTogether: true,
    },
    'changes gathered for a second': deployed(ours, { publisherWindowSeconds: 1 }),
  };
};

/** How many dollars more a million messages would cost. */
const otherwiseRows = (ours: Ways, otherwise: Otherwise): Row[] =>
  Object.entries(otherwise).map(([what, ways]) => {
    const more = (month: Month) => {
      const difference = perMillion(month, ways, usualRegion) - perMillion(month, ours, usualRegion);
      return `${difference < 0 ? '−' : '+'}${money(Math.abs(difference))}`;
    };
    return told(what, more(usual), more({ ...usual, messages: 1e8 }));
  });

/** How many dollars more a million messages cost with some settings of accounts, or through one of the doors. */
const accountRows = ({ deployment }: Ways): Row[] => {
  const price = (of: Priced) => priceOf(of, usualRegion);
  const more = (of: Priced, perRequest: number, recipients = 1) =>
    `+${money(((perRequest * price(of)) / recipients) * 1e6)}`;
  const row = (what: string, of: Priced, perRequest: (recipients: number) => number) =>
    told(what, more(of, perRequest(1)), more(of, perRequest(1_000), 1_000));
  const many = { ...usual, perRequest: 1_000 };
  const reads = (month: Month) => batchesOf(month, life().length, deployment) / month.messages;
  const ofReads = (month: Month) => money(reads(month) * price('readUnit') * 1e6);
  return [
    row('an account with credits', 'writeUnit', creditUnits),
    row('an account with credits: the check whether they are low', 'readUnit', () => 1),
    row('an account with a limit per minute, or per day', 'writeUnit', () => limitUnits),
    told('by XML-RPC, in place of the API', `+${money((price('restApiRequest') - price('httpApiRequest')) * 1e6)}`, ''),
    told('each account: the check whether it has webhooks (contained above)', ofReads(usual), ofReads(many)),
  ];
};

/** Designs that were decided against, at a million messages a month. */
const otherDesigns = ({ deployment }: Ways): Row[] => {
  const price = (of: Priced) => priceOf(of, usualRegion);
  const [, queued] = writesOf(life());
  // For a design that sorts the index by the time of the next check.
  const later = queued && { ...queued.after, openKey: { S: `9${queued.after['openKey']?.S ?? ''}`.slice(0, -1) } };
  const units = queued && later ? writeUnitsOf(deployment.indexes, queued.after, later) : 0;
  const reschedules = checksOf(usual.messages) - usual.messages;
  const waiting = (secondsPerMonth * deployment.memory.sweeper) / 1024;
  return [
    told(
      'each check writes into the record when the next is due',
      `+${money(reschedules * units * price('writeUnit'))}`,
      `${(checksOf(usual.messages) / usual.messages).toFixed(1)} checks a message, ${units} write units each`,
    ),
    told(
      `the sweep waits inside its minute and looks every ${followUpSeconds} s`,
      `${money(waiting * price('lambdaGbSecond'))} a month`,
      'however few messages there are',
    ),
  ];
};

const money = (amount: number): string => `$${amount.toFixed(2)}`;
