import { Option } from 'commander';
import type { Statistics, StatisticsCounts, StatisticsQuery } from '../../../functions/client/index.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { addJson, type Columns, type OutputOptions, show, tableOf } from '../output.ts';
import type { Shell } from '../shell.ts';
import { showTime } from '../times.ts';
import { timeOption } from '../values.ts';

interface Options extends ConnectionOptions, OutputOptions, StatisticsQuery {}

export const addStatistics = (program: CliCommand, shell: Shell): void => {
  const command = program
    .command('statistics')
    .helpGroup(withApiKey)
    .summary('count messages by day or hour, and by status')
    .description('Counts your messages by the day or hour in which they were created, and by their status now.')
    .addOption(timeOption('--from <time>', 'count from this time: 2026-12-24T00:00:00+01:00'))
    .addOption(timeOption('--until <time>', 'count until this time (default: now)'))
    .addOption(
      new Option('--by <period>', 'one line for each period; days are UTC (default: day)').choices(['day', 'hour']),
    )
    .examples({
      'count the last 30 days': 'statistics',
      'count the last 24 hours': 'statistics --by hour',
      'print how many were delivered in a year, for a script':
        'statistics --from 2026-01-01T00:00Z --until 2027-01-01T00:00Z --json | jq .total.delivered',
    });
  addJson(addConnection(command)).action(async (options: Options) => {
    const { from, until, by } = options;
    const client = await clientOf(options, shell);
    show(await client.statistics({ from, until, by }), options, shell, (statistics) => tableFor(statistics, shell));
  });
};

/** A line of the table. The last line has the sums, and no `start`. */
type Line = StatisticsCounts & { readonly start?: string };

const tableFor = ({ by, periods, total }: Statistics, shell: Shell): string => {
  const begins: Columns<Line> =
    by === 'day'
      ? { 'DAY (UTC)': ({ start }) => start?.slice(0, '2026-12-24'.length) ?? 'all' }
      : { SINCE: ({ start }) => (start === undefined ? 'all' : showTime(start)) };
  return tableOf<Line>([...periods, total], { ...begins, ...columns }, shell);
};

const columns: Columns<Line> = {
  MESSAGES: ({ messages }) => String(messages),
  OPEN: ({ open }) => String(open),
  DELIVERED: ({ delivered }) => String(delivered),
  FAILED: ({ failed }) => String(failed),
  EXPIRED: ({ expired }) => String(expired),
  CANCELED: ({ canceled }) => String(canceled),
  INDETERMINATE: ({ indeterminate }) => String(indeterminate),
  RATE: ({ deliveryRate }) => (deliveryRate === null ? '' : `${percent(deliveryRate)} %`),
  MEDIAN: ({ medianDeliverySeconds }) => (medianDeliverySeconds === null ? '' : `${medianDeliverySeconds} s`),
};

/** Rounded down to a tenth, so that 100 % means all. */
const percent = (rate: number): string => String(Math.floor(rate * 1000) / 10);
